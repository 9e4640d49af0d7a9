"""Read the versions of a text, with what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import CHINESE
from bodega.published.kinds import KINDS

State = Literal["announced", "in_force", "superseded", "withdrawn"]

_SELECT = """
    select v.id, v.kind, v.number, v.chinese, v.english, v.material, v.by_law, v.note_chinese, v.note_english,
           v.announced_at, v.announced_by, v.effective_at, coalesce(w.reason, '') as withdrawn_for,
           w.at as withdrawn_at
      from text_version v left join text_withdrawal w on w.version_id = v.id
     where v.kind = $1 order by v.number desc"""


@dataclass(frozen=True)
class TextVersion:
    """One version of a text in both languages; `by_law` names the law that left no time to announce it."""

    id: UUID
    kind: str
    number: int
    chinese: str
    english: str
    material: bool
    by_law: str
    note_chinese: str
    note_english: str
    announced_at: datetime
    announced_by: str
    effective_at: datetime
    withdrawn_for: str
    withdrawn_at: datetime | None

    def text(self, locale: str) -> str:
        return self.chinese if locale == CHINESE else self.english

    def note(self, locale: str) -> str:
        return self.note_chinese if locale == CHINESE else self.note_english


@dataclass(frozen=True)
class History:
    """All versions of one text, the newest first."""

    kind: str
    versions: Sequence[TextVersion]

    def in_force(self, now: datetime) -> TextVersion | None:
        return next((one for one in self._counting() if one.effective_at <= now), None)

    def announced(self, now: datetime) -> TextVersion | None:
        return next((one for one in self._counting() if one.effective_at > now), None)

    def last(self) -> TextVersion | None:
        """The newest that was not taken back."""
        return next(iter(self._counting()), None)

    def numbered(self, number: int) -> TextVersion:
        """Raises `NotFound`."""
        for version in self.versions:
            if version.number == number:
                return version
        raise NotFound

    def before(self, version: TextVersion) -> TextVersion | None:
        """What it replaces: the newest older one that was not taken back."""
        return next((one for one in self._counting() if one.number < version.number), None)

    def state(self, version: TextVersion, now: datetime) -> State:
        if version.withdrawn_at is not None:
            return "withdrawn"
        if version.effective_at > now:
            return "announced"
        current = self.in_force(now)
        return "in_force" if current is not None and current.id == version.id else "superseded"

    def _counting(self) -> list[TextVersion]:
        return [one for one in self.versions if one.withdrawn_at is None]


async def read_history(scope: Scope, kind: str) -> History:
    """Raises `NotFound` for a text that is none of ours."""
    if kind not in KINDS:
        raise NotFound
    return History(kind, [TextVersion(**dict(row)) for row in await scope.fetch(_SELECT, kind)])


async def look_at_history(kind: str) -> History:
    """The same in a transaction of its own."""
    async with platform_scope() as scope:
        return await read_history(scope, kind)
