"""Appeal against a frost: the owner writes once, staff answer, and a granted appeal thaws the shop."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.street.lifecycle import check_reason, move
from bodega.street.plan_telling import plan_telling
from bodega.street.shop import Shop

LONGEST = 2000

_INSERT = """
    with frozen as materialized (select id, state_reason from shop where id = $2 and state = 'frozen')
    insert into appeal (id, shop_id, account_id, author, reason, words, state, created_at)
    select $1, f.id, $3, $4, f.state_reason, $5, 'open', $6 from frozen f"""

_ANSWER = """
    update appeal set state = $3, answer = $4, answered_by = $5, answered_at = $6
     where id = $1 and shop_id = $2 and state = 'open'"""


@dataclass(frozen=True)
class Appeal:
    """What the owner wrote, to which reason, and what came back."""

    id: UUID
    author: str
    reason: str
    words: str
    state: str
    created_at: datetime
    answer: str
    answered_at: datetime | None


async def write_appeal(shop: Shop, words: str, *, actor_id: UUID, actor: str, now: datetime) -> None:
    """Raises `InvalidInput` for no words, `StateConflict` while one is open or when the shop is not frozen."""
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise InvalidInput("Please write 1 to %(most)s characters.", field="words", most=LONGEST)
    try:
        async with platform_scope() as scope:
            if not await scope.execute(_INSERT, new_id(), shop.id, actor_id, actor, words, now):
                raise StateConflict
            await record(
                scope, deed="shop.appealed", actor_id=actor_id, actor=actor, now=now, shop_id=shop.id
            )
    except asyncpg.UniqueViolationError as error:
        raise StateConflict("Your appeal is being looked at. You will read the answer here.") from error


async def grant_appeal(
    runtime: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop goes on where it was. Raises `InvalidInput` without an answer, `OwnMatter`, `StateConflict`."""
    async with platform_scope() as scope:
        await _answer(scope, shop_id, "granted", reason, actor_id, actor, now)
        await move(scope, shop_id, "thaw", actor_id=actor_id, actor=actor, now=now, told=False)
    await runtime.directory.announce_change(shop_id)


async def refuse_appeal(
    _: Runtime, shop_id: UUID, *, reason: str, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """The shop stays frozen, and its owner may appeal again. Raises `InvalidInput`, `OwnMatter`, `StateConflict`."""
    async with platform_scope() as scope:
        await _answer(scope, shop_id, "refused", reason, actor_id, actor, now)


async def list_appeals(shop_id: UUID) -> list[Appeal]:
    """The newest first."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select id, author, reason, words, state, created_at, answer, answered_at from appeal"
            " where shop_id = $1 order by created_at desc, id desc limit 20",
            shop_id,
        )
    return [Appeal(**dict(row)) for row in rows]


async def _answer(
    scope: Scope,
    shop_id: UUID,
    state: Literal["granted", "refused"],
    reason: str,
    actor_id: UUID | None,
    actor: str,
    now: datetime,
) -> None:
    words = check_reason(reason)
    await refuse_own(scope, actor_id, shop_id)
    appeal_id = await scope.fetchval("select id from appeal where shop_id = $1 and state = 'open'", shop_id)
    if appeal_id is None or not await scope.execute(_ANSWER, appeal_id, shop_id, state, words, actor_id, now):
        raise StateConflict
    await record(
        scope,
        deed=f"shop.appeal_{state}",
        actor_id=actor_id,
        actor=actor,
        now=now,
        shop_id=shop_id,
        reason=words,
    )
    await plan_telling(
        scope, shop_id, "appeal_granted" if state == "granted" else "appeal_refused", words=words
    )
