"""Give a customer a tier by hand until a day, with a reason, and take it back."""

from datetime import timedelta
from uuid import UUID

from bodega_membership.read_standing import read_grant, read_ladder
from bodega_membership.save_tier import tier_of
from bodega_shop.extend import ConsoleDesk, Form, NotFound, PluginContext, Scope, new_id

LONGEST_DAYS = 3660

_INSERT = """
    insert into membership_grant (id, customer_id, tier_id, until, reason, actor, at)
    values ($1, $2, $3, $4, $5, $6, $7)"""


async def grant_tier(ctx: PluginContext, desk: ConsoleDesk, customer_id: UUID, form: Form) -> None:
    """The newest grant counts. Raises `InvalidInput` naming the field, `NotFound`."""
    tier_id, until = form.identifier("tier"), form.day("until")
    reason = form.required_text("reason", 200)
    if form.ok and not desk.today <= until <= desk.today + timedelta(days=LONGEST_DAYS):
        form.refuse("until", "Please choose a day from today on, at most ten years away.")
    form.require_ok()
    async with ctx.tables() as scope:
        await _require_customer(scope, customer_id)
        tier = tier_of(await read_ladder(scope), tier_id)
        await scope.execute(_INSERT, new_id(), customer_id, tier_id, until, reason, desk.staff.name, desk.now)
        await desk.record(
            scope, "membership.tier_granted", str(customer_id), tier=tier.name, until=until.isoformat(),
            reason=reason,
        )  # fmt: skip


async def take_grant_back(ctx: PluginContext, desk: ConsoleDesk, customer_id: UUID, form: Form) -> None:
    """What was earned stays. Raises `InvalidInput`, and `NotFound` where nothing was given."""
    reason = form.required_text("reason", 200)
    form.require_ok()
    async with ctx.tables() as scope:
        if await read_grant(scope, customer_id, today=desk.today) is None:
            raise NotFound
        await scope.execute(
            _INSERT, new_id(), customer_id, None, desk.today, reason, desk.staff.name, desk.now
        )
        await desk.record(scope, "membership.grant_taken_back", str(customer_id), reason=reason)


async def _require_customer(scope: Scope, customer_id: UUID) -> None:
    if not await scope.fetchval("select exists (select 1 from customer where id = $1)", customer_id):
        raise NotFound
