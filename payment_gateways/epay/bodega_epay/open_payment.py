"""Open a payment: a signed address that the buyer goes to, or a call that answers with a QR code."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote_plus, urljoin, urlsplit

from bodega_epay.ask import ask, refuse_unless_good, sign
from bodega_epay.call_service import Answer
from bodega_epay.name_goods import name_goods
from bodega_epay.read_form import read_form
from bodega_epay.read_notification import YUAN
from bodega_epay.settings import V2, EpaySettings, complete
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
    order = _order(ctx, settings, payment)
    if settings.way == "redirect":
        fields = sign(ctx, settings, order)
        return CreateResult(Redirect(f"{_page(settings)}?{_query(fields)}"))
    return await _call_for_code(ctx, settings, order, payment)


def _query(fields: Mapping[str, str]) -> str:
    return "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """Most of an order's fields are those of the order before; quoting them was a tenth of placing one."""
    return quote_plus(value)


def _page(settings: EpaySettings) -> str:
    if settings.version == V2:
        return settings.v2_address("pay/submit")
    return settings.address(settings.submit_path)


def _order(ctx: ChannelContext, settings: EpaySettings, payment: CreatePayment) -> dict[str, str]:
    return {
        "type": settings.type,
        "out_trade_no": payment.out_trade_no,
        "notify_url": ctx.notify_url,
        "return_url": payment.return_url,
        "name": name_goods(payment.subject, payment.out_trade_no),
        "money": payment.money.to_decimal_text(),
    }


async def _call_for_code(
    ctx: ChannelContext, settings: EpaySettings, order: Mapping[str, str], payment: CreatePayment
) -> CreateResult:
    more = {"clientip": payment.address, "device": payment.device}
    if settings.version == V2:
        more["method"] = "web"
    answer = await ask(ctx, settings, "create", {**order, **more})
    refuse_unless_good(ctx, settings, answer)
    find = _v2_action if settings.version == V2 else _action
    return CreateResult(find(settings, answer, payment.device), answer.get("trade_no")[:_LONGEST_NUMBER])


def _v2_action(settings: EpaySettings, answer: Answer, device: str) -> PaymentAction:
    """`pay_type` says what `pay_info` is. What only runs inside an app of theirs can be shown to nobody here."""
    kind, told = answer.get("pay_type"), answer.get("pay_info")
    if kind == "html":
        return read_form(settings, told)
    names = {"qrcode": "qrcode", "jump": "payurl", "urlscheme": "urlscheme"}
    return _action(settings, Answer({names[kind]: told} if kind in names else {}), device)


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
