"""What the platform asked for when it looked at an application last: which part, and in which words."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.moderation.subjects import APPLICATION, CATEGORY, DOCUMENT

_SELECT = """
    select distinct on (d.subject, d.subject_id) d.subject, d.subject_id, d.verdict, d.reason
      from decision d join application a on a.id = d.application_id and a.revision = d.revision
     where d.application_id = $1 order by d.subject, d.subject_id, d.at desc, d.id desc"""


@dataclass(frozen=True)
class Asked:
    """`step` is where the applicant mends it, "" for what was said of the whole; `verdict` is more or refuse."""

    step: str
    subject: str
    subject_id: str
    verdict: str
    reason: str


async def asked_for(scope: Scope, application_id: UUID) -> list[Asked]:
    """In no order that matters; empty while nobody asked for anything."""
    rows = await scope.fetch(_SELECT, application_id)
    return [
        Asked(_step(row["subject"], row["subject_id"]), **dict(row))
        for row in rows
        if row["verdict"] in ("more", "refuse")
    ]


def _step(subject: str, subject_id: str) -> str:
    if subject == APPLICATION:
        return subject_id
    return {CATEGORY: "goods", DOCUMENT: "papers"}[subject]
