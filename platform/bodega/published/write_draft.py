"""What staff are writing: the draft of each text in both languages, and how it would read."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.fill_text import Filled, fill_text
from bodega.kernel.i18n import LOCALES
from bodega.plugins.manifest import Manifest
from bodega.published.gather_values import VARIABLES, gather_values
from bodega.published.starting_text import starting_text
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_KEEP = """
    insert into text_draft (kind, locale, body, changed_at, changed_by) values ($1, $2, $3, $4, $5)
    on conflict (kind, locale) do update set body = $3, changed_at = $4, changed_by = $5"""


async def save_draft(kind: str, bodies: Mapping[str, str], staff: StaffMember, *, now: datetime) -> None:
    """`bodies` are Markdown by locale."""
    async with platform_scope() as scope:
        for locale, body in bodies.items():
            await scope.execute(_KEEP, kind, locale, body, now, staff.name)
        await record(
            scope, deed="terms.drafted", actor_id=staff.account_id, actor=staff.name, now=now, text=kind
        )


async def read_drafts(scope: Scope, kind: str) -> dict[str, str]:
    """The draft by locale; the starting text where nothing was written yet."""
    rows = await scope.fetch("select locale, body from text_draft where kind = $1", kind)
    written = {row["locale"]: row["body"] for row in rows}
    return {locale: written.get(locale) or starting_text(kind, locale) for locale in LOCALES}


async def fill_drafts(scope: Scope, manifests: Iterable[Manifest], kind: str) -> dict[str, Filled]:
    """The draft by locale as it would be announced now."""
    known = list(manifests)
    return {
        locale: fill_text(body, await gather_values(scope, known, locale), VARIABLES)
        for locale, body in (await read_drafts(scope, kind)).items()
    }
