"""A paper that somebody handed in, and whether it counts on a given day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
MORE, REFUSED, LAPSED = "more", "refused", "lapsed"
REPLACED, WITHDRAWN = "replaced", "withdrawn"

# What somebody still has to look at, or has found good.
STANDING = (DRAFT, SUBMITTED, APPROVED)
ENDED = (REPLACED, WITHDRAWN)


@dataclass(frozen=True)
class PaperFile:
    id: UUID
    name: str
    media_type: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True)
class Paper:
    """`fields` are what it says, by the names of its kind's fields; `categories` what it covers, where that matters."""

    id: UUID
    account_id: UUID
    application_id: UUID | None
    shop_id: UUID | None
    kind: str
    categories: frozenset[str]
    fields: Mapping[str, Any]
    valid_from: date | None
    valid_until: date | None
    state: str
    reason: str
    replaces: UUID | None
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    files: tuple[PaperFile, ...] = ()

    def counts(self, on: date) -> bool:
        """Approved, begun and not over: its last day is part of it."""
        begun = self.valid_from is None or self.valid_from <= on
        return self.state == APPROVED and begun and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on
