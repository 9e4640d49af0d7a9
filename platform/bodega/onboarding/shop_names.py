"""The names of all shops, kept for a minute in each process, and which of them somebody could take for another."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.aside import Aside
from bodega.kernel.database import platform_scope
from bodega.onboarding.name_core import name_core, spellings
from bodega.runtime import Runtime

KEEP_SECONDS = 60.0
MOST_SHOWN = 5

_PART = "shop names"
_ASIDE = Aside(at_once=1)
_SELECT = "select s.id, s.name, s.owner_id from shop s where s.state not in ('draft', 'refused') and s.rehearses is null order by s.created_at, s.id"


@dataclass(frozen=True)
class KnownName:
    shop_id: UUID
    name: str
    owner_id: UUID


@dataclass(frozen=True)
class ShopNames:
    """`by_spelling` finds every name that is at most one typo away."""

    taken: frozenset[str]
    by_spelling: Mapping[str, Sequence[KnownName]]
    until: float

    def like(self, name: str, *, owner_id: UUID) -> list[str]:
        """Names of other owners' shops that read like this one, a few at most."""
        found = {
            known.name: None
            for spelling in spellings(name_core(name))
            for known in self.by_spelling.get(spelling, ())
            if known.owner_id != owner_id
        }
        return list(found)[:MOST_SHOWN]


async def shop_names(runtime: Runtime, *, fresh: bool = False) -> ShopNames:
    """`fresh` for a decision, the kept ones while somebody types. Opens its own scope."""
    kept = runtime.parts.get(_PART)
    if isinstance(kept, ShopNames) and kept.until > time.monotonic() and not fresh:
        return kept
    async with platform_scope() as scope:
        known = [KnownName(row["id"], row["name"], row["owner_id"]) for row in await scope.fetch(_SELECT)]
    names: ShopNames = await _ASIDE(lambda: _indexed(known))
    runtime.parts[_PART] = names
    return names


def _indexed(known: Sequence[KnownName]) -> ShopNames:
    by_spelling: dict[str, list[KnownName]] = {}
    for one in known:
        for spelling in spellings(name_core(one.name)):
            by_spelling.setdefault(spelling, []).append(one)
    return ShopNames(frozenset(one.name for one in known), by_spelling, time.monotonic() + KEEP_SECONDS)
