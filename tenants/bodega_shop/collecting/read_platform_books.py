"""What the platform's books say: what it owes each shop, what it has at each of its accounts, what it earned and paid."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.money import Money
from bodega.settlement.accounts import BANK, PAYOUT_FEES, leaving_of, settled_of
from bodega_shop.books.accounts import COMMISSION, FEES
from bodega_shop.collecting.mirror_books import owed_to

_BALANCES = """
    with named as materialized (
        select debit as account, currency, sum(amount) as amount from transfer group by debit, currency
        union all
        select credit, currency, -sum(amount) from transfer group by credit, currency
    ), moved as materialized (
        select regexp_replace(account, '^(settled|leaving):', 'shop:') as account, currency, amount from named
    )
    select account, currency, sum(amount)::bigint as balance from moved group by account, currency
     order by account, currency"""

_NAMES = """
    select 'shop:' || id as account, name, id from shop
     union all select 'collected:' || id, name, id from channel"""

_OF_SHOP = """
    select currency, sum(case when credit = any($2) then amount else 0 end
                       - case when debit = any($2) then amount else 0 end)::bigint as owed
      from transfer where shop_id = $1 group by currency"""


@dataclass(frozen=True)
class Line:
    """One account of the platform in one currency. `id` and `name` are of the shop or channel behind it."""

    account: str
    id: UUID | None
    name: str
    money: Money


@dataclass(frozen=True)
class PlatformBooks:
    """`owed` to shops, settled or not, `collected` at the platform's accounts, `earned` as commission, `paid` as fees of
    services, `out` what banks paid out to shops, `kept` of withdrawals.

    In each currency: collected = owed + out + earned + kept - paid + what came for bills of plans - commission that is
    billed and not paid.
    """

    owed: tuple[Line, ...]
    collected: tuple[Line, ...]
    earned: tuple[Money, ...]
    paid: tuple[Money, ...]
    out: tuple[Money, ...]
    kept: tuple[Money, ...]


async def read_platform_books() -> PlatformBooks:
    """Liabilities and income as what they are: positive sums."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_BALANCES)
        names = {row["account"]: (row["id"], row["name"]) for row in await scope.fetch(_NAMES)}

    def lines(kind: str, sign: int) -> tuple[Line, ...]:
        return tuple(
            Line(row["account"], *names.get(row["account"], (None, "")), Money(sign * row["balance"], row["currency"]))
            for row in rows
            if row["account"].startswith(kind)
        )  # fmt: skip

    return PlatformBooks(
        lines("shop:", -1),
        lines("collected:", 1),
        tuple(line.money for line in lines(COMMISSION, -1)),
        tuple(line.money for line in lines(FEES, 1)),
        tuple(line.money for line in lines(BANK, -1)),
        tuple(line.money for line in lines(PAYOUT_FEES, -1)),
    )


async def read_owed(scope: Scope, shop_id: UUID) -> dict[str, int]:
    """What the platform's books say that it owes that shop, in minor units by currency."""
    own = [owed_to(shop_id), settled_of(shop_id), leaving_of(shop_id)]
    rows = await scope.fetch(_OF_SHOP, shop_id, own)
    return {row["currency"]: row["owed"] for row in rows}
