"""The ladder of tiers: who stands where, and what a good costs there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from bodega_shop.extend import Money, PricedGood

Target = Literal["all", "category", "sku"]
WHOLE = 10_000


@dataclass(frozen=True)
class TierPrice:
    """What is paid for a target: `points` ten-thousandths of the list price, or the `fixed` price of one good."""

    id: UUID
    target: Target
    target_id: UUID | None
    points: int | None
    fixed: Money | None


@dataclass(frozen=True)
class Tier:
    """One step of the ladder, reached with so much growth."""

    id: UUID
    name: str
    growth: int
    prices: tuple[TierPrice, ...] = ()


@dataclass(frozen=True)
class Grant:
    """A tier given by hand, up to and including a day."""

    tier_id: UUID
    until: date


@dataclass(frozen=True)
class Standing:
    """Where a customer stands. `reached` are the tiers up to theirs; `granted` is set where a hand lifted them there."""

    growth: int
    reached: tuple[Tier, ...]
    above: tuple[Tier, ...]
    granted: Grant | None = None

    @property
    def tier(self) -> Tier | None:
        return self.reached[-1] if self.reached else None

    @property
    def next(self) -> Tier | None:
        return self.above[0] if self.above else None


def stand(ladder: Sequence[Tier], growth: int, grant: Grant | None = None) -> Standing:
    """`ladder` goes upwards. A grant lifts and never lowers: what was earned by the published rules stays."""
    earned = sum(tier.growth <= growth for tier in ladder)
    lifted = next((place for place, tier in enumerate(ladder, 1) if grant and tier.id == grant.tier_id), 0)
    place = max(earned, lifted)
    return Standing(growth, tuple(ladder[:place]), tuple(ladder[place:]), grant if lifted > earned else None)


def tier_price(good: PricedGood, reached: Sequence[Tier]) -> Money:
    """The lowest price of the tiers that were reached: who climbs never pays more. Never above the list price."""
    return min([good.list_price, *(_price_in(tier, good) for tier in reached)])


def _price_in(tier: Tier, good: PricedGood) -> Money:
    """The most particular price of a tier counts: the good's own, the nearest category's, the one for everything."""
    by_target = {(price.target, price.target_id): price for price in tier.prices}
    nearest = [("sku", good.sku_id), *(("category", one) for one in good.category_ids), ("all", None)]
    for key in nearest:
        price = by_target.get(key)  # type: ignore[arg-type]
        if price is None:
            continue
        if price.points is not None:
            return good.list_price.share(price.points)
        if price.fixed is not None and price.fixed.currency == good.list_price.currency:
            return price.fixed
    return good.list_price
