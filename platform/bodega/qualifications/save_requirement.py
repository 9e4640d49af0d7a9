"""Let a category demand a paper from a day on, or end that it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.qualifications.catalogue import ALL, ENTITIES, Catalogue
from bodega.qualifications.change_catalogue import change_catalogue
from bodega.qualifications.china_day import china_day
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.qualifications.save_document_kind import LONGEST_SOURCE
from bodega.qualifications.save_trade_category import CODE
from bodega.staff.staff_member import StaffMember

NEEDS = ("required", "accepted")
MARKETS = ("cn", "elsewhere", "everywhere")

_INSERT = """
    insert into requirement (id, category, kind, need, any_of, entities, market, since, until, source, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
_END = "update requirement set until = $2, changed_at = $3 where id = $1"


@dataclass(frozen=True)
class RequirementSaid:
    """What was typed. `any_of` is the word that papers share which stand in for one another; "" for the kind alone."""

    category: str
    kind: str
    need: str
    any_of: str
    entities: Sequence[str]
    market: str
    since: date
    until: date | None
    source: str


async def add_requirement(said: RequirementSaid, *, note: str, by: StaffMember, now: datetime) -> int | None:
    """From its day on it counts; until then it announces itself to the shops that it concerns.

    Raises `InvalidInput` naming the field.
    """
    _check(said, china_day(now))

    async def change(scope: Scope) -> None:
        catalogue = await read_catalogue(scope)
        _check_known(said, catalogue)
        await scope.execute(
            _INSERT, new_id(), said.category, said.kind, said.need, said.any_of or said.kind, list(said.entities),
            said.market, said.since, said.until, said.source, now,
        )  # fmt: skip

    return await change_catalogue(change, note=note, by=by, now=now)


async def end_requirement(
    requirement_id: UUID, last_day: date, *, note: str, by: StaffMember, now: datetime
) -> int | None:
    """It counts up to and including `last_day`, yesterday at the earliest. Raises `InvalidInput`, `NotFound`."""
    if last_day < china_day(now) - timedelta(days=1):
        raise InvalidInput("What is over cannot be changed: choose yesterday or a later day.", field="until")

    async def change(scope: Scope) -> None:
        if not await scope.execute(_END, requirement_id, last_day, now):
            raise NotFound

    return await change_catalogue(change, note=note, by=by, now=now)


def _check(said: RequirementSaid, today: date) -> None:
    if said.need not in NEEDS:
        raise InvalidInput("Please choose one of these.", field="need")
    if said.market not in MARKETS:
        raise InvalidInput("Please choose one of these.", field="market")
    if not said.entities or not set(said.entities) <= set(ENTITIES):
        raise InvalidInput("Please choose whom it concerns.", field="entities")
    if said.since < today:
        raise InvalidInput("A rule begins today or later.", field="since")
    if said.until is not None and said.until < said.since:
        raise InvalidInput("It cannot end before it begins.", field="until")
    if not said.source or len(said.source) > LONGEST_SOURCE:
        raise InvalidInput("Please name the law or the rule behind it.", field="source")
    if said.any_of and not CODE.fullmatch(said.any_of):
        raise InvalidInput("A code has lower-case letters, digits and underscores.", field="any_of")


def _check_known(said: RequirementSaid, catalogue: Catalogue) -> None:
    if said.category != ALL and said.category not in catalogue.categories:
        raise InvalidInput("Please choose one of these.", field="category")
    kind = catalogue.kinds.get(said.kind)
    if kind is None:
        raise InvalidInput("Please choose one of these.", field="kind")
    if said.need == "required" and not kind.issued:
        raise InvalidInput(
            "Nobody can get this paper any more: it can be accepted, not required.", field="need"
        )
    beside = {rule.kind for rule in catalogue.requirements if rule.any_of == (said.any_of or said.kind)}
    if any(catalogue.kinds[other].about != kind.about for other in beside if other in catalogue.kinds):
        raise InvalidInput("Papers that stand in for one another are about the same thing.", field="any_of")
