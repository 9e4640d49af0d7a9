"""Judge what the shop says of itself on every page: its name, its notice, and campaigns that are for all of it."""

from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.policy.listing import Listing
from bodega.street.shop import Shop
from bodega_shop.compliance.ground import Ground
from bodega_shop.compliance.keep_cases import KnownCases, Subject, keep_cases, read_known
from bodega_shop.compliance.said_facts import facts_of_shop
from bodega_shop.compliance.tell_platform import tell_platform


async def judge_words(shop: Shop, ground: Ground, *, now: datetime) -> bool:
    """Nothing is taken down for it; its owner is told, and the platform decides. Whether any case is at work."""
    rules = frozenset(rule.id for rule in ground.book.rules)
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select name, notice from profile for update")
        if row is None:
            return False
        said = await facts_of_shop(scope)
        notice = (row["notice"],) if row["notice"] else ()
        listing = Listing(shop_name=row["name"], promotions=(*notice, *said.promotions), shares=said.shares)
        known = (await read_known(scope, [shop.id])).get(shop.id, KnownCases())
        found = known.against(ground.book.judge(listing))
        kept = await keep_cases(
            scope, Subject("shop", shop.id, row["name"]), known, found, rules, opens=True, now=now
        )
        if kept.opened or kept.closed or kept.changed:
            await tell_platform(scope)
    return bool(found)
