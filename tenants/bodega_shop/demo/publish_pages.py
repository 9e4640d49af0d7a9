"""Publish the policy pages of a shop of the demo, each once: its owner could begin with these texts as well."""

from bodega.kernel.database import shop_scope
from bodega.plugins.manifest import DemoShop
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.demo.read_goods import DemoOwner
from bodega_shop.terms.gather_values import Facts
from bodega_shop.terms.missing_pages import missing_pages
from bodega_shop.terms.publish_terms import Publication, publish_terms
from bodega_shop.terms.write_terms import save_facts


async def publish_pages(runtime: Runtime, shop: Shop, owner: DemoOwner, *, by: DemoShop) -> None:
    """A run that was cut short goes on with the pages that are missing."""
    async with shop_scope(shop) as scope:
        missing = await missing_pages(scope)
    if not missing:
        return
    facts = Facts(owner.entity, owner.address, owner.hours)
    await save_facts(shop, facts, by=by, now=by.now)
    for kind in missing:
        page = Publication(kind, material=True, note="", effective_at=by.now)
        await publish_terms(runtime, shop, page, by=by, now=by.now)
