"""Keep the whole catalogue as it is after a change, so that two of them can be compared for ever."""

from datetime import datetime
from typing import Any

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

# One writer at a time: two who save at once come one after the other, and each gets a number of its own.
_LOCK = "select pg_advisory_xact_lock(7020116141002)"

_CONTENT = """
    select jsonb_build_object(
        'categories', (select coalesce(jsonb_object_agg(c.code, jsonb_build_object(
            'parent', c.parent, 'name', c.name, 'note', c.note, 'risk', c.risk, 'state', c.state,
            'position', c.position)), '{}') from trade_category c),
        'kinds', (select coalesce(jsonb_object_agg(k.code, jsonb_build_object(
            'name', k.name, 'help', k.help, 'about', k.about, 'issued', k.issued, 'shown', k.shown,
            'fields', k.fields, 'source', k.source, 'position', k.position)), '{}') from document_kind k),
        'requirements', (select coalesce(jsonb_object_agg(r.id, jsonb_build_object(
            'category', r.category, 'kind', r.kind, 'need', r.need, 'any_of', r.any_of, 'entities', r.entities,
            'market', r.market, 'since', r.since, 'until', r.until, 'source', r.source)), '{}') from requirement r))"""

_KEEP = """
    insert into catalogue_version (id, number, at, changed_by, note, content)
    values ($1, (select coalesce(max(v.number), 0) + 1 from catalogue_version v), $2, $3, $4, $5)
    returning number"""


async def keep_version(scope: Scope, *, changed_by: str, note: str, now: datetime) -> int:
    """The number of the version that was kept."""
    await lock_versions(scope)
    content = await read_content(scope)
    return int(await scope.fetchval(_KEEP, new_id(), now, changed_by, note, content))


async def lock_versions(scope: Scope) -> None:
    await scope.execute(_LOCK)


async def read_content(scope: Scope) -> dict[str, Any]:
    """The whole catalogue as plain values: `categories` and `kinds` by code, `requirements` by id."""
    content: dict[str, Any] = await scope.fetchval(_CONTENT)
    return content
