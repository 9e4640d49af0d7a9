"""What a reviewer decides about: the categories that are wanted, the papers, the steps of the application, the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Verdict = Literal["approve", "more", "refuse", "second"]

APPROVE, MORE, REFUSE, SECOND = "approve", "more", "refuse", "second"
# Approved by one person where it takes two.
PENDING = "pending"

CATEGORY, DOCUMENT, APPLICATION = "category", "document", "application"

# Parts of an application that are neither a paper nor a category; its applicant knows them as steps.
STEPS = ("name", "entity", "settlement")


@dataclass(frozen=True)
class Subject:
    """One thing to decide about; the whole application is `Subject("application", "")`, a step of it has the step's name."""

    kind: str
    id: str

    @property
    def key(self) -> str:
        """As it stands in names of form fields."""
        return f"{self.kind}-{self.id}"


WHOLE = Subject(APPLICATION, "")


@dataclass(frozen=True)
class Said:
    """What a reviewer says of one subject: `template` is the code of a reason, `words` what was written instead."""

    verdict: str
    template: str = ""
    words: str = ""


@dataclass(frozen=True)
class Decision:
    """One line of the record."""

    id: UUID
    revision: int
    subject: Subject
    verdict: str
    template: str
    reason: str
    actor_id: UUID
    actor: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """What a reviewer sends: of which revision, having seen how many decisions, and what is to come of it.

    `aim`: save (and go on later), decide (as the verdicts add up), more or refuse (the whole, for the reason in `whole`).
    """

    revision: int
    seen: int
    said: Mapping[Subject, Said]
    aim: str = "decide"
    whole: Said = Said("")
