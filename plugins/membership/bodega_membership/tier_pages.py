"""The ladder in the console: its tiers, and what each of them pays."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from bodega_membership.explain_standing import describe_price
from bodega_membership.ladder import Tier
from bodega_membership.name_goods import list_targets, name_targets
from bodega_membership.read_standing import read_ladder
from bodega_membership.save_tier import drop_tier, save_tier, tier_of
from bodega_membership.set_price import EVERYTHING, set_price, take_price_off
from bodega_shop.extend import ConsoleDesk, Form, NamedDependency, PluginContext

HOME = "/console/x/membership"

Answer = Response[str] | Redirect


@get("/")
async def show_tiers(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext]
) -> Response[str]:
    return await _ladder(desk, ctx, Form())


@post("/tiers")
async def add_tier(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext], form: NamedDependency[Form]
) -> Answer:
    return await desk.submit(
        form,
        lambda: save_tier(ctx, desk, form),
        to=lambda tier_id: f"{HOME}/tiers/{tier_id}",
        message="The tier is there. Now say what it pays.",
        again=lambda refused: _ladder(desk, ctx, refused),
    )


@get("/tiers/{tier_id:uuid}")
async def show_tier(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext], tier_id: FromPath[UUID]
) -> Response[str]:
    return await _tier(desk, ctx, tier_id)


@post("/tiers/{tier_id:uuid}")
async def change_tier(
    desk: NamedDependency[ConsoleDesk],
    ctx: NamedDependency[PluginContext],
    form: NamedDependency[Form],
    tier_id: FromPath[UUID],
) -> Answer:
    return await desk.submit(
        form,
        lambda: save_tier(ctx, desk, form, tier_id),
        to=f"{HOME}/tiers/{tier_id}",
        message="Saved.",
        again=lambda refused: _tier(desk, ctx, tier_id, refused),
    )


@post("/tiers/{tier_id:uuid}/deletion")
async def delete_tier(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext], tier_id: FromPath[UUID]
) -> Answer:
    return await desk.act(drop_tier(ctx, desk, tier_id), HOME, "The tier is gone.")


@post("/tiers/{tier_id:uuid}/prices")
async def add_price(
    desk: NamedDependency[ConsoleDesk],
    ctx: NamedDependency[PluginContext],
    form: NamedDependency[Form],
    tier_id: FromPath[UUID],
) -> Answer:
    return await desk.submit(
        form,
        lambda: set_price(ctx, desk, tier_id, form),
        to=f"{HOME}/tiers/{tier_id}",
        message="The price is set.",
        again=lambda refused: _tier(desk, ctx, tier_id, refused),
    )


@post("/tiers/{tier_id:uuid}/prices/{price_id:uuid}/deletion")
async def delete_price(
    desk: NamedDependency[ConsoleDesk],
    ctx: NamedDependency[PluginContext],
    tier_id: FromPath[UUID],
    price_id: FromPath[UUID],
) -> Answer:
    deed = take_price_off(ctx, desk, tier_id, price_id)
    return await desk.act(deed, f"{HOME}/tiers/{tier_id}", "The price is off.")


async def _ladder(desk: ConsoleDesk, ctx: PluginContext, form: Form) -> Response[str]:
    async with ctx.tables() as scope:
        ladder = await read_ladder(scope)
        names = await name_targets(scope, ladder)
    tiers = [{"tier": tier, "prices": _prices(desk, tier, names)} for tier in ladder]
    return await desk.page("membership_tiers.html", form=form, tiers=tiers, settings=ctx.settings)


async def _tier(
    desk: ConsoleDesk, ctx: PluginContext, tier_id: UUID, refused: Form | None = None
) -> Response[str]:
    """Two forms with fields of their own names; what was typed into one of them stays beside the other."""
    async with ctx.tables() as scope:
        tier = tier_of(await read_ladder(scope), tier_id)
        names = await name_targets(scope, [tier])
        targets = await list_targets(scope)
    form = refused or Form()
    form.values = {"name": tier.name, "growth": str(tier.growth), "target": EVERYTHING} | form.values
    return await desk.page(
        "membership_tier.html",
        form=form,
        tier=tier,
        prices=_prices(desk, tier, names),
        targets=[(EVERYTHING, desk.say("Everything")), *targets],
    )


def _prices(desk: ConsoleDesk, tier: Tier, names: dict[UUID, str]) -> list[dict[str, object]]:
    said = [(price.id, describe_price(price, names)) for price in tier.prices]
    gone = desk.say("Something that is not there any more")
    return [{"id": price_id, "text": desk.text(text) if text else gone} for price_id, text in said]


HANDLERS: Sequence[ControllerRouterHandler] = (
    show_tiers,
    add_tier,
    show_tier,
    change_tier,
    delete_tier,
    add_price,
    delete_price,
)
