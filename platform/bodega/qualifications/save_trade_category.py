"""Add a category to the street's tree, or change what one is called, how risky it is and whether it is open."""

import re
from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.i18n import CHINESE, ENGLISH, Text
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.change_catalogue import change_catalogue
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.staff.staff_member import StaffMember

DEEPEST = 3
LONGEST_NAME = 60
LONGEST_NOTE = 300
RISKS = ("low", "raised", "high")
STATES = ("open", "closed")
CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")

_INSERT = """
    insert into trade_category (code, parent, name, note, risk, state, position, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_UPDATE = """
    update trade_category set name = $2, note = $3, risk = $4, state = $5, position = $6, changed_at = $7 where code = $1"""


@dataclass(frozen=True)
class CategorySaid:
    """What was typed. A category stays where it was put: what shops chose keeps its meaning."""

    code: str
    parent: str
    name: Text
    note: Text
    risk: str
    state: str
    position: int


async def save_trade_category(
    said: CategorySaid, *, new: bool, note: str, by: StaffMember, now: datetime
) -> int | None:
    """The version it became. Raises `InvalidInput` naming the field, `NotFound`."""
    _check(said)

    async def change(scope: Scope) -> None:
        catalogue = await read_catalogue(scope)
        values = (both(said.name), both(said.note), said.risk, said.state, said.position, now)
        if new:
            _check_new(said, catalogue)
            await scope.execute(_INSERT, said.code, said.parent or None, *values)
        elif not await scope.execute(_UPDATE, said.code, *values):
            raise NotFound

    return await change_catalogue(change, note=note, by=by, now=now)


def both(text: Text) -> dict[str, str]:
    return {ENGLISH: text.en, CHINESE: text.zh}


def check_text(text: Text, field: str, longest: int, *, required: bool) -> None:
    """Both languages or, where that may be, neither. Raises `InvalidInput`."""
    for language, said in (("zh", text.zh), ("en", text.en)):
        if not said and (required or text.zh or text.en):
            raise InvalidInput("Please fill this in, in both languages.", field=f"{field}_{language}")
        if len(said) > longest:
            raise InvalidInput(
                "At most %(most)s characters, please.", field=f"{field}_{language}", most=longest
            )


def _check(said: CategorySaid) -> None:
    check_text(said.name, "name", LONGEST_NAME, required=True)
    check_text(said.note, "note", LONGEST_NOTE, required=False)
    if said.risk not in RISKS or said.state not in STATES:
        raise InvalidInput("Please choose one of these.", field="risk")


def _check_new(said: CategorySaid, catalogue: Catalogue) -> None:
    if not CODE.fullmatch(said.code):
        raise InvalidInput("A code has lower-case letters, digits and underscores.", field="code")
    if said.code in catalogue.categories:
        raise InvalidInput("This code is taken.", field="code")
    if said.parent and said.parent not in catalogue.categories:
        raise InvalidInput("Please choose one of these.", field="parent")
    if said.parent and len(catalogue.line(said.parent)) >= DEEPEST:
        raise InvalidInput("Categories have at most %(deepest)s levels.", field="parent", deepest=DEEPEST)
