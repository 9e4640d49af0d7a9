"""Hold the number of goods against the shop's plan, where a good is made and where it goes on sale."""

from bodega.kernel.database import Scope
from bodega.street.shop import Shop


def goods_locks(shop: Shop) -> list[int]:
    """For a scope that makes goods: of two at once the second one counts what the first one made."""
    if shop.limits.goods is None:
        return []
    return [int.from_bytes(shop.vault.fingerprint(shop.slug, "goods")[:8], "big", signed=True)]


async def allow_another_good(scope: Scope, shop: Shop, *, on_sale: bool = False) -> None:
    """What a smaller plan found there stays; it only takes no more. Raises `PlanLimit`."""
    if shop.limits.goods is not None:
        which = " where state = 'published'" if on_sale else ""
        shop.limits.allow_one_more("goods", await scope.fetchval(f"select count(*) from product{which}"))
