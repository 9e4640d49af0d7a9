"""Open a payment: a signed address of Alipay's page, or a QR code that Alipay makes."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from bodega_alipay.beijing_time import to_beijing_text
from bodega_alipay.call_alipay import call_alipay, refuse, request_fields
from bodega_alipay.name_goods import name_goods
from bodega_alipay.open_account import Account, open_account
from bodega_alipay.settings import PAGE, QR
from bodega_shop.extend import (
    ChannelContext,
    CreatePayment,
    CreateResult,
    GatewayRejected,
    Money,
    QrCode,
    Redirect,
    UnknownOutcome,
)

YUAN = "CNY"

_MOST = Money(100_000_000_00, YUAN)
_PAID_ALREADY = "TRADE_HAS_SUCCESS"


async def open_payment(ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
    """Where the buyer pays. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`, `ConfigInvalid`."""
    if payment.money.currency != YUAN or not 0 < payment.money.minor <= _MOST.minor:
        raise GatewayRejected
    account, way = open_account(ctx), ctx.settings.way(payment.device)
    if way == QR:
        return await _ask_for_code(ctx, account, payment)
    return CreateResult(Redirect(_page(ctx, account, payment, way)))


def _page(ctx: ChannelContext, account: Account, payment: CreatePayment, way: str) -> str:
    if way == PAGE:
        method, product = "alipay.trade.page.pay", {"product_code": "FAST_INSTANT_TRADE_PAY"}
    else:
        back = payment.cancel_url or payment.return_url
        method, product = "alipay.trade.wap.pay", {"product_code": "QUICK_WAP_WAY", "quit_url": back}
    fields = request_fields(
        ctx,
        account,
        method,
        _order(payment) | product,
        notify_url=ctx.notify_url,
        return_url=payment.return_url,
    )
    return f"{account.address}?{urlencode(fields)}"


async def _ask_for_code(ctx: ChannelContext, account: Account, payment: CreatePayment) -> CreateResult:
    method = "alipay.trade.precreate"
    answer = await call_alipay(ctx, account, method, _order(payment), notify_url=ctx.notify_url)
    if answer.said.endswith(_PAID_ALREADY):
        raise UnknownOutcome
    if not answer.done:
        refuse(ctx, answer)
    code = answer.get("qr_code")
    if answer.get("out_trade_no") != payment.out_trade_no or not code.isprintable() or " " in code:
        raise UnknownOutcome
    return CreateResult(QrCode(code, code if _is_link(code) else ""))


def _order(payment: CreatePayment) -> dict[str, Any]:
    """The trade itself begins only when the buyer opens it, so it is told when it must end."""
    return {
        "out_trade_no": payment.out_trade_no,
        "total_amount": payment.money.to_decimal_text(),
        "subject": name_goods(payment.subject, payment.out_trade_no),
        "time_expire": to_beijing_text(payment.expires_at),
    }


def _is_link(code: str) -> bool:
    try:
        parts = urlsplit(code)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)
