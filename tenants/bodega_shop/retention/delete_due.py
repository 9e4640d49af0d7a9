"""Once a day: delete or pseudonymise what is due in a shop, in small batches, and try the erasures that wait."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.retention.ask_erasure import try_erasure
from bodega_shop.retention.erase_guest import try_guest_erasure
from bodega_shop.retention.forget_orders import forget_orders
from bodega_shop.retention.hold_back import shop_is_held
from bodega_shop.retention.periods import LOGS, REPORTS, TRADE, read_periods
from bodega_shop.settings.profile import read_profile

RETAIN_JOB = "retention.delete_due"
AT_ONCE = 500
MOST_BATCHES = 400
_MINUTES_OF_NIGHT = 240

# Each with the period it goes by; $1 is the moment before which it is due, $2 how many at once.
_DUE = (
    (LOGS, ("delete from customer_session where id in"
     " (select id from customer_session where expires_at < $1 limit $2)")),
    (LOGS, "delete from customer_proof where id in (select id from customer_proof where expires_at < $1 limit $2)"),
    (REPORTS, ("update gateway_event set body = '' where id in"
     " (select id from gateway_event where received_at < $1 and body <> '' limit $2)")),
    (TRADE, ("update consent set address = '' where id in"
     " (select id from consent where at < $1 and address <> '' limit $2)")),
    (TRADE, ("update reveal set address = '' where id in"
     " (select id from reveal where purchase_id is null and at < $1 and address <> '' limit $2)")),
    (TRADE, ("update feedback set order_number = '', words = '' where id in"
     " (select id from feedback where at < $1 and words <> '' limit $2)")),
)  # fmt: skip

# What belongs to a customer and to no order stays while the customer is held; $3 is the moment of the run.
_HELD = """
    exists (select 1 from legal_hold h where h.released_at is null and (h.until is null or h.until > $3)
               and h.subject = 'customer' and h.subject_id = t.customer_id)"""
_DUE_OF_CUSTOMERS = (
    (TRADE, ("update payback set reason = '', answer = '' where id in (select t.id from payback t"
     f" where t.decided_at < $1 and (t.reason <> '' or t.answer <> '') and not {_HELD} limit $2)")),
    (LOGS, ("update message set recipient = '' where id in (select t.id from message t"
     f" where t.purchase_id is null and t.created_at < $1 and t.recipient <> '' and not {_HELD} limit $2)")),
)  # fmt: skip


async def ensure_retention(scope: Scope, shop: Shop, *, now: datetime) -> None:
    """Enqueue the run of the coming night, once however often it is asked for; shops take turns over four hours."""
    tomorrow = (now + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
    turn = timedelta(minutes=shop.id.int % _MINUTES_OF_NIGHT)
    await enqueue(scope, RETAIN_JOB, {}, after=tomorrow + turn, once=f"{tomorrow:%Y-%m-%d}")


async def delete_due_again(runtime: Runtime, shop: Shop, _: Mapping[str, Any]) -> None:
    now = runtime.clock.now()
    await delete_due(shop, now=now)
    async with shop_scope(shop) as scope:
        await ensure_retention(scope, shop, now=now)


async def delete_due(shop: Shop, *, now: datetime) -> int:
    """How many rows were deleted or changed; none while the whole shop is held. Each batch is a transaction."""
    async with shop_scope(shop) as scope:
        if await shop_is_held(scope, now=now):
            return 0
        profile = await read_profile(scope)
        periods = await read_periods(scope, profile)
        waiting = await scope.fetch(
            "select customer_id, purchase_id from data_request where state = 'waiting'"
        )
    for row in waiting:
        async with shop_scope(shop) as scope:
            if row["customer_id"] is not None:
                await try_erasure(scope, profile, row["customer_id"], now=now)
            else:
                await try_guest_erasure(scope, profile, row["purchase_id"], now=now)
    changed = await _forget_orders(shop, now - periods[TRADE], now)
    for kind, sql in _DUE:
        changed += await _in_batches(shop, sql, now - periods[kind])
    for kind, sql in _DUE_OF_CUSTOMERS:
        changed += await _in_batches(shop, sql, now - periods[kind], now)
    return changed


async def _forget_orders(shop: Shop, ended_before: datetime, now: datetime) -> int:
    total = 0
    for _ in range(MOST_BATCHES):
        async with shop_scope(shop) as scope:
            done = await forget_orders(scope, ended_before=ended_before, now=now, most=AT_ONCE)
        total += done
        if done < AT_ONCE:
            break
    return total


async def _in_batches(shop: Shop, sql: str, before: datetime, *moment: datetime) -> int:
    total = 0
    for _ in range(MOST_BATCHES):
        async with shop_scope(shop) as scope:
            done = await scope.execute(sql, before, AT_ONCE, *moment)
        total += done
        if done < AT_ONCE:
            break
    return total
