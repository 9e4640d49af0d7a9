"""Price the goods of an order, by the one deed that makes prices."""

from collections.abc import Sequence
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PricedLine, price_line
from bodega_shop.contracts.pricing import PricedGood
from bodega_shop.orders.order_request import OrderRequest
from bodega_shop.orders.read_offers import Offer

_ABOVE = """
    select c.id, b.id as parent, a.id as grandparent
      from category c left join category b on b.id = c.parent_id left join category a on a.id = b.parent_id
     where c.id = any($1::uuid[])"""


async def price_goods(scope: Scope, goods: Sequence[Offer], request: OrderRequest) -> tuple[PricedLine, ...]:
    """Raises `InvalidInput` for a quantity outside of the good's limits, and for goods of two currencies."""
    if len({good.currency for good in goods}) > 1:
        raise InvalidInput("These goods are sold in different currencies. Please order them one by one.")
    rules = request.buyer.rules if request.buyer else ()
    above = await read_categories(scope, [good.category_id for good in goods]) if rules else {}
    lines = []
    for good, wanted in zip(goods, request.lines, strict=True):
        if not good.min_quantity <= wanted.quantity <= good.max_quantity:
            raise InvalidInput(
                "Please order between %(least)s and %(most)s.",
                field="quantity", least=good.min_quantity, most=good.max_quantity,
            )  # fmt: skip
        price = Money(good.price, good.currency)
        categories = above.get(good.category_id, ()) if good.category_id else ()
        known = PricedGood(good.sku_id, good.product_id, categories, price) if rules else None
        lines.append(price_line(price, wanted.quantity, known, rules))
    return tuple(lines)


async def read_categories(scope: Scope, category_ids: Sequence[UUID | None]) -> dict[UUID, tuple[UUID, ...]]:
    """Each category with those above it, itself first."""
    rows = await scope.fetch(_ABOVE, [one for one in category_ids if one is not None])
    return {
        row["id"]: tuple(one for one in (row["id"], row["parent"], row["grandparent"]) if one is not None)
        for row in rows
    }
