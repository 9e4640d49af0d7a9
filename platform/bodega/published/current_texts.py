"""Which of the platform's texts are in force and announced, kept in each process until one is announced or taken back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, cast

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.versions import CurrentVersions, PublishedVersion
from bodega.published.kinds import KINDS as TEXTS
from bodega.published.kinds import LICENCE, RULES
from bodega.runtime import Runtime

_PART = "published"
_KEEP_SECONDS = 60.0

_SELECT = """
    select v.kind, v.number, v.material, v.effective_at, case when v.kind = 'licence' then v.facts end as facts
      from text_version v
     where not exists (select 1 from text_withdrawal w where w.version_id = v.id)
     order by v.kind, v.number"""


@dataclass(frozen=True)
class CurrentTexts(CurrentVersions):
    """All versions that were not taken back; `licences` are the facts of each version of the licences."""

    KINDS: ClassVar[tuple[str, ...]] = TEXTS

    licences: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def licence(self, now: datetime) -> Mapping[str, str]:
        """The facts in force, by name; none before anything was published."""
        current = self.in_force(now).get(LICENCE)
        return self.licences[current.number] if current else {}

    def announced(self, now: datetime) -> list[PublishedVersion]:
        """Changes that are coming, in the order in which texts are shown."""
        coming = [self.coming(kind, now) for kind in RULES]
        return [one for one in coming if one is not None]


async def read_current(scope: Scope) -> CurrentTexts:
    """As this transaction sees it."""
    rows = await scope.fetch(_SELECT)
    heads = [
        PublishedVersion(row["kind"], row["number"], row["material"], row["effective_at"]) for row in rows
    ]
    return CurrentTexts(heads, {row["number"]: row["facts"] for row in rows if row["kind"] == LICENCE})


class TextShelf:
    """The texts of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self.kept: CurrentTexts | None = None
        self._until = 0.0
        runtime.directory.on_policy(self.forget)

    def forget(self) -> None:
        self._until = 0.0

    async def read(self) -> CurrentTexts:
        if self.kept is None or time.monotonic() > self._until:
            async with platform_scope() as scope:
                self.kept = await read_current(scope)
            self._until = time.monotonic() + _KEEP_SECONDS
        return self.kept


async def current_texts(runtime: Runtime) -> CurrentTexts:
    """Opens a scope where this process has not read them lately."""
    return await _shelf(runtime).read()


def texts_at_hand(runtime: Runtime) -> CurrentTexts:
    """What this process read last, for a page that must not ask the database; nothing before the first reading."""
    return _shelf(runtime).kept or CurrentTexts()


def _shelf(runtime: Runtime) -> TextShelf:
    shelf = cast("TextShelf | None", runtime.parts.get(_PART))
    if shelf is None:
        shelf = runtime.parts[_PART] = TextShelf(runtime)
    return shelf
