"""Whoever takes over a shop presents themselves: who they are when they accept, then papers of their own, then the review.

What the old owner showed says nothing about the new one, so none of it counts here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.moderation.due_dates import due_for
from bodega.onboarding.application import NEW_OWNER, find_application
from bodega.onboarding.hand_in_application import HAND_IN, KEEP, NotReady
from bodega.onboarding.limit_writes import admit_hand_in, admit_save
from bodega.onboarding.read_entity_form import IDENTITY, read_entity, read_identity_number
from bodega.onboarding.seal_personal import seal_personal
from bodega.onboarding.take_snapshot import snapshot_papers
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import Facts, facts_of_shop
from bodega.qualifications.hand_in import hand_in_papers
from bodega.qualifications.read_standing import read_standing
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.prove_address import require_proven
from bodega.street.plan_telling import plan_telling

_OFFERED = """
    select h.id, h.shop_id, h.from_account from handover h
     where h.id = $1 and h.to_account = $2 and h.state = 'offered' for update of h"""
_ACCEPTED = """
    select h.shop_id, h.application_id from handover h
     where h.id = $1 and h.to_account = $2 and h.state = 'accepted' for update of h"""
_ACCEPT = """
    update handover set state = 'accepted', accepted_at = $3, accepted_from = $4, application_id = $5
     where id = $1 and to_account = $2 and state = 'offered'"""
_INSERT = """
    insert into application (id, account_id, shop_id, kind, state, answers, created_at, changed_at)
    values ($1, $2, $3, $4, 'draft', $5, $6, $6)"""


async def accept_shop(
    runtime: Runtime,
    handover_id: UUID,
    form: Form,
    *,
    actor_id: UUID,
    actor: str,
    address: str,
    now: datetime,
) -> UUID:
    """The new owner's word, and who that is; gives the application that papers are added to.

    The form's values lose the number of the identity paper. Raises `InvalidInput` beside its field, `NotFound` for
    anybody else, `Refused` before the address is proved, `TooManyRequests`.
    """
    await admit_save(runtime, actor_id)
    typed = form.values.pop(IDENTITY, "")
    async with platform_scope() as scope:
        row = await scope.fetchrow(_OFFERED, handover_id, actor_id)
        if row is None:
            raise NotFound
        await require_proven(runtime, scope, actor_id)
        facts, application_id = await facts_of_shop(scope, row["shop_id"]), new_id()
        entity = read_entity(form, in_china=facts.market == "cn")
        number = read_identity_number(form, typed, today=china_day(now))
        form.require_ok()
        entity[IDENTITY] = seal_personal(runtime, application_id, IDENTITY, number)
        answers = {
            "handover": str(handover_id),
            "from": str(row["from_account"]),
            "to": str(actor_id),
            **_taken_over(facts),
            "entity": entity,
        }
        await scope.execute(_INSERT, application_id, actor_id, row["shop_id"], NEW_OWNER, answers, now)
        await scope.execute(_ACCEPT, handover_id, actor_id, now, address, application_id)
        await record(
            scope, deed="shop.accepted", actor_id=actor_id, actor=actor, now=now, shop_id=row["shop_id"]
        )
        await plan_telling(scope, row["shop_id"], "accepted", to=row["from_account"], who=actor_id)
    return application_id


async def hand_in_heir(
    runtime: Runtime, handover_id: UUID, *, actor_id: UUID, actor: str, now: datetime
) -> datetime:
    """When an answer is due. A second time, after more was asked for, it becomes the next revision.

    Raises `NotReady` while papers are missing, `NotFound` for anybody else, `StateConflict` while it is looked at.
    """
    await admit_hand_in(runtime, actor_id)
    async with platform_scope() as scope:
        row = await scope.fetchrow(_ACCEPTED, handover_id, actor_id)
        if row is None:
            raise NotFound
        wish = await find_application(scope, row["application_id"], actor_id, kind=NEW_OWNER, lock=True)
        standing = await read_standing(scope, on=china_day(now), application_id=wish.id)
        if not wish.is_changeable:
            raise StateConflict
        if standing.missing:
            raise NotReady
        due = await due_for(scope, standing.facts.categories, now)
        content = {
            "answers": dict(wish.answers),
            "catalogue": standing.catalogue.version,
            "papers": await snapshot_papers(scope, standing.papers),
        }
        await _write(scope, wish.id, content, due, now)
        await record(
            scope, deed="application.handed_in", actor_id=actor_id, actor=actor, now=now,
            shop_id=row["shop_id"], application=str(wish.id),
        )  # fmt: skip
    return due


async def _write(
    scope: Scope, application_id: UUID, content: Mapping[str, Any], due: datetime, now: datetime
) -> None:
    row = await scope.fetchrow(HAND_IN, application_id, now, due)
    if row is None:
        raise StateConflict
    await scope.execute(KEEP, application_id, row["revision"], now, content)
    await hand_in_papers(scope, application_id, now=now)


def _taken_over(facts: Facts) -> dict[str, Any]:
    """What the shop sells and where it stands, as it is: that decides which papers are asked for."""
    return {
        "goods": {"categories": list(facts.categories), "market": facts.market},
        "domains": [{"host": host} for host in facts.domains],
    }
