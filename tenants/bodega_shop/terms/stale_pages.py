"""Which published policy pages say other than the shop would say now: a period, an extension or a fact has changed."""

from bodega.kernel.database import Scope
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.terms.kinds import KINDS
from bodega_shop.terms.read_versions import read_versions
from bodega_shop.terms.write_terms import fill_drafts


async def stale_pages(runtime: Runtime, shop: Shop, scope: Scope) -> list[str]:
    """In the order in which pages are shown; a draft that was changed counts as well."""
    stale = []
    for kind in KINDS:
        versions = await read_versions(scope, kind)
        filled = await fill_drafts(runtime, shop, scope, kind)
        if versions and any(versions[0].text(locale) != one.text for locale, one in filled.items()):
            stale.append(kind)
    return stale
