"""An owner asks to open: to invited people first, or to everybody. The answer comes from the review queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.lifecycle.checklist import as_stored, is_clean, read_checklist
from bodega.moderation.working_days import due_after
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.lifecycle import move
from bodega.street.shop import Shop

Into = Literal["soft", "live"]
ANSWER_DAYS = 3

_INSERT = """
    with asking as materialized (select id, owner_id from shop where id = $2)
    insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,
                             submitted_at, due_at)
    select $1, a.owner_id, a.id, $3, 'submitted', $4, 1, $5, $5, $5, $6 from asking a"""

_WAITING = (
    "select 1 from application where shop_id = $1 and kind = 'launch' and state in ('submitted', 'more')"
)

_WITHDRAW = """
    update application set state = 'withdrawn', changed_at = $2, decided_at = $2
     where shop_id = $1 and kind = 'launch' and state in ('submitted', 'more')"""


async def ask_launch(
    runtime: Runtime, shop: Shop, into: Into, *, actor_id: UUID, actor: str, now: datetime
) -> UUID:
    """The application. Raises `Refused` while the checklist is not clean, `StateConflict` when asked before.

    A shop in rehearsal waits in its last check; one in its soft launch goes on selling to those who are invited.
    """
    async with platform_scope() as scope:
        state = await scope.fetchval("select state from shop where id = $1 for update", shop.id)
        if state not in ("rehearsal", "soft") or (state == "soft" and into == "soft"):
            raise StateConflict
        if await scope.fetchval(_WAITING, shop.id):
            raise StateConflict("You have asked already, and the answer is on its way.")
        checks = await read_checklist(scope, shop.id, now=now)
        if not is_clean(checks):
            raise Refused("Some lines of the checklist are not passed yet.")
        answers = {"into": into, "from": state, "checklist": as_stored(checks)}
        application_id = await hand_in(scope, shop.id, "launch", answers, now=now)
        if state == "rehearsal":
            await move(scope, shop.id, "ask_launch", actor_id=actor_id, actor=actor, now=now)
        else:
            await record(
                scope, deed="shop.launch_asked", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now
            )
    await runtime.directory.announce_change(shop.id)
    return application_id


async def take_back(runtime: Runtime, shop: Shop, *, actor_id: UUID, actor: str, now: datetime) -> None:
    """The owner wants to change something first; raises `StateConflict` when nothing waits."""
    async with platform_scope() as scope:
        state = await scope.fetchval("select state from shop where id = $1 for update", shop.id)
        if not await scope.execute(_WITHDRAW, shop.id, now):
            raise StateConflict
        if state == "compliance":
            await move(scope, shop.id, "take_back", actor_id=actor_id, actor=actor, now=now)
        else:
            await record(
                scope, deed="shop.launch_taken_back", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now
            )
    await runtime.directory.announce_change(shop.id)


async def hand_in(
    scope: Scope, shop_id: UUID, kind: str, answers: Mapping[str, object], *, now: datetime
) -> UUID:
    """An application of a shop that exists, complete from its first day, with what was handed in kept whole."""
    application_id = new_id()
    due = await due_after(scope, now, ANSWER_DAYS)
    await scope.execute(_INSERT, application_id, shop_id, kind, answers, now, due)
    await scope.execute(
        "insert into submission (application_id, revision, at, content) values ($1, 1, $2, $3)",
        application_id, now, answers,
    )  # fmt: skip
    return application_id
