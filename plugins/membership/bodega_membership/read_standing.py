"""Read the ladder of a shop, and where one customer stands on it."""

from datetime import date
from typing import Any
from uuid import UUID

from bodega_membership.ladder import Grant, Standing, Tier, TierPrice, stand
from bodega_membership.read_growth import read_growth
from bodega_shop.extend import Money, Scope

_LADDER = """
    select t.id as tier_id, t.name, t.growth, p.id, p.target, p.target_id, p.points, p.price, p.currency
      from membership_tier t left join membership_price p on p.tier_id = t.id order by t.growth, p.target, p.id"""

_GRANT = "select tier_id, until from membership_grant where customer_id = $1 order by id desc limit 1"


async def read_standing(scope: Scope, customer_id: UUID, *, today: date) -> Standing:
    ladder = await read_ladder(scope)
    if not ladder:
        return Standing(await read_growth(scope, customer_id), (), ())
    growth = await read_growth(scope, customer_id)
    return stand(ladder, growth, await read_grant(scope, customer_id, today=today))


async def read_ladder(scope: Scope) -> list[Tier]:
    """Upwards, each tier with its prices."""
    prices: dict[UUID, list[TierPrice]] = {}
    tiers: dict[UUID, tuple[str, int]] = {}
    for row in await scope.fetch(_LADDER):
        tiers[row["tier_id"]] = (row["name"], row["growth"])
        if row["id"] is not None:
            prices.setdefault(row["tier_id"], []).append(_price(row))
    return [
        Tier(tier_id, name, growth, tuple(prices.get(tier_id, ())))
        for tier_id, (name, growth) in tiers.items()
    ]


async def read_grant(scope: Scope, customer_id: UUID, *, today: date) -> Grant | None:
    """The tier that was given by hand and is still good today."""
    row = await scope.fetchrow(_GRANT, customer_id)
    if row is None or row["tier_id"] is None or row["until"] < today:
        return None
    return Grant(row["tier_id"], row["until"])


def _price(row: Any) -> TierPrice:
    fixed = Money(row["price"], row["currency"]) if row["price"] is not None else None
    return TierPrice(row["id"], row["target"], row["target_id"], row["points"], fixed)
