"""Hand a shop to a new owner: offered by the one, accepted by the other (`present_heir`), looked at afresh, and changed.

Both consents are kept with their time and address. Until the review is over nothing changes: the old owner answers
for the shop, and either side may step back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.lifecycle.remove_twin import plan_removal
from bodega.settlement.end_withdrawal import cancel_for_new_account
from bodega.staff.audit import record
from bodega.staff.find_account import account_of
from bodega.street.plan_telling import plan_telling
from bodega.street.shop import Shop

FOLLOW_JOB = "lifecycle.follow_handover"

_OFFER = """
    insert into handover (id, shop_id, from_account, to_account, state, offered_at, offered_from)
    values ($1, $2, $3, $4, 'offered', $5, $6)"""

_END = "update handover set state = $2, ended_at = $3 where id = $1 and state in ('offered', 'accepted')"

# What the old owner asked for besides is nobody's wish any more.
_END_WISHES = (
    """
    update document d set state = 'withdrawn', decided_at = $3 from application a
     where a.id = d.application_id and a.shop_id = $1 and a.account_id = $2 and a.kind = 'categories'
       and a.state in ('draft', 'submitted', 'more') and d.state in ('draft', 'submitted', 'more', 'refused')""",
    """
    update application set state = 'withdrawn', decided_at = $3, changed_at = $3, due_at = null
     where shop_id = $1 and account_id = $2 and kind = 'categories' and state in ('draft', 'submitted', 'more')""",
)

_END_VISITS = "update shop_visit set ended_at = $2 where shop_id = $1 and ended_at is null"

# Papers of the old owner say nothing about the new one.
_OLD_PAPERS = """
    update document d set state = 'replaced'
     where d.application_id is distinct from $2 and d.state not in ('replaced', 'withdrawn')
       and (d.shop_id = $1 or d.application_id in (select a.id from application a where a.shop_id = $1))"""

_OPEN = "select id, shop_id, from_account, to_account, state, application_id from handover where "

_MINE = """
    select h.id, h.shop_id, s.name as shop_name, a.name as from_name, a.email as from_email, t.name as to_name,
           t.email as to_email, h.state, h.offered_at, h.application_id
      from handover h join shop s on s.id = h.shop_id join account a on a.id = h.from_account
      join account t on t.id = h.to_account
     where h.state in ('offered', 'accepted') and """


@dataclass(frozen=True)
class Handover:
    """A handover under way, as either side sees it."""

    id: UUID
    shop_id: UUID
    shop_name: str
    from_name: str
    from_email: str
    to_name: str
    to_email: str
    state: str
    offered_at: datetime
    application_id: UUID | None


async def offer_shop(
    shop: Shop, email: str, *, actor_id: UUID, actor: str, address: str, now: datetime
) -> None:
    """The owner's word. Raises `NotFound` for an unknown account, `InvalidInput` for one's own, `StateConflict`."""
    try:
        async with platform_scope() as scope:
            heir = await account_of(scope, email)
            if heir.id == actor_id:
                raise InvalidInput("This is your own account.", field="email")
            if not await scope.fetchval(
                "select 1 from shop where id = $1 and owner_id = $2 and state not in ('closed', 'refused')",
                shop.id, actor_id,
            ):  # fmt: skip
                raise StateConflict
            await scope.execute(_OFFER, new_id(), shop.id, actor_id, heir.id, now, address)
            await record(
                scope, deed="shop.offered", actor_id=actor_id, actor=actor, now=now, shop_id=shop.id,
                email=heir.email,
            )  # fmt: skip
            await plan_telling(scope, shop.id, "offered", to=heir.id, who=actor_id)
    except asyncpg.UniqueViolationError as error:
        raise StateConflict("This shop is being handed over already.") from error


async def step_back(handover_id: UUID, *, actor_id: UUID, actor: str, now: datetime) -> None:
    """Either side changes its mind before the review is over; raises `NotFound` for anybody else."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            _OPEN + "id = $1 and $2 in (from_account, to_account) and state in ('offered', 'accepted') for update",
            handover_id, actor_id,
        )  # fmt: skip
        if row is None:
            raise NotFound
        state: Literal["withdrawn", "declined"] = (
            "withdrawn" if row["from_account"] == actor_id else "declined"
        )
        await _end(scope, row["id"], row["application_id"], state, "withdrawn", now)
        await record(
            scope,
            deed=f"shop.handover_{state}",
            actor_id=actor_id,
            actor=actor,
            now=now,
            shop_id=row["shop_id"],
        )
        other = row["to_account"] if state == "withdrawn" else row["from_account"]
        await plan_telling(scope, row["shop_id"], state, to=other, who=actor_id)


async def complete_handover(
    scope: Scope, application_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> UUID:
    """In the transaction that approves the application: the shop changes hands. The shop, to be announced.

    The old owner loses the place in the shop, and every session there. Raises `StateConflict` for a handover that somebody stepped back from.
    """
    row = await scope.fetchrow(
        _OPEN + "application_id = $1 and state = 'accepted' for update", application_id
    )
    if row is None:
        raise StateConflict
    shop_id, old, new = row["shop_id"], row["from_account"], row["to_account"]
    if not await scope.execute(
        "update shop set owner_id = $2, version = version + 1 where id = $1 and owner_id = $3",
        shop_id, new, old,
    ):  # fmt: skip
        raise StateConflict
    await scope.execute("delete from membership where shop_id = $1 and account_id = $2", shop_id, old)
    await scope.execute("delete from sign_in where audience = $1 and account_id = $2", str(shop_id), old)
    await scope.execute(
        "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)"
        " on conflict (account_id, shop_id) do update set role = 'owner'",
        new_id(), new, shop_id, now,
    )  # fmt: skip
    await scope.execute(_END, row["id"], "done", now)
    await scope.execute(_OLD_PAPERS, shop_id, application_id)
    twin_id = await _end_old_wishes(scope, shop_id, old, now=now)
    await record(scope, deed="shop.handed_over", actor_id=actor_id, actor=actor, now=now, shop_id=shop_id)
    follow = {
        "shop_id": str(shop_id),
        "account_id": str(new),
        "left": str(old),
        "twin_id": twin_id and str(twin_id),
    }
    await enqueue(scope, FOLLOW_JOB, follow)
    await plan_telling(scope, shop_id, "handed_over", to=old, who=new)
    await plan_telling(scope, shop_id, "taken_over", to=new, who=old)
    return UUID(str(shop_id))


async def _end_old_wishes(scope: Scope, shop_id: UUID, old: UUID, *, now: datetime) -> UUID | None:
    """Nothing that the old owner began goes on: other wishes, visits of the platform, withdrawals, and the rehearsal.

    The twin that is to be forgotten, if there is one.
    """
    for statement in _END_WISHES:
        await scope.execute(statement, shop_id, old, now)
    await scope.execute(_END_VISITS, shop_id, now)
    await cancel_for_new_account(scope, shop_id, now=now)
    return await plan_removal(scope, shop_id)


async def refuse_handover(scope: Scope, application_id: UUID, *, now: datetime) -> None:
    """In the transaction that refuses the application: everything stays as it was."""
    row = await scope.fetchrow(
        "update handover set state = 'refused', ended_at = $2 where application_id = $1 and state = 'accepted'"
        " returning shop_id, from_account, to_account",
        application_id, now,
    )  # fmt: skip
    if row is not None:
        await plan_telling(
            scope, row["shop_id"], "new_owner_refused", to=row["from_account"], who=row["to_account"]
        )


async def handover_of(shop_id: UUID) -> Handover | None:
    """The one under way, for the owner's page."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_MINE + "h.shop_id = $1", shop_id)
    return Handover(**dict(row)) if row else None


async def offered_to(account_id: UUID) -> list[Handover]:
    """What an account may accept, or has accepted."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_MINE + "h.to_account = $1 order by h.offered_at", account_id)
    return [Handover(**dict(row)) for row in rows]


async def _end(
    scope: Scope, handover_id: UUID, application_id: UUID | None, state: str, application: str, now: datetime
) -> None:
    await scope.execute(_END, handover_id, state, now)
    if application_id is not None:
        await scope.execute(
            "update application set state = $2, decided_at = $3, changed_at = $3"
            " where id = $1 and state in ('draft', 'submitted', 'more')",
            application_id, application, now,
        )  # fmt: skip
        await scope.execute(
            "update document set state = 'withdrawn', decided_at = $2"
            " where application_id = $1 and state in ('draft', 'submitted', 'more', 'refused')",
            application_id, now,
        )  # fmt: skip
