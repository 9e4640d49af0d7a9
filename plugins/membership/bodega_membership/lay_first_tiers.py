"""Give a shop of the demo three tiers that a few purchases reach."""

from collections.abc import Mapping

from bodega_membership.ladder import WHOLE
from bodega_membership.read_standing import read_ladder
from bodega_shop.extend import DemoShop, PluginContext, Text, new_id

# Name, where it begins, and how many ten-thousandths are taken off every price.
_TIERS = (
    (Text(en="Silver", zh="银卡会员"), 50, 200),
    (Text(en="Gold", zh="金卡会员"), 300, 500),
    (Text(en="Diamond", zh="钻石会员"), 2000, 1000),
)


async def lay_first_tiers(ctx: PluginContext, demo: DemoShop) -> Mapping[str, str]:
    """Tiers that are there already stay; there is no address to tell."""
    async with ctx.tables() as scope:
        if demo.filled or await read_ladder(scope):
            return {}
        for name, growth, less in _TIERS:
            tier_id = new_id()
            await scope.execute(
                "insert into membership_tier (id, name, growth, changed_at) values ($1, $2, $3, $4)",
                tier_id, name.in_locale(ctx.locale), growth, demo.now,
            )  # fmt: skip
            await scope.execute(
                "insert into membership_price (id, tier_id, target, points) values ($1, $2, 'all', $3)",
                new_id(), tier_id, WHOLE - less,
            )  # fmt: skip
    return {}
