"""Whoever bought without an account asks to be forgotten: what no law keeps goes at once, the rest by itself when it is due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.orders.find_order import Order
from bodega_shop.retention.ask_erasure import ANSWER_WITHIN
from bodega_shop.retention.forget_orders import ENDED, HELD, forget_these
from bodega_shop.retention.periods import TRADE, read_periods
from bodega_shop.settings.profile import Profile

_ASK = """
    insert into data_request (id, purchase_id, kind, state, asked_at, due_at) values ($1, $2, 'erasure', 'waiting', $3, $4)
    on conflict (purchase_id) where state = 'waiting' and purchase_id is not null do nothing"""
_WAITING = "select id from data_request where purchase_id = $1 and state = 'waiting' for update"
_STANDS = f"select {ENDED} as ended, {HELD} as held from purchase o where o.id = $1 for update of o"
_WAITS = "update data_request set obstacle = $2 where id = $1"
_DONE = """
    update data_request set state = 'done', obstacle = '', done_at = $2, kept_orders = $3, kept_until = $4 where id = $1"""
_AT_ONCE = (
    "update message set recipient = '' where purchase_id = $1 and state <> 'queued'",
    ("update feedback set order_number = '', words = ''"
     " where order_number <> '' and order_number = (select number from purchase where id = $1)"),
)  # fmt: skip
_LAST = """
    select state, obstacle, asked_at, done_at, kept_until from data_request
     where purchase_id = $1 and kind = 'erasure' order by asked_at desc limit 1"""


@dataclass(frozen=True)
class GuestErasure:
    """Where the last request about an order stands. Done with `kept_until`, its contact goes on that day."""

    state: str
    obstacle: str
    asked_at: datetime
    done_at: datetime | None
    kept_until: datetime | None


async def ask_guest_erasure(
    shop: Shop, profile: Profile, order: Order, contact: str, *, now: datetime
) -> GuestErasure:
    """Raises `InvalidInput` for another contact than the order's, `StateConflict` for an order of an account."""
    if order.customer_id is not None:
        raise StateConflict("This order belongs to an account. Please ask on its page about your data.")
    if order.contact != contact:
        raise InvalidInput("This is not the contact of the order.", field="contact")
    async with shop_scope(shop) as scope:
        await scope.execute(_ASK, new_id(), order.id, now, now + ANSWER_WITHIN)
        await try_guest_erasure(scope, profile, order.id, now=now)
        found = await last_request(scope, order.id)
    if found is None:
        raise StateConflict
    return found


async def try_guest_erasure(scope: Scope, profile: Profile, purchase_id: UUID, *, now: datetime) -> bool:
    """Do the waiting request if nothing stands in its way any more."""
    request_id = await scope.fetchval(_WAITING, purchase_id)
    if request_id is None:
        return True
    row = await scope.fetchrow(_STANDS, purchase_id, now)
    if row is None or row["held"] or row["ended"] is None:
        await scope.execute(_WAITS, request_id, "hold" if row is not None and row["held"] else "orders")
        return False
    for sql in _AT_ONCE:
        await scope.execute(sql, purchase_id)
    until: datetime = row["ended"] + (await read_periods(scope, profile))[TRADE]
    if until <= now:
        await forget_these(scope, [purchase_id], now=now)
    kept = until > now
    await scope.execute(_DONE, request_id, now, int(kept), until if kept else None)
    return True


async def last_request(scope: Scope, purchase_id: UUID) -> GuestErasure | None:
    row = await scope.fetchrow(_LAST, purchase_id)
    return GuestErasure(**dict(row)) if row else None
