"""Give balances back when a shop closes: to where they were paid in, as far as the services do that by themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, Refused
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.settings.profile import Profile
from bodega_shop.wallet.ask_payback import ask_payback

AT_ONCE = 50
_WHY = "the shop closes"

_LIST = """
    select c.id, c.name, c.email, c.phone, w.currency, w.principal,
           exists (select 1 from payback p where p.customer_id = c.id and p.state = 'asked') as asked
      from wallet w join customer c on c.id = w.customer_id
     where w.principal > 0 order by w.principal desc, c.id limit $1"""
_SUM = "select count(*) as customers, coalesce(sum(principal), 0)::bigint as total from wallet where principal > 0"


@dataclass(frozen=True)
class Holder:
    """A customer with money left; `asked` when a person of the shop has to decide how it goes back."""

    id: UUID
    name: str
    reached_at: str
    balance: Money
    asked: bool


@dataclass(frozen=True)
class Balances:
    """What customers still have, and the first of them, the largest balance first."""

    customers: int
    total: int
    holders: list[Holder]


async def count_balances(shop: Shop) -> Balances:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SUM)
        rows = await scope.fetch(_LIST, AT_ONCE)
    holders = [
        Holder(r["id"], r["name"], r["email"] or r["phone"], Money(r["principal"], r["currency"]), r["asked"])
        for r in rows
    ]
    return Balances(row["customers"], row["total"], holders) if row else Balances(0, 0, [])


async def return_balances(
    runtime: Runtime, shop: Shop, profile: Profile, *, actor: str, now: datetime
) -> int:
    """How many went, the largest fifty at a time; what cannot go by itself waits under Paybacks for a person.

    Asked again it goes on with the rest: a customer whose payback waits is passed over. Raises `Refused` while the shop
    neither closed nor announced that it will.
    """
    if shop.state != "closed" and shop.closes_at is None:
        raise Refused("Balances are returned when a shop closes.")
    given = 0
    for holder in (await count_balances(shop)).holders:
        if holder.asked:
            continue
        try:
            await ask_payback(runtime, shop, profile, holder.id, holder.balance, f"{_WHY} ({actor})", now=now)
            given += 1
        except BodegaError:
            continue
    return given
