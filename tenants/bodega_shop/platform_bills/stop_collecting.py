"""Call off the taking of bills from a card, so that one that is paid another way is not taken as well."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError, Unavailable
from bodega.runtime import Runtime
from bodega_shop.contracts.paying import PaymentRef
from bodega_shop.platform_bills.collect_bill import one_at_a_time
from bodega_shop.platform_bills.enter_card import forget_card
from bodega_shop.platform_bills.follow_collection import follow_collection
from bodega_shop.platform_bills.open_collector import open_collector

# The payer of an attempt is that of its shop's card: another payer comes only after the old one's attempts were stopped.
_ATTEMPTS = """
    select p.out_trade_no, p.gateway_ref, p.gateway_txn, p.channel_id, c.payer
      from bill_payment p join bill b on b.id = p.bill_id left join card_on_file c on c.shop_id = b.shop_id
     where p.bill_id = $1 and p.collected and p.state in ('created', 'pending')"""
_BILLS = """
    select distinct p.bill_id from bill_payment p join bill b on b.id = p.bill_id
     where b.shop_id = $1 and p.channel_id = $2 and p.collected and p.state in ('created', 'pending')"""

log = structlog.get_logger()


async def stop_collecting(runtime: Runtime, bill_id: UUID, *, now: datetime) -> None:
    """What was paid just before counts as paid. Raises `Unavailable` while the service still works on it.

    A service that cannot be reached holds nobody up: it is told later, and what it takes meanwhile is the shop's credit.
    """
    async with platform_scope() as scope:
        attempts = await scope.fetch(_ATTEMPTS, bill_id)
    if not attempts:
        return
    async with one_at_a_time(runtime, bill_id):
        for row in attempts:
            collector = await open_collector(runtime, row["channel_id"])
            bill = PaymentRef(row["out_trade_no"], row["gateway_ref"], row["gateway_txn"])
            payer = row["payer"] or ""
            try:
                found = await collector.ask(
                    "stop_collection",
                    lambda gateway, ctx, payer=payer, bill=bill: gateway.stop_collection(ctx, payer, bill),  # type: ignore[misc]
                )
            except BodegaError as error:
                log.warning("not_called_off", out_trade_no=row["out_trade_no"], kind=error.kind)
                continue
            await follow_collection(runtime, row["out_trade_no"], found, now=now)
            if found.state not in ("gone", "succeeded"):
                raise Unavailable(
                    "This bill is being taken from the card at this moment. Please look again shortly."
                )


async def forget_card_there(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job after a card was taken back: nothing more is taken, then the service forgets it."""
    channel_id, now = UUID(payload["channel_id"]), runtime.clock.now()
    async with platform_scope() as scope:
        rows = await scope.fetch(_BILLS, UUID(payload["shop_id"]), channel_id)
    for row in rows:
        await stop_collecting(runtime, row["bill_id"], now=now)
    await forget_card(await open_collector(runtime, channel_id), payload["payer"])
