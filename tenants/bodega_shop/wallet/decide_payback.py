"""Decide a payback that a customer asked for: give it to its source, by hand, or leave it in the balance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, StateConflict
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.book_transfer import give_up
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.wallet.announce_payback import announce_payback
from bodega_shop.wallet.ask_payback import BONUS_LEG, PRINCIPAL_LEG
from bodega_shop.wallet.give_payback import PAYBACK, Way, give_payback, lock_sources, prepare_giving
from bodega_shop.wallet.hold_part import move

_SELECT = "select id, customer_id, principal, bonus, currency, reason from payback where id = $1"

_DECIDE = """
    update payback set state = $2, answer = $3, decided_by = $4, decided_at = $5 where id = $1 and state = 'asked'"""


@dataclass(frozen=True)
class _Asked:
    id: UUID
    customer_id: UUID
    principal: Money
    bonus: Money
    reason: str


async def grant_payback(
    runtime: Runtime, shop: Shop, payback_id: UUID, way: Way, *, by: Actor, now: datetime
) -> None:
    """Begin the refunds, or note that a person has sent the money. Raises `StateConflict` when it is decided, `Refused`
    for what a payment service does not do: then it stays asked.
    """
    asked = await _read(shop, payback_id)
    giving = await prepare_giving(runtime, shop, asked.id, asked.customer_id, asked.principal, asked.reason)
    async with shop_scope(shop) as scope:
        await lock_sources(scope, giving)
        await _decide(scope, asked, "granted", "", by=by, now=now)
        orders = await give_payback(scope, giving, asked.bonus, way, actor=by.name, now=now)
        await _record(scope, asked, "payback.granted", by=by, now=now, way=way)
    for order_id in orders:
        await say_order_changed(runtime, shop, order_id)


async def refuse_payback(shop: Shop, payback_id: UUID, answer: str, *, by: Actor, now: datetime) -> None:
    """The money stays in the balance; the customer reads the answer. Raises `InvalidInput` without one."""
    if not answer.strip():
        raise InvalidInput("Please fill this in.", field="answer")
    asked = await _read(shop, payback_id)
    async with shop_scope(shop) as scope:
        await _decide(scope, asked, "refused", answer, by=by, now=now)
        await _record(scope, asked, "payback.refused", by=by, now=now, answer=answer)


async def _read(shop: Shop, payback_id: UUID) -> _Asked:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, payback_id)
    if row is None:
        raise NotFound
    principal, bonus = Money(row["principal"], row["currency"]), Money(row["bonus"], row["currency"])
    return _Asked(row["id"], row["customer_id"], principal, bonus, row["reason"])


async def _decide(scope: Scope, asked: _Asked, state: str, answer: str, *, by: Actor, now: datetime) -> None:
    """Decided once; what was promised is back in the balance, from where it is given or kept."""
    if not await scope.execute(_DECIDE, asked.id, state, answer, by.name, now):
        raise StateConflict
    for leg in (PRINCIPAL_LEG, BONUS_LEG):
        await give_up(scope, PAYBACK, asked.id, leg, now=now)
    await move(scope, asked.customer_id, asked.principal.minor, asked.bonus.minor, now=now)
    await announce_payback(scope, asked.id)


async def _record(scope: Scope, asked: _Asked, deed: str, *, by: Actor, now: datetime, **detail: str) -> None:
    await record_deed(
        scope, deed, str(asked.customer_id), by=by, now=now,
        payback=str(asked.id), amount=asked.principal.minor, currency=asked.principal.currency, **detail,
    )  # fmt: skip
