"""Say which good of an order is sold out, after the shelf turned out not to hold it all."""

from collections.abc import Sequence
from datetime import datetime

from bodega.kernel.database import Scope
from bodega.kernel.errors import OutOfStock
from bodega_shop.orders.order_request import OrderRequest
from bodega_shop.orders.read_offers import Offer

_LEFT = """
    select count(*) from (
        select 1 from code where sku_id = $1 and on_shelf and (expires_on is null or expires_on > $2) limit $3
    ) left_over"""


async def name_shortage(
    scope: Scope, request: OrderRequest, goods: Sequence[Offer], *, now: datetime
) -> OutOfStock:
    """The error to raise; of several goods it names the first that is short, where that is still to be seen."""
    if len(goods) == 1:
        return OutOfStock()
    for line, good in zip(request.lines, goods, strict=True):
        left = await scope.fetchval(_LEFT, line.sku_id, now.date(), line.quantity)
        if left < line.quantity:
            return OutOfStock(
                "%(good)s is sold out, or not so many are left: %(count)s. You have not been charged.",
                good=f"{good.title} · {good.sku_name}",
                count=left,
            )
    return OutOfStock()
