"""Read what features and extensions said of goods and of the shop itself, all sources put together."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.contracts.listing_facts import ListingFacts, facts_from

_OF_GOODS = """
    select product_id, facts from listing_facts where product_id = any($1::uuid[]) order by product_id, said_at, source"""
_OF_SHOP = "select facts from listing_facts where product_id is null order by said_at, source"


async def facts_of_goods(scope: Scope, product_ids: Sequence[UUID]) -> dict[UUID, ListingFacts]:
    """Nothing for goods of which nobody said anything."""
    said: defaultdict[UUID, list[ListingFacts]] = defaultdict(list)
    for row in await scope.fetch(_OF_GOODS, list(product_ids)):
        said[row["product_id"]].append(facts_from(row["facts"]))
    return {product_id: _together(each) for product_id, each in said.items()}


async def facts_of_shop(scope: Scope) -> ListingFacts:
    """What holds for all of the shop, such as its campaigns."""
    return _together([facts_from(row["facts"]) for row in await scope.fetch(_OF_SHOP)])


def _together(said: Sequence[ListingFacts]) -> ListingFacts:
    """Campaigns of all; where two speak of the same fact, who spoke last."""
    odds = [each for each in said if each.odds is not None]
    topups = [each.topup for each in said if each.topup is not None]
    return ListingFacts(
        # Draws are of the odds that they were made by, so both come from one source.
        odds=odds[-1].odds if odds else None,
        draws=odds[-1].draws if odds else None,
        flash={sku: sale for each in said for sku, sale in each.flash.items()},
        promotions=tuple(text for each in said for text in each.promotions),
        shares=tuple(terms for each in said for terms in each.shares),
        topup=topups[-1] if topups else None,
    )
