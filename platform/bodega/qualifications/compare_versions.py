"""What one version of the catalogue changed: every category, kind and rule that came, went or reads differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

_LIST = """
    select number, at, changed_by, note from catalogue_version order by number desc limit $1 offset $2"""
_TWO = "select number, at, changed_by, note, content from catalogue_version where number in ($1, $1 - 1)"
PARTS = ("categories", "kinds", "requirements")


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime
    changed_by: str
    note: str


@dataclass(frozen=True)
class Change:
    """`what` is added, removed or changed; `values` are (name, before, after) of what reads differently."""

    part: str
    key: str
    what: str
    said: Mapping[str, Any]
    values: tuple[tuple[str, Any, Any], ...]


async def list_versions(*, page: int = 1, per_page: int = 50) -> tuple[list[Version], bool]:
    """The latest first, and whether there are more."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_LIST, per_page + 1, (page - 1) * per_page)
    return [Version(**dict(row)) for row in rows[:per_page]], len(rows) > per_page


async def read_version(number: int) -> tuple[Version, list[Change]]:
    """A version and what it changed against the one before; the first changed nothing. Raises `NotFound`."""
    async with platform_scope() as scope:
        rows = {row["number"]: dict(row) for row in await scope.fetch(_TWO, number)}
    if number not in rows:
        raise NotFound
    after = rows[number].pop("content")
    before = rows[number - 1]["content"] if number - 1 in rows else after
    return Version(**rows[number]), compare(before, after)


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """In the order of the parts, then of the keys."""
    return [
        change
        for part in PARTS
        for key in sorted({*before[part], *after[part]})
        if (change := _change(part, key, before[part].get(key), after[part].get(key)))
    ]


def _change(
    part: str, key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Change | None:
    if before == after:
        return None
    old, new = before or {}, after or {}
    what = "changed" if before and after else ("added" if after else "removed")
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    values = tuple((name, old.get(name), new.get(name)) for name in names)
    return Change(part, key, what, new or old, values if what == "changed" else ())
