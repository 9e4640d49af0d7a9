"""Open a payment: a signed address that the buyer goes to, or a call that answers with a QR code."""

from collections.abc import Mapping
from urllib.parse import urlencode, urljoin, urlsplit

from bodega_epay.call_service import Answer, call_service, refuse
from bodega_epay.name_goods import name_goods
from bodega_epay.settings import EpaySettings, complete
from bodega_epay.sign_fields import signed
from bodega_shop.extend import (
    ChannelContext,
    CreatePayment,
    CreateResult,
    GatewayRejected,
    PaymentAction,
    QrCode,
    Redirect,
    UnknownOutcome,
)

YUAN = "CNY"

_WEB = frozenset({"https", "http"})
# Apps on a phone that take money; anything else in a link could be a script.
_APPS = frozenset(
    {"weixin", "alipays", "alipay", "alipayqr", "mqqapi", "mqqwpa", "upwallet", "openapp.jdmobile"}
)
_LONGEST_ADDRESS = 4096
_LONGEST_NUMBER = 64
_PREFERENCE = {"pc": ("qrcode", "payurl", "urlscheme"), "mobile": ("urlscheme", "payurl", "qrcode")}


async def open_payment(ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
    """Where the buyer pays. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`, `ConfigInvalid`."""
    settings = complete(ctx.settings)
    if payment.money.currency != YUAN or payment.money.minor <= 0:
        raise GatewayRejected
    if settings.way == "redirect":
        fields = signed(_order(ctx, settings, payment), settings.key)
        return CreateResult(Redirect(f"{settings.address(settings.submit_path)}?{urlencode(fields)}"))
    return await _call_for_code(ctx, settings, payment)


def _order(ctx: ChannelContext, settings: EpaySettings, payment: CreatePayment) -> dict[str, str]:
    return {
        "pid": settings.pid,
        "type": settings.type,
        "out_trade_no": payment.out_trade_no,
        "notify_url": ctx.notify_url,
        "return_url": payment.return_url,
        "name": name_goods(payment.subject, payment.out_trade_no),
        "money": payment.money.to_decimal_text(),
    }


async def _call_for_code(ctx: ChannelContext, settings: EpaySettings, payment: CreatePayment) -> CreateResult:
    order = _order(ctx, settings, payment) | {"clientip": payment.address, "device": payment.device}
    address = settings.address(settings.mapi_path)
    answer = await call_service(ctx, "POST", address, signed(order, settings.key))
    if answer.get("code") != settings.ok_code:
        refuse(ctx, answer)
    return CreateResult(_action(settings, answer, payment.device), answer.get("trade_no")[:_LONGEST_NUMBER])


def _action(settings: EpaySettings, answer: Answer, device: str) -> PaymentAction:
    """The one of the three ways that was answered; of several, the one that suits the device."""
    ways: Mapping[str, str] = {name: value for name in _PREFERENCE[device] if (value := answer.get(name))}
    for name, value in ways.items():
        address = _whole(settings, value)
        if name == "qrcode":
            return QrCode(address, address if _may_be_link(address) else "")
        if _may_be_link(address):
            return Redirect(address)
    # The payment may exist by now, only nobody can be sent there.
    raise UnknownOutcome


def _whole(settings: EpaySettings, value: str) -> str:
    if settings.relative_urls and value.startswith("/"):
        return urljoin(settings.base_url, value)
    return value


def _may_be_link(address: str) -> bool:
    if len(address) > _LONGEST_ADDRESS or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.netloc) if parts.scheme in _WEB else parts.scheme in _APPS
    except ValueError:
        return False
