"""The price of a tier as a price rule of the shop."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from bodega_membership.explain_standing import explain_standing
from bodega_membership.ladder import Standing, tier_price
from bodega_membership.name_goods import name_targets
from bodega_membership.read_standing import read_standing
from bodega_shop.extend import Money, PluginContext, PricedGood, Pricer, PriceRule, PriceStep, Text


class TierPriceRule(PriceRule):
    """Prices by what a customer has earned with what was spent and topped up."""

    code: ClassVar[str] = "membership"

    async def prepare(self, ctx: PluginContext, customer_id: UUID) -> Pricer | None:
        async with ctx.tables() as scope:
            standing = await read_standing(scope, customer_id, today=ctx.clock.now().date())
        if not any(tier.prices for tier in standing.reached):
            return None
        return pricer_of(standing)

    async def explain(self, ctx: PluginContext, customer_id: UUID) -> Sequence[Text]:
        async with ctx.tables() as scope:
            standing = await read_standing(scope, customer_id, today=ctx.clock.now().date())
            names = await name_targets(scope, [*standing.reached, *standing.above[:1]])
            currency = await scope.fetchval("select currency from profile")
        return explain_standing(standing, names, ctx.settings, currency)


def pricer_of(standing: Standing) -> Pricer:
    """Tier prices come from the list price and stack with nothing: a lower price that is there already stays."""

    def price(good: PricedGood, _: int, so_far: Money) -> PriceStep | None:
        unit = tier_price(good, standing.reached)
        if standing.tier is None or unit >= so_far:
            return None
        less = so_far - unit
        name = standing.tier.name
        why = Text(
            en=f"{name} price, {less.format('en')} less each", zh=f"{name}价，每件省 {less.format('zh-CN')}"
        )
        return PriceStep(unit, why)

    return price
