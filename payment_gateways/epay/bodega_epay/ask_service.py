"""Ask api.php: for the truth about one payment, and whether pid and key are known there."""

import re

from bodega_epay.call_service import Answer, call_service, refuse
from bodega_epay.read_notification import read_yuan
from bodega_epay.settings import EpaySettings, complete
from bodega_epay.sign_fields import signed
from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    GatewayRejected,
    PaymentStatus,
    Temporary,
    UnknownOutcome,
)

_PAID, _UNPAID = "1", "0"

# V1 has no code for this, only words. Anything that these do not match counts as "it will not say".
_NEVER_HEARD = re.compile(
    r"(订单|交易)(编?号)?(不存在|未找到)|(未找到|找不到|没有)(该|此|这个)?(订单|交易)"
    r"|no such (order|trade)|(order|trade) (was )?not found|(order|trade) (does not|not) exist",
    re.IGNORECASE,
)


async def ask_for_payment(ctx: ChannelContext, out_trade_no: str) -> PaymentStatus:
    """Raises `GatewayRejected` when the service will not say, `Temporary` and `UnknownOutcome` to ask again later."""
    settings = complete(ctx.settings)
    answer = await _ask(ctx, settings, act="order", out_trade_no=out_trade_no)
    if answer.get("code") != settings.ok_code:
        if _NEVER_HEARD.search(answer.reason):
            return PaymentStatus("not_found")
        refuse(ctx, answer)
    if not _same(answer, "out_trade_no", out_trade_no) or not _same(answer, "pid", settings.pid):
        raise UnknownOutcome
    if answer.get("status") == _UNPAID:
        return PaymentStatus("pending", gateway_txn=answer.get("trade_no"))
    money = read_yuan(answer.get("money"))
    if answer.get("status") != _PAID or money is None:
        raise UnknownOutcome
    return PaymentStatus("succeeded", money, answer.get("trade_no"))


async def check_account(ctx: ChannelContext) -> None:
    """Ask for our own account, which changes nothing; raises `ConfigInvalid` saying what is wrong."""
    settings = complete(ctx.settings)
    try:
        answer = await _ask(ctx, settings, act="query")
    except Temporary as error:
        raise ConfigInvalid("The payment service cannot be reached at this address.") from error
    except (GatewayRejected, UnknownOutcome) as error:
        raise ConfigInvalid("What answers at this address does not speak Epay.") from error
    if answer.get("code") != settings.ok_code:
        raise ConfigInvalid("The payment service answered: %(reason)s", reason=answer.reason or "-")
    if not _same(answer, "pid", settings.pid):
        raise ConfigInvalid("The payment service knows this key under another merchant number.")
    if not _same(answer, "active", "1"):
        raise ConfigInvalid("The payment service has closed this account.")


async def _ask(ctx: ChannelContext, settings: EpaySettings, **question: str) -> Answer:
    fields = {**question, "pid": settings.pid}
    fields = signed(fields, settings.key) if settings.question == "sign" else {**fields, "key": settings.key}
    return await call_service(ctx, "GET", settings.address(settings.api_path), fields)


def _same(answer: Answer, name: str, expected: str) -> bool:
    """Builds of the service leave fields out; what is there must be right."""
    return answer.get(name) in ("", expected)
