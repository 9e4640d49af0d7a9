"""Take what a service says came in for a bill, and tell the processes when that lets the shop sell again."""

from datetime import datetime
from uuid import UUID

import structlog

from bodega.billing.take_payment import Arrived, take_payment
from bodega.kernel.database import platform_scope
from bodega.kernel.money import Money
from bodega.runtime import Runtime

log = structlog.get_logger()


async def take_arrival(
    runtime: Runtime, channel_id: UUID, number: str, money: Money, gateway_txn: str, now: datetime
) -> Arrived:
    """Once for each number, however often it is told."""
    async with platform_scope() as scope:
        arrived = await take_payment(scope, channel_id, number, money, gateway_txn, now=now)
    log.info("bill_paid", out_trade_no=number, outcome=arrived.word)
    if arrived.shop_id is not None and arrived.thawed:
        await runtime.directory.announce_change(arrived.shop_id)
    return arrived
