"""Membership: tiers that are climbed by growth, with prices of their own."""

from collections.abc import Mapping, Sequence

from litestar.types import ControllerRouterHandler

from bodega_membership.settings import MembershipSettings
from bodega_shop.extend import (
    ConsolePages,
    DemoShop,
    Manifest,
    OrderDelivered,
    OrderRefunded,
    PersonalData,
    PluginContext,
    PriceRule,
    Text,
    hookimpl,
)


def console_routes() -> Sequence[ControllerRouterHandler]:
    from bodega_membership import member_pages, tier_pages  # noqa: PLC0415 - only where pages are served

    return [*tier_pages.HANDLERS, *member_pages.HANDLERS]


async def fill_demo(ctx: PluginContext, demo: DemoShop) -> Mapping[str, str]:
    from bodega_membership.lay_first_tiers import lay_first_tiers  # noqa: PLC0415 - only made up for demos

    return await lay_first_tiers(ctx, demo)


manifest = Manifest(
    id="membership",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Membership", zh="会员等级"),
    description=Text(
        en="Customers climb tiers by what they spend and top up, and pay the prices of their tier.",
        zh="顾客通过消费和充值积累成长值、提升等级，并享受所在等级的会员价。",
    ),
    package="bodega_membership",
    settings=MembershipSettings,
    migrations="bodega_membership.tables",
    personal_data=[
        PersonalData(
            what=Text(en="Growth and tier of a member", zh="会员成长值与等级"),
            purpose=Text(en="the prices of the tier", zh="提供会员价"),
            ground=Text(en="needed for the contract", zh="为订立、履行合同所必需"),
            kept=Text(
                en="as long as the account; then without a name", zh="账户存续期间，注销后不再与个人关联"
            ),
            columns=("membership_growth.customer_id", "membership_grant.customer_id"),
        )
    ],
    console=ConsolePages(console_routes, label=Text(en="Membership", zh="会员等级"), icon="ticket"),
    fill_demo=fill_demo,
)


@hookimpl
def price_rules() -> Sequence[PriceRule]:
    from bodega_membership.tier_price_rule import TierPriceRule  # noqa: PLC0415 - only where prices are made

    return [TierPriceRule()]


@hookimpl
async def order_delivered(ctx: PluginContext, event: OrderDelivered) -> None:
    from bodega_membership.keep_growth import keep_order  # noqa: PLC0415 - only the worker hears of orders

    await keep_order(ctx, event)


@hookimpl
async def order_refunded(ctx: PluginContext, event: OrderRefunded) -> None:
    from bodega_membership.keep_growth import keep_refund  # noqa: PLC0415 - as above

    await keep_refund(ctx, event)
