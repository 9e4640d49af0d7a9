"""Ask for the truth about one payment, and whether our number and keys are known at the service."""

import re

from bodega_epay.ask import ask, refuse_unless_good
from bodega_epay.call_service import Answer
from bodega_epay.read_notification import read_yuan
from bodega_epay.settings import V2, complete
from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    GatewayRejected,
    PaymentStatus,
    Temporary,
    UnknownOutcome,
)

_UNPAID, _PAID, _REFUNDED, _FROZEN, _PREAUTHORISED = "0", "1", "2", "3", "4"

# V1 has no code for this, only words. Anything that these do not match counts as "it will not say".
_NEVER_HEARD = re.compile(
    r"(订单|交易|退款)(编?号|记录)?(不存在|未找到)|(未找到|找不到|没有)(该|此|这个)?(订单|交易|退款)"
    r"|no such (order|trade|refund)|(order|trade|refund) (was )?not found|(order|trade|refund) (does not|not) exist",
    re.IGNORECASE,
)


async def ask_for_payment(ctx: ChannelContext, out_trade_no: str) -> PaymentStatus:
    """Raises `GatewayRejected` when the service will not say, `Temporary` and `UnknownOutcome` to ask again later."""
    answer = await ask_for_order(ctx, out_trade_no)
    if answer is None:
        return PaymentStatus("not_found")
    status = answer.get("status")
    waiting = {_UNPAID, _FROZEN, _PREAUTHORISED} if ctx.settings.version == V2 else {_UNPAID}
    if status in waiting:
        return PaymentStatus("pending", gateway_txn=answer.get("trade_no"))
    # What was given back later had been paid.
    paid = {_PAID, _REFUNDED} if ctx.settings.version == V2 else {_PAID}
    money = read_yuan(answer.get("money"))
    if status not in paid or money is None:
        raise UnknownOutcome
    return PaymentStatus("succeeded", money, answer.get("trade_no"))


async def ask_for_order(ctx: ChannelContext, out_trade_no: str) -> Answer | None:
    """All that the service says of one order of ours; None when it never heard of it. Raises as above."""
    settings = complete(ctx.settings)
    answer = await ask(ctx, settings, "query", {"out_trade_no": out_trade_no})
    if answer.get("code") != settings.good_code and never_heard(answer):
        return None
    refuse_unless_good(ctx, settings, answer)
    if not _same(answer, "out_trade_no", out_trade_no) or not _same(answer, "pid", settings.pid):
        raise UnknownOutcome
    return answer


def never_heard(answer: Answer) -> bool:
    """Whether the service's words mean that it does not know what we asked about."""
    return bool(_NEVER_HEARD.search(answer.reason))


async def check_account(ctx: ChannelContext) -> None:
    """Ask for our own account, which changes nothing; raises `ConfigInvalid` saying what is wrong."""
    settings = complete(ctx.settings)
    try:
        answer = await ask(ctx, settings, "info", {})
    except Temporary as error:
        raise ConfigInvalid("The payment service cannot be reached at this address.") from error
    except (GatewayRejected, UnknownOutcome) as error:
        raise ConfigInvalid("What answers at this address does not speak Epay.") from error
    if answer.get("code") != settings.good_code:
        raise ConfigInvalid("The payment service answered: %(reason)s", reason=answer.reason or "-")
    if not _same(answer, "pid", settings.pid):
        raise ConfigInvalid("The payment service knows this key under another merchant number.")
    if not _same(answer, "status" if settings.version == V2 else "active", "1"):
        raise ConfigInvalid("The payment service has closed this account.")


def _same(answer: Answer, name: str, expected: str) -> bool:
    """Builds of the service leave fields out; what is there must be right."""
    return answer.get(name) in ("", expected)
