"""Open a payment: a QR code, the payment sheet inside WeChat, or an address for a phone's browser."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import msgspec

from bodega_shop.extend import (
    ChannelContext,
    CreatePayment,
    CreateResult,
    GatewayRejected,
    JsapiParams,
    PaymentAction,
    QrCode,
    Redirect,
    UnknownOutcome,
)
from bodega_wechatpay.ask_service import ask_service
from bodega_wechatpay.call_service import read_json, refuse
from bodega_wechatpay.name_goods import DESCRIPTION_BYTES, shorten
from bodega_wechatpay.open_account import Account, open_account
from bodega_wechatpay.settings import WechatpaySettings
from bodega_wechatpay.sign_request import jsapi_fields

YUAN = "CNY"
BEIJING = timezone(timedelta(hours=8))

Way = Literal["native", "jsapi", "h5"]

_NUMBER = re.compile(r"[0-9A-Za-z_|*-]{6,32}")
# WeChat Pay refuses an end that is nearer than a minute; its clock and ours may differ a little.
_NEAREST_END = timedelta(seconds=70)
_PATHS: Mapping[Way, str] = {way: f"/v3/pay/transactions/{way}" for way in ("native", "jsapi", "h5")}


class _Opened(msgspec.Struct, frozen=True):
    code_url: str = ""
    prepay_id: str = ""
    h5_url: str = ""


async def open_payment(ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
    """Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`, `ConfigInvalid`."""
    account = open_account(ctx)
    if (
        payment.money.currency != YUAN
        or payment.money.minor <= 0
        or not _NUMBER.fullmatch(payment.out_trade_no)
    ):
        raise GatewayRejected
    way = _way(ctx.settings, payment)
    answer = await ask_service(ctx, account, "POST", _PATHS[way], _order(ctx, account, payment, way))
    if not answer.is_good:
        refuse(ctx, answer)
    opened = read_json(ctx, answer.body, _Opened)
    return CreateResult(_action(ctx, account, payment, way, opened), gateway_ref=opened.prepay_id)


def _way(settings: WechatpaySettings, payment: CreatePayment) -> Way:
    """Inside WeChat its own sheet, in a phone's browser H5, else a code to scan: of those that are open."""
    if settings.jsapi and payment.openid:
        return "jsapi"
    if settings.h5 and (payment.device == "mobile" or not settings.native):
        return "h5"
    if settings.native:
        return "native"
    raise GatewayRejected("This way to pay works inside WeChat only. Open this page in WeChat to pay.")


def _order(ctx: ChannelContext, account: Account, payment: CreatePayment, way: Way) -> dict[str, Any]:
    order: dict[str, Any] = {
        "appid": account.appid,
        "mchid": account.mchid,
        "description": shorten(payment.subject, DESCRIPTION_BYTES) or payment.out_trade_no,
        "out_trade_no": payment.out_trade_no,
        "time_expire": _end(ctx, payment).isoformat(timespec="seconds"),
        "notify_url": ctx.notify_url,
        "amount": {"total": payment.money.minor, "currency": YUAN},
    }
    if way == "jsapi":
        order["payer"] = {"openid": payment.openid}
    if way == "h5":
        order["scene_info"] = {"payer_client_ip": payment.address, "h5_info": {"type": "Wap"}}
    return order


def _end(ctx: ChannelContext, payment: CreatePayment) -> datetime:
    return max(payment.expires_at, ctx.clock.now() + _NEAREST_END).astimezone(BEIJING)


def _action(
    ctx: ChannelContext, account: Account, payment: CreatePayment, way: Way, opened: _Opened
) -> PaymentAction:
    if way == "native" and opened.code_url:
        return QrCode(opened.code_url)
    if way == "jsapi" and opened.prepay_id:
        return JsapiParams(
            "wechat", jsapi_fields(account, opened.prepay_id, int(ctx.clock.now().timestamp()))
        )
    if way == "h5" and _may_be_link(ctx, opened.h5_url):
        joint = "&" if "?" in opened.h5_url else "?"
        return Redirect(f"{opened.h5_url}{joint}redirect_url={quote(payment.return_url, safe='')}")
    # The payment exists by now, only nobody can be sent there.
    raise UnknownOutcome


def _may_be_link(ctx: ChannelContext, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    schemes = ("https", "http") if ctx.test_mode else ("https",)
    return parts.scheme in schemes and bool(parts.netloc) and address.isprintable() and " " not in address
