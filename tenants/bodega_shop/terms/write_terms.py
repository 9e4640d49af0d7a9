"""What the owner is writing: drafts of the policy pages, and the facts they name."""

from dataclasses import asdict
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.fill_text import Filled
from bodega.kernel.i18n import LOCALES
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.terms.fill_variables import fill_variables
from bodega_shop.terms.gather_values import Facts, gather_values
from bodega_shop.terms.starting_text import starting_text

_KEEP_DRAFT = """
    insert into terms_draft (kind, locale, body, changed_at) values ($1, $2, $3, $4)
    on conflict (kind, locale) do update set body = excluded.body, changed_at = excluded.changed_at"""

_KEEP_FACT = """
    insert into terms_fact (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value"""


async def save_draft(shop: Shop, kind: str, bodies: dict[str, str], *, now: datetime) -> None:
    """`bodies` are Markdown by locale. A draft binds nobody, so it is not recorded as a deed."""
    async with shop_scope(shop) as scope:
        for locale, body in bodies.items():
            await scope.execute(_KEEP_DRAFT, kind, locale, body, now)


async def save_facts(shop: Shop, facts: Facts, *, by: Actor, now: datetime) -> None:
    async with shop_scope(shop) as scope:
        for name, value in asdict(facts).items():
            await scope.execute(_KEEP_FACT, name, value)
        await record_deed(scope, "terms.facts", str(shop.id), by=by, now=now)


async def read_drafts(scope: Scope, kind: str) -> dict[str, str]:
    """The draft of a page by locale; the starting text where nothing was written yet."""
    rows = await scope.fetch("select locale, body from terms_draft where kind = $1", kind)
    written = {row["locale"]: row["body"] for row in rows}
    return {locale: written.get(locale) or starting_text(kind, locale) for locale in LOCALES}


async def fill_drafts(runtime: Runtime, shop: Shop, scope: Scope, kind: str) -> dict[str, Filled]:
    """The draft by locale as it would be published now."""
    drafts = await read_drafts(scope, kind)
    return {
        locale: fill_variables(body, await gather_values(runtime, shop, scope, locale))
        for locale, body in drafts.items()
    }
