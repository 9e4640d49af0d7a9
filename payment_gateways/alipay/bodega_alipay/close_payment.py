"""Ask Alipay to take no more money for a payment."""

from bodega_alipay.ask_alipay import NEVER_HEARD, ask_account
from bodega_alipay.call_alipay import call_alipay, refuse
from bodega_alipay.open_account import Account, open_account
from bodega_shop.extend import ChannelContext, CloseResult, UnknownOutcome

_NOT_IN_THIS_STATE = ("TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID", "REASON_ILLEGAL_STATUS")


async def close_payment(ctx: ChannelContext, out_trade_no: str) -> CloseResult:
    """`not_found` is no promise: Alipay knows no trade before the buyer opens it, and its code stays payable until the
    end that `create` named.

    Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`.
    """
    account = open_account(ctx)
    answer = await call_alipay(ctx, account, "alipay.trade.close", {"out_trade_no": out_trade_no})
    if answer.done:
        return "closed"
    if answer.said == NEVER_HEARD:
        return "not_found"
    if not answer.said.endswith(_NOT_IN_THIS_STATE):
        refuse(ctx, answer)
    return await _why(ctx, account, out_trade_no)


async def _why(ctx: ChannelContext, account: Account, out_trade_no: str) -> CloseResult:
    """It cannot be closed: because it is paid, or because it is closed already."""
    match (await ask_account(ctx, account, out_trade_no)).state:
        case "succeeded":
            return "already_paid"
        case "failed":
            return "closed"
        case _:
            raise UnknownOutcome
