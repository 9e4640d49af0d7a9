"""What a service's list has and the shop did not: unpaid orders get their payment, refunds made elsewhere their row.

Both go the way they would have gone had the service's message arrived, and change nothing the second time.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.judge_lines import UNPAID
from bodega_shop.comparison.judged_line import JudgedLine
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.contracts.refunding import BillLine
from bodega_shop.floor import floor_of
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.refunds.hear_refund import hear_refund

NOT_OURS = "unknown_order"
SECOND = "second_payment"

log = structlog.get_logger()


async def settle_missing(
    runtime: Runtime, shop: Shop, channel: OpenChannel, judged: Sequence[JudgedLine], *, now: datetime
) -> list[JudgedLine]:
    """The lines again, those that were missing here, or stood otherwise, with one word on what came of them."""
    return [await _settle(runtime, shop, channel, one, now) for one in judged]


async def _settle(
    runtime: Runtime, shop: Shop, channel: OpenChannel, one: JudgedLine, now: datetime
) -> JudgedLine:
    if one.line.kind == "refund" and one.verdict in ("missing_here", "status"):
        return replace(one, outcome=await _hear_refund(runtime, shop, channel, one.line, now))
    if one.verdict != "missing_here":
        return one
    if one.payment is None:
        return replace(one, outcome=NOT_OURS)
    if one.payment.received is not None or one.payment.state not in UNPAID:
        # A second payment under one number is a person's to decide: two services number their own money differently.
        return replace(one, outcome=SECOND)
    return replace(
        one, outcome=await _confirm(runtime, shop, channel, one.line, one.payment.out_trade_no, now)
    )


async def _confirm(
    runtime: Runtime, shop: Shop, channel: OpenChannel, line: BillLine, out_trade_no: str, now: datetime
) -> str:
    claim = Claim(
        channel_id=channel.id,
        event_key=f"bill:{line.line_key}",
        out_trade_no=out_trade_no,
        gateway_txn=line.gateway_txn,
        money=line.gross,
        body=b"",
        actor=f"bill:{channel.code}",
        terms=channel.terms,
        fee=line.fee,
    )
    outcome = await confirm_payment(shop, await floor_of(runtime).profiles.of(shop), claim, now=now)
    if outcome.order_id is not None:
        await say_order_changed(runtime, shop, outcome.order_id)
    return outcome.word


async def _hear_refund(
    runtime: Runtime, shop: Shop, channel: OpenChannel, line: BillLine, now: datetime
) -> str:
    """The service is asked for the truth about it; one that does not answer leaves the line to a person."""
    event = VerifiedEvent(
        event_key=f"bill:{line.line_key}",
        out_trade_no=line.out_trade_no,
        gateway_txn=line.gateway_txn,
        state="succeeded",
        money=line.gross,
        merchant_matches=True,
        must_query=True,
        about="refund",
        refund_no=line.out_refund_no,
    )
    try:
        return await hear_refund(runtime, shop, channel, event, now=now)
    except BodegaError as error:
        log.warning("refund_not_asked", refund_no=line.out_refund_no, kind=error.kind)
        return "not_asked"
