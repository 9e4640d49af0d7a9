"""Append one decision to the record of an application."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.moderation.subjects import Subject
from bodega.staff.staff_member import StaffMember

_INSERT = """
    insert into decision (id, application_id, revision, subject, subject_id, verdict, template, reason, actor_id, actor, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


async def record_decision(
    scope: Scope,
    application_id: UUID,
    revision: int,
    subject: Subject,
    verdict: str,
    *,
    template: str = "",
    reason: str = "",
    by: StaffMember,
    now: datetime,
) -> None:
    """What was appended stays: the database lets nobody change or remove it."""
    await scope.execute(
        _INSERT, new_id(), application_id, revision, subject.kind, subject.id, verdict, template, reason,
        by.account_id, by.name, now,
    )  # fmt: skip
