"""Erase a customer: the account loses every personal field at once, orders when the law allows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.customers.end_sessions import end_all_sessions
from bodega_shop.retention.forget_orders import ENDED
from bodega_shop.retention.hold_back import IN_FORCE

_HELD = f"""
    select exists (select 1 from legal_hold h where {IN_FORCE}
                      and (h.subject = 'shop' or h.subject = 'customer' and h.subject_id = $1))"""
_BALANCE = """
    select exists (select 1 from wallet where customer_id = $1 and (principal > 0 or bonus > 0))
        or exists (select 1 from payback where customer_id = $1 and state = 'asked')"""
_OPEN_ORDERS = f"select exists (select 1 from purchase o where o.customer_id = $1 and {ENDED} is null)"
_ERASE = """
    update customer set email = '', email_digest = null, phone = '', phone_digest = null, name = '', password_hash = '',
                        contact = '', channel = '', state = 'erased' where id = $1 and state <> 'erased'"""
_REST = (
    "delete from customer_proof where customer_id = $1",
    "update consent set address = '' where customer_id = $1",
    "update message set recipient = '' where customer_id = $1 and purchase_id is null",
    "update payback set reason = '' where customer_id = $1",
)
_KEPT = f"""
    select count(*)::integer as orders, max({ENDED}) as ended from purchase o
     where o.customer_id = $1 and (o.contact <> '' or o.address <> '')"""


@dataclass(frozen=True)
class Kept:
    """The orders that the law wants kept with their contact, and when the last of them is forgotten too."""

    orders: int
    until: datetime | None


async def what_stands_in_the_way(scope: Scope, customer_id: UUID, *, now: datetime) -> str:
    """`hold`, `balance` or `orders`; empty when nothing does."""
    if await scope.fetchval(_HELD, customer_id, now):
        return "hold"
    if await scope.fetchval(_BALANCE, customer_id):
        return "balance"
    return "orders" if await scope.fetchval(_OPEN_ORDERS, customer_id) else ""


async def erase_customer(scope: Scope, customer_id: UUID, *, trade: timedelta) -> Kept:
    """`trade` is how long orders are kept from their end. Done before, it changes nothing."""
    await scope.execute(_ERASE, customer_id)
    await end_all_sessions(scope, customer_id)
    for sql in _REST:
        await scope.execute(sql, customer_id)
    row = await scope.fetchrow(_KEPT, customer_id)
    ended = row["ended"] if row else None
    return Kept(row["orders"] if row else 0, ended + trade if ended else None)
