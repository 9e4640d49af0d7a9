"""An application as a reviewer sees it: who asks, for what, with which papers, and what was decided so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from bodega.moderation.subjects import (
    APPLICATION,
    APPROVE,
    CATEGORY,
    DOCUMENT,
    PENDING,
    REFUSE,
    SECOND,
    STEPS,
    WHOLE,
    Decision,
    Subject,
)
from bodega.qualifications.paper import APPROVED, DRAFT, Paper
from bodega.qualifications.read_standing import Standing

SUBMITTED = "submitted"


@dataclass(frozen=True)
class Applicant:
    id: UUID
    name: str
    email: str
    locale: str


@dataclass(frozen=True)
class WantedCategory:
    """`risk` is the highest of the category and what is above it, when it was handed in or now, whichever is higher."""

    code: str
    state: str
    reason: str
    risk: str
    needs_second: bool
    decided_by: UUID | None
    seconded_by: UUID | None


@dataclass(frozen=True)
class Note:
    at: datetime
    actor: str
    words: str


@dataclass(frozen=True)
class Case:
    """`papers` are those handed in with it; what its shop has besides stands in `standing.papers`.

    `known` is what its shop's owner said before, where this one says only what it adds.
    """

    id: UUID
    kind: str
    state: str
    revision: int
    answers: Mapping[str, Any]
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    assigned_to: UUID | None
    assignee: str
    applicant: Applicant
    shop_id: UUID | None
    shop_name: str
    shop_slug: str
    shop_state: str
    shop_host: str
    categories: tuple[WantedCategory, ...]
    papers: tuple[Paper, ...]
    standing: Standing
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.state == SUBMITTED

    @cached_property
    def handed_in(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.state != DRAFT)

    @cached_property
    def latest(self) -> Mapping[Subject, Decision]:
        """The last decision about each subject, of this revision only."""
        return {one.subject: one for one in self.decisions if one.revision == self.revision}

    def verdict(self, subject: Subject) -> str:
        """As it stands: approve, more, refuse, pending (for a second person), or "" while nobody decided."""
        last = self.latest.get(subject)
        if subject.kind == CATEGORY:
            wanted = self.category(subject.id)
            return _of_category(wanted, last.verdict if last else "") if wanted else ""
        if subject.kind == DOCUMENT and any(
            str(paper.id) == subject.id and paper.state == APPROVED for paper in self.papers
        ):
            return APPROVE
        return last.verdict if last else ""

    def category(self, code: str) -> WantedCategory | None:
        return next((one for one in self.categories if one.code == code), None)

    def subjects(self) -> Iterator[Subject]:
        """Everything that needs a verdict: papers first, because categories rest on them."""
        yield from (Subject(DOCUMENT, str(paper.id)) for paper in self.handed_in)
        yield from (Subject(CATEGORY, one.code) for one in self.categories)

    def steps(self) -> Iterator[Subject]:
        """The parts about which more may be asked, and nothing has to be said."""
        yield from (Subject(APPLICATION, step) for step in STEPS if self.answers.get(step))

    def knows(self, subject: Subject) -> bool:
        return subject == WHOLE or subject in (*self.subjects(), *self.steps())

    @property
    def entity_name(self) -> str:
        return str((self.answers.get("entity") or {}).get("name") or self.applicant.name)

    @property
    def wanted_name(self) -> str:
        return str((self.answers.get("name") or {}).get("shop_name") or self.shop_name)


def _of_category(wanted: WantedCategory, last: str) -> str:
    if wanted.state == "approved":
        return APPROVE
    if last in (APPROVE, SECOND):
        return PENDING if wanted.needs_second and wanted.seconded_by is None else APPROVE
    # What was refused in an earlier round, and was not asked for again, stays refused.
    return last or (REFUSE if wanted.state == "refused" else "")
