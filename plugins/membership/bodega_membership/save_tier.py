"""Make, change and drop a tier of the ladder."""

from uuid import UUID

from bodega_membership.ladder import Tier
from bodega_membership.read_standing import read_ladder
from bodega_shop.extend import (
    ConsoleDesk,
    Form,
    InvalidInput,
    NotFound,
    PluginContext,
    Refused,
    Scope,
    new_id,
)

MOST_TIERS = 20
MOST_GROWTH = 10**12

_SAVE = """
    insert into membership_tier (id, name, growth, changed_at) values ($1, $2, $3, $4)
    on conflict (id) do update set name = excluded.name, growth = excluded.growth, changed_at = excluded.changed_at"""


async def save_tier(ctx: PluginContext, desk: ConsoleDesk, form: Form, tier_id: UUID | None = None) -> UUID:
    """A new tier, or the one of that id. Raises `InvalidInput` naming the field, `NotFound`."""
    name = form.required_text("name", 30)
    growth = form.integer("growth", 0, MOST_GROWTH)
    form.require_ok()
    saved = tier_id or new_id()
    async with ctx.tables() as scope:
        # Ladders are climbed one staff member at a time: two tiers must not begin at the same growth.
        await scope.execute("lock table membership_tier in share row exclusive mode")
        ladder = await read_ladder(scope)
        if tier_id is not None:
            tier_of(ladder, tier_id)
        elif len(ladder) >= MOST_TIERS:
            raise InvalidInput("There are at most %(most)s tiers.", field="name", most=MOST_TIERS)
        if any(tier.growth == growth and tier.id != saved for tier in ladder):
            raise InvalidInput("Another tier begins at this growth.", field="growth")
        await scope.execute(_SAVE, saved, name, growth, desk.now)
        await desk.record(scope, "membership.tier_saved", str(saved), name=name, growth=growth)
    return saved


async def drop_tier(ctx: PluginContext, desk: ConsoleDesk, tier_id: UUID) -> None:
    """Raises `NotFound`, and `Refused` for a tier that somebody was put into by hand."""
    async with ctx.tables() as scope:
        tier = tier_of(await read_ladder(scope), tier_id)
        if await _was_granted(scope, tier_id):
            raise Refused("Somebody was put into this tier by hand. Change its name or its growth instead.")
        await scope.execute("delete from membership_tier where id = $1", tier_id)
        await desk.record(scope, "membership.tier_dropped", str(tier_id), name=tier.name)


def tier_of(ladder: list[Tier], tier_id: UUID) -> Tier:
    """Raises `NotFound`."""
    for tier in ladder:
        if tier.id == tier_id:
            return tier
    raise NotFound


async def _was_granted(scope: Scope, tier_id: UUID) -> bool:
    return bool(
        await scope.fetchval("select exists (select 1 from membership_grant where tier_id = $1)", tier_id)
    )
