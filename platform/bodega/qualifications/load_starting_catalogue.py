"""Give a new street the catalogue that is shipped: its sources are named in the files of `starting_set/`."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.kernel.ids import new_id
from bodega.qualifications.catalogue import ENTITIES
from bodega.qualifications.keep_version import keep_version

SHIPPED = "Bodega"
# Every rule that is shipped has been in force since before there were any shops here.
_SINCE = date(2021, 5, 1)

_CATEGORY = """
    insert into trade_category (code, parent, name, note, risk, state, position, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_KIND = """
    insert into document_kind (code, name, help, about, issued, shown, fields, source, position, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
_REQUIREMENT = """
    insert into requirement (id, category, kind, need, any_of, entities, market, since, until, source, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9, $10)"""


async def load_starting_catalogue(scope: Scope, *, now: datetime) -> bool:
    """Only where there is none: what a street has changed stays changed. Says whether it was loaded."""
    now = now.astimezone(UTC)
    if await scope.fetchval("select exists (select 1 from trade_category)"):
        return False
    for position, said in _entries("categories", "category"):
        await scope.execute(
            _CATEGORY, said["code"], said.get("parent"), _both(said), _both(said, "note_"), said["risk"],
            said.get("state", "open"), position, now,
        )  # fmt: skip
    for position, said in _entries("documents", "document"):
        await scope.execute(
            _KIND, said["code"], _both(said), _both(said, "help_"), said["about"], said.get("issued", True),
            said["shown"], [_field(one) for one in said["fields"]], said["source"], position, now,
        )  # fmt: skip
    for _, said in _entries("requirements", "requirement"):
        await scope.execute(
            _REQUIREMENT, new_id(), said["category"], said["kind"], said.get("need", "required"),
            said.get("any_of", said["kind"]), said.get("entities", list(ENTITIES)), said["market"], _SINCE,
            said["source"], now,
        )  # fmt: skip
    await keep_version(scope, changed_by=SHIPPED, note="", now=now)
    return True


def _entries(file: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    text = files("bodega.qualifications").joinpath("starting_set", f"{file}.toml").read_text("utf-8")
    return enumerate(tomllib.loads(text)[name], 1)


def _both(said: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    return {ENGLISH: said.get(f"{prefix}en", ""), CHINESE: said.get(f"{prefix}zh", "")}


def _field(said: Mapping[str, Any]) -> dict[str, Any]:
    more = {key: said[key] for key in ("optional", "number", "length") if key in said}
    return {"name": said["name"], "label": _both(said), "kind": said["kind"], **more}
