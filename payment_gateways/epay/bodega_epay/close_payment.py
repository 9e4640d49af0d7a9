"""Ask the service to take no more money for a payment; only V2 has a word for it."""

from bodega_epay.ask import ask
from bodega_epay.ask_service import ask_for_payment
from bodega_epay.call_service import refuse
from bodega_epay.settings import V2, complete
from bodega_shop.extend import ChannelContext, CloseResult


async def close_payment(ctx: ChannelContext, out_trade_no: str) -> CloseResult:
    """A no is asked about: the buyer may have been faster. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`."""
    settings = complete(ctx.settings)
    if settings.version != V2:
        return "unsupported"
    answer = await ask(ctx, settings, "close", {"out_trade_no": out_trade_no})
    if answer.get("code") == settings.good_code:
        return "closed"
    status = await ask_for_payment(ctx, out_trade_no)
    if status.state == "succeeded":
        return "already_paid"
    if status.state != "not_found":
        refuse(ctx, answer)
    return "not_found"
