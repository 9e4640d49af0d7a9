"""Add a kind of paper, or change what it is called, what it says and how it is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.i18n import Text
from bodega.qualifications.catalogue import PaperField
from bodega.qualifications.change_catalogue import change_catalogue
from bodega.qualifications.read_paper_form import FIELD_KINDS
from bodega.qualifications.save_trade_category import CODE, LONGEST_NAME, both, check_text
from bodega.staff.staff_member import StaffMember

LONGEST_HELP = 400
LONGEST_SOURCE = 400
MOST_FIELDS = 12
ABOUT = ("entity", "shop", "domain", "category")

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
# Names of the form itself, which a field must not take.
_KEPT = frozenset({"kind", "replaces", "file", "covers", "note"})
_INSERT = """
    insert into document_kind (code, name, help, about, issued, shown, fields, source, position, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
_UPDATE = """
    update document_kind set name = $2, help = $3, issued = $4, shown = $5, fields = $6, source = $7, position = $8,
                             changed_at = $9 where code = $1"""


@dataclass(frozen=True)
class KindSaid:
    """What was typed; what a kind is about stays as it was made."""

    code: str
    name: Text
    help: Text
    about: str
    issued: bool
    shown: bool
    fields: Sequence[PaperField]
    source: str
    position: int


async def save_document_kind(
    said: KindSaid, *, new: bool, note: str, by: StaffMember, now: datetime
) -> int | None:
    """The version it became. Raises `InvalidInput` naming the field, `NotFound`."""
    _check(said)
    fields = [_stored(field) for field in said.fields]

    async def change(scope: Scope) -> None:
        if new:
            await _check_new(scope, said)
            await scope.execute(
                _INSERT, said.code, both(said.name), both(said.help), said.about, said.issued, said.shown, fields,
                said.source, said.position, now,
            )  # fmt: skip
        elif not await scope.execute(
            _UPDATE, said.code, both(said.name), both(said.help), said.issued, said.shown, fields, said.source,
            said.position, now,
        ):  # fmt: skip
            raise NotFound

    return await change_catalogue(change, note=note, by=by, now=now)


def _check(said: KindSaid) -> None:
    check_text(said.name, "name", LONGEST_NAME, required=True)
    check_text(said.help, "help", LONGEST_HELP, required=True)
    if not said.source or len(said.source) > LONGEST_SOURCE:
        raise InvalidInput("Please name the law or the rule behind it.", field="source")
    if len(said.fields) > MOST_FIELDS:
        raise InvalidInput("A paper has at most %(most)s fields.", field="fields", most=MOST_FIELDS)
    names = [field.name for field in said.fields]
    if len(set(names)) < len(names) or any(not _is_name(name) for name in names):
        raise InvalidInput("Each field has a name of its own, in lower-case letters.", field="fields")
    if any(field.kind not in FIELD_KINDS or not (field.label.en and field.label.zh) for field in said.fields):
        raise InvalidInput("Each field has a kind, and a label in both languages.", field="fields")
    if sum(field.number for field in said.fields) > 1:
        raise InvalidInput("At most one field names the paper.", field="fields")
    for once in ("valid_from", "valid_until"):
        if sum(field.kind == once for field in said.fields) > 1:
            raise InvalidInput("A paper begins and ends once.", field="fields")


def _is_name(name: str) -> bool:
    return bool(_FIELD_NAME.fullmatch(name)) and name not in _KEPT and not name.startswith("covers_")


async def _check_new(scope: Scope, said: KindSaid) -> None:
    if not CODE.fullmatch(said.code):
        raise InvalidInput("A code has lower-case letters, digits and underscores.", field="code")
    if said.about not in ABOUT:
        raise InvalidInput("Please choose one of these.", field="about")
    if await scope.fetchval("select 1 from document_kind where code = $1", said.code):
        raise InvalidInput("This code is taken.", field="code")


def _stored(field: PaperField) -> dict[str, Any]:
    more: dict[str, Any] = {"optional": True} if field.optional else {}
    if field.number:
        more["number"] = True
    if field.length is not None:
        more["length"] = field.length
    return {"name": field.name, "label": both(field.label), "kind": field.kind, **more}
