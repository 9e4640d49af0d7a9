"""Members in the console: who they are, what each has earned, and a tier by hand."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from bodega_membership.grant_tier import grant_tier, take_grant_back
from bodega_membership.list_members import list_members, read_member
from bodega_shop.extend import ConsoleDesk, Form, NamedDependency, PluginContext

HOME = "/console/x/membership/members"

Answer = Response[str] | Redirect


@get("/members")
async def show_members(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext]
) -> Response[str]:
    return await _members(desk, ctx)


@get("/members/{customer_id:uuid}")
async def show_member(
    desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext], customer_id: FromPath[UUID]
) -> Response[str]:
    return await _member(desk, ctx, customer_id, Form())


@post("/members/{customer_id:uuid}/grants")
async def give_tier(
    desk: NamedDependency[ConsoleDesk],
    ctx: NamedDependency[PluginContext],
    form: NamedDependency[Form],
    customer_id: FromPath[UUID],
) -> Answer:
    return await desk.submit(
        form,
        lambda: grant_tier(ctx, desk, customer_id, form),
        to=f"{HOME}/{customer_id}",
        message="The tier is given.",
        again=lambda refused: _member(desk, ctx, customer_id, refused),
    )


@post("/members/{customer_id:uuid}/grants/end")
async def take_tier_back(
    desk: NamedDependency[ConsoleDesk],
    ctx: NamedDependency[PluginContext],
    form: NamedDependency[Form],
    customer_id: FromPath[UUID],
) -> Answer:
    return await desk.submit(
        form,
        lambda: take_grant_back(ctx, desk, customer_id, form),
        to=f"{HOME}/{customer_id}",
        message="What was earned counts again.",
        again=lambda refused: _member(desk, ctx, customer_id, refused),
    )


async def _members(desk: ConsoleDesk, ctx: PluginContext) -> Response[str]:
    wanted = desk.asked.get("q", "")[:100]
    async with ctx.tables() as scope:
        members = await list_members(scope, wanted, today=desk.today)
    return await desk.page(
        "membership_members.html", form=Form({"q": wanted}), members=members, wanted=wanted
    )


async def _member(desk: ConsoleDesk, ctx: PluginContext, customer_id: UUID, form: Form) -> Response[str]:
    async with ctx.tables() as scope:
        member = await read_member(scope, customer_id, today=desk.today)
    tiers = [(str(tier.id), tier.name) for tier in member.ladder]
    return await desk.page("membership_member.html", form=form, member=member, tiers=tiers)


HANDLERS: Sequence[ControllerRouterHandler] = (show_members, show_member, give_tier, take_tier_back)
