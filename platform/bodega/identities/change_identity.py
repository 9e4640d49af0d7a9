"""The owner changes the details. Another address or number counts at once; another person or name is reviewed first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.identities.check import IdentityCheck, own_check
from bodega.identities.identity import Identity, in_china, read_identity
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.moderation.working_days import due_after
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.read_entity_form import IDENTITY, read_entity, read_identity_number
from bodega.onboarding.seal_personal import open_personal, seal_personal
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime
from bodega.staff.audit import record

ANSWER_DAYS = 3
# Where somebody can be reached matters to nobody's identity.
_REACHED_AT = ("address", "phone")

_INSERT = """
    insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,
                             submitted_at, due_at, decided_at)
    values ($1, $2, $3, 'identity', $4, $5, $6, $7, $7, $7, $8, $9)"""
_KEEP = "insert into submission (application_id, revision, at, content) values ($1, 1, $2, $3)"
_WAIT = """
    insert into identity_check (id, shop_id, state, due_on, opened_at, application_id) values ($1, $2, 'review', $3, $4, $5)
    on conflict (shop_id) where state <> 'confirmed' do update set state = 'review', application_id = $5
     where identity_check.state = 'open'"""


async def change_identity(
    runtime: Runtime, shop_id: UUID, account_id: UUID, form: Form, *, actor: str, now: datetime
) -> bool:
    """Whether it waits for a review. An identity number left empty stays as it was, and is never shown again.

    Raises `InvalidInput` beside its field, `NotFound`, `StateConflict` while a change waits, `TooManyRequests`.
    """
    await admit_save(runtime, account_id)
    typed = form.values.pop(IDENTITY, "")
    async with platform_scope() as scope:
        check = await own_check(scope, shop_id, account_id, lock=True)
        if check.state == "review":
            raise StateConflict("What you changed last is being looked at. Please wait for the answer.")
        known, application_id = await read_identity(scope, shop_id), new_id()
        entity = read_entity(form, in_china=await in_china(scope, shop_id))
        entity[IDENTITY] = _sealed(runtime, known, application_id, form, typed, now)
        form.require_ok()
        if known is not None and not _differs(known.entity, entity, reached_at=True):
            raise InvalidInput("Nothing of this is different from what we know.")
        reviewed = known is None or _differs(known.entity, entity, reached_at=False)
        await _hand_in(scope, check, application_id, entity, reviewed=reviewed, now=now)
        await record(
            scope, deed="identity.handed_in" if reviewed else "identity.changed", actor_id=account_id, actor=actor,
            now=now, shop_id=shop_id, application=str(application_id),
        )  # fmt: skip
    return reviewed


def _sealed(
    runtime: Runtime, known: Identity | None, application_id: UUID, form: Form, typed: str, now: datetime
) -> Mapping[str, Any]:
    """Sealed for the new application: the old one's seal opens for nobody else."""
    before: Mapping[str, Any] = known.entity if known else {}
    if (
        known
        and not typed.strip()
        and before.get(IDENTITY)
        and before.get("id_kind") == form.value("id_kind")
    ):
        number = open_personal(runtime, known.application_id, IDENTITY, before[IDENTITY])
    else:
        number = read_identity_number(form, typed, today=china_day(now))
    return seal_personal(runtime, application_id, IDENTITY, number) if number else {}


def _differs(known: Mapping[str, Any], said: Mapping[str, Any], *, reached_at: bool) -> bool:
    names = {*known, *said} - {IDENTITY} - (set() if reached_at else set(_REACHED_AT))
    numbers = [(one.get(IDENTITY) or {}).get("digest") for one in (known, said)]
    return numbers[0] != numbers[1] or any(known.get(name, "") != said.get(name, "") for name in names)


async def _hand_in(
    scope: Scope,
    check: IdentityCheck,
    application_id: UUID,
    entity: Mapping[str, Any],
    *,
    reviewed: bool,
    now: datetime,
) -> None:
    answers = {"entity": entity}
    state, due = ("submitted", await due_after(scope, now, ANSWER_DAYS)) if reviewed else ("approved", None)
    await scope.execute(
        _INSERT, application_id, check.owner_id, check.shop_id, state, answers, int(reviewed), now, due,
        None if reviewed else now,
    )  # fmt: skip
    if not reviewed:
        return
    await scope.execute(_KEEP, application_id, now, answers)
    if not await scope.execute(
        _WAIT, new_id(), check.shop_id, check.due_on or check.next_due, now, application_id
    ):
        raise StateConflict
