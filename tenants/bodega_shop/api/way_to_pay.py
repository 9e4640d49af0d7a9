"""Say where the buyer of an order pays: at the payment service itself, or on a page of ours that leads there."""

import structlog

from bodega.kernel.errors import BodegaError
from bodega_shop.api.hear_call import Call
from bodega_shop.api.order_answer import Payment
from bodega_shop.contracts.paying import Redirect
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import PlacedOrder
from bodega_shop.orders.states import PENDING
from bodega_shop.payments.begin_payment import Wanted, begin_payment

log = structlog.get_logger()


async def way_to_pay(call: Call, placed: PlacedOrder) -> Payment | None:
    """None when nothing is left to pay."""
    if not placed.out_trade_no or placed.state != PENDING:
        return None
    page = call.address_of(f"/orders/{placed.number}/go?token={placed.token}")
    return Payment("redirect", await _signed_address(call, placed) or page)


async def _signed_address(call: Call, placed: PlacedOrder) -> str:
    """The service's address where signing one calls nobody, else empty: no program waits here for a service.

    The order stands, so a channel that fails is no reason to keep its number and token from whoever placed it. The
    page of ours says to the buyer what is wrong.
    """
    if placed.channel_id is None:
        return ""
    try:
        channel = await floor_of(call.runtime).channels.open(call.runtime, call.shop, placed.channel_id)
        if not channel.gateway.creates_offline(channel.context.settings):
            return ""
        wanted = Wanted(
            channel=channel,
            out_trade_no=placed.out_trade_no,
            money=placed.to_pay,
            subject=placed.subject,
            expires_at=placed.expires_at,
            return_url=call.address_of(f"/orders/{placed.number}"),
            address=call.visit.address,
            device="pc",
        )
        action = await begin_payment(call.runtime, call.shop, wanted)
    except BodegaError as error:
        log.warning("payment_address_not_signed", order=placed.number, kind=error.kind)
        return ""
    return action.url if isinstance(action, Redirect) else ""
