"""Read what may be sold on this street and which papers it takes."""

from collections.abc import Mapping
from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.i18n import CHINESE, ENGLISH, Text
from bodega.qualifications.catalogue import Catalogue, DocumentKind, PaperField, Requirement, TradeCategory

_CATEGORIES = "select code, parent, name, note, risk, state, position from trade_category"
_KINDS = "select code, name, help, about, issued, shown, fields, source, position from document_kind"
_REQUIREMENTS = """
    select id, category, kind, need, any_of, entities, market, since, until, source
      from requirement order by since, category, kind"""
_VERSION = "select coalesce(max(number), 0) from catalogue_version"


async def read_catalogue(scope: Scope) -> Catalogue:
    """The catalogue as this transaction sees it."""
    categories = [_category(dict(row)) for row in await scope.fetch(_CATEGORIES)]
    kinds = [_kind(dict(row)) for row in await scope.fetch(_KINDS)]
    requirements = [
        Requirement(**{**dict(row), "entities": frozenset(row["entities"])})
        for row in await scope.fetch(_REQUIREMENTS)
    ]
    return Catalogue(
        version=int(await scope.fetchval(_VERSION)),
        categories={category.code: category for category in categories},
        kinds={kind.code: kind for kind in kinds},
        requirements=tuple(requirements),
    )


async def read_categories(scope: Scope) -> dict[str, TradeCategory]:
    """The tree alone, by code: what may be sold, without the papers that it takes."""
    return {one.code: one for one in [_category(dict(row)) for row in await scope.fetch(_CATEGORIES)]}


async def current_catalogue() -> Catalogue:
    """As it stands now, in a scope of its own."""
    async with platform_scope() as scope:
        return await read_catalogue(scope)


def text_of(said: Mapping[str, str]) -> Text:
    return Text(en=said.get(ENGLISH, ""), zh=said.get(CHINESE, ""))


def _category(row: Mapping[str, Any]) -> TradeCategory:
    return TradeCategory(**{**row, "name": text_of(row["name"]), "note": text_of(row["note"])})


def _kind(row: Mapping[str, Any]) -> DocumentKind:
    fields = tuple(_field(one) for one in row["fields"])
    return DocumentKind(
        **{**row, "name": text_of(row["name"]), "help": text_of(row["help"]), "fields": fields}
    )


def _field(said: Mapping[str, Any]) -> PaperField:
    return PaperField(
        name=said["name"],
        label=text_of(said["label"]),
        kind=said["kind"],
        optional=said.get("optional", False),
        number=said.get("number", False),
        length=said.get("length"),
    )
