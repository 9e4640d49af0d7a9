"""Read the papers of an application, or of a shop with everything that was handed in for it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.paper import ENDED, Paper, PaperFile

_COLUMNS = """
    select d.id, d.account_id, d.application_id, d.shop_id, d.kind, d.categories, d.fields, d.valid_from, d.valid_until,
           d.state, d.reason, d.replaces, d.created_at, d.submitted_at, d.decided_at
      from document d """
_OF_APPLICATION = (
    _COLUMNS + "where d.application_id = $1 and d.state <> all($2::text[]) order by d.created_at, d.id"
)
_OF_SHOP = (
    _COLUMNS
    + """
     where (d.shop_id = $1 or d.application_id in (select a.id from application a where a.shop_id = $1))
       and d.state <> all($2::text[])
     order by d.created_at, d.id"""
)
_ONE = _COLUMNS + "where d.id = $1"
_FILES = """
    select f.document_id, f.id, f.name, f.media_type, f.size, f.uploaded_at
      from document_file f where f.document_id = any($1::uuid[]) order by f.uploaded_at, f.id"""


async def papers_of(
    scope: Scope,
    *,
    application_id: UUID | None = None,
    shop_id: UUID | None = None,
    ended: bool = False,
) -> list[Paper]:
    """The oldest first. Replaced and withdrawn ones are left out, unless `ended` asks for them."""
    left_out = [] if ended else list(ENDED)
    if shop_id is not None:
        rows = await scope.fetch(_OF_SHOP, shop_id, left_out)
    else:
        rows = await scope.fetch(_OF_APPLICATION, application_id, left_out)
    return await _with_files(scope, rows)


async def read_paper(scope: Scope, paper_id: UUID) -> Paper:
    """Raises `NotFound`."""
    rows = await scope.fetch(_ONE, paper_id)
    if not rows:
        raise NotFound
    [paper] = await _with_files(scope, rows)
    return paper


async def _with_files(scope: Scope, rows: Iterable[Any]) -> list[Paper]:
    found = [dict(row) for row in rows]
    files: dict[UUID, list[PaperFile]] = {}
    for row in await scope.fetch(_FILES, [row["id"] for row in found]):
        said = dict(row)
        files.setdefault(said.pop("document_id"), []).append(PaperFile(**said))
    return [
        Paper(**{**row, "categories": frozenset(row["categories"]), "files": tuple(files.get(row["id"], ()))})
        for row in found
    ]
