"""What changed between the last submission of an application and the one before: what was said, and which papers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope

_SELECT = """
    select s.revision, s.content from submission s
     where s.application_id = $1 and s.revision <= $2 order by s.revision desc limit 2"""
# What differs each time without anybody having changed anything, or would only say the same twice.
_UNSPOKEN = frozenset({"sealed", "digest", "at", "uploaded_at", "submitted_at", "created_at", "id"})
# From where somebody agreed; elsewhere an address is where a business sits.
_UNSPOKEN_PLACES = ("agreement.address",)


@dataclass(frozen=True)
class Change:
    """`place` is where it stands, such as `entity.name` or `papers.business_licence.number`; "" is nothing there."""

    place: str
    before: str
    after: str


async def read_changes(scope: Scope, application_id: UUID, revision: int) -> tuple[Change, ...]:
    """Empty for what was handed in once."""
    rows = await scope.fetch(_SELECT, application_id, revision)
    if len(rows) < 2:
        return ()
    return compare(rows[1]["content"], rows[0]["content"])


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """In the order of the newer one; what is gone comes last."""
    old, new = dict(_flat(before)), dict(_flat(after))
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        Change(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def _flat(said: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(said, Mapping):
        # A sealed number is told by its digest and shown by its end.
        if "digest" in said and "tail" in said:
            yield place, f"•••• {said['tail']} ({str(said['digest'])[:6]})"
            return
        for name, one in said.items():
            inside = f"{place}.{name}" if place else str(name)
            if name not in _UNSPOKEN and not inside.endswith(_UNSPOKEN_PLACES):
                yield from _flat(one, inside)
    elif isinstance(said, Sequence) and not isinstance(said, str):
        if all(isinstance(one, str | int) for one in said):
            yield place, ", ".join(str(one) for one in said)
            return
        for number, one in enumerate(said, 1):
            yield from _flat(one, f"{place}.{_title(one, number)}")
    elif said not in (None, ""):
        yield place, str(said)


def _title(one: Any, number: int) -> str:
    """What a thing in a list is known by, so that a new first one does not make all others differ."""
    if isinstance(one, Mapping):
        for name in ("kind", "host", "name"):
            if one.get(name):
                return str(one[name])
    return str(number)
