"""The console's first page: what needs me now, and how today goes."""

from litestar import Response, get

from bodega.web.given import NamedDependency
from bodega_shop.console.compare_days import compare_days
from bodega_shop.console.desk import Desk
from bodega_shop.console.read_needs import read_needs


@get("/")
async def show_overview(desk: NamedDependency[Desk]) -> Response[str]:
    return await desk.page(
        "overview.html",
        needs=await read_needs(desk.runtime, desk.shop, desk.profile, now=desk.now, today=desk.today),
        days=await compare_days(desk.shop, desk.profile.currency, desk.zone, now=desk.now),
    )


HANDLERS = [show_overview]
