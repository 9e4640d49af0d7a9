"""The stock in the console: every denomination with its codes counted, and a page for each."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Desk
from bodega_shop.stock.count_stock import count_sku, count_stock
from bodega_shop.stock.list_batches import list_batches

HOME = "/console/stock"
LATEST = 8


@get("/stock", guards=[requires_operator])
async def show_stock(desk: NamedDependency[Desk]) -> Response[str]:
    batches, more = await list_batches(desk.shop, per_page=LATEST)
    return await desk.page(
        "codes_overview.html",
        form=Form(),
        skus=await count_stock(desk.shop, today=desk.today),
        low_mark=desk.profile.low_stock,
        batches=batches,
        more=more,
    )


@get("/stock/{sku_id:uuid}", guards=[requires_operator])
async def show_sku_stock(desk: NamedDependency[Desk], sku_id: FromPath[UUID]) -> Response[str]:
    sku = await count_sku(desk.shop, sku_id, today=desk.today)
    batches, more = await list_batches(desk.shop, sku_id=sku_id, per_page=LATEST)
    return await desk.page("codes_sku.html", sku=sku, counts=sku.counts, batches=batches, more=more)


HANDLERS = [show_stock, show_sku_stock]
