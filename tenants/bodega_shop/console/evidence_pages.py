"""Evidence in the console: whether every chain holds, the seals, and the export of one order."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.ids import parse_order_number
from bodega.plugins.proof_door import Verdict
from bodega.staff.require_role import requires_operator, requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Desk
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.evidence.export_order import export_order
from bodega_shop.evidence.list_seals import list_seals
from bodega_shop.evidence.seal_events import seal_events
from bodega_shop.evidence.verify_shop import verify_shop

HOME = "/console/evidence"


@get("/evidence", guards=[requires_owner])
async def show_evidence(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, None)


@post("/evidence/checks", guards=[requires_owner], status_code=200)
async def check_evidence(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, await verify_shop(desk.shop))


@post("/evidence/seals", guards=[requires_owner])
async def seal_now(desk: NamedDependency[Desk]) -> Redirect:
    made = await seal_events(desk.shop, now=desk.now)
    return await desk.go(
        HOME, "What happened is sealed." if made else "Nothing new is old enough to be sealed."
    )


@get("/orders/{number:str}/evidence.json", guards=[requires_operator])
async def export(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[bytes]:
    number = parse_order_number(number)
    content = await export_order(desk.shop, number, now=desk.now)
    headers = {
        "content-disposition": f'attachment; filename="evidence-{number}.json"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/json", headers=headers)


async def _page(desk: Desk, verdict: Verdict | None) -> Response[str]:
    number = page_asked(desk)
    seals, more = await list_seals(desk.shop, page=number)
    return await desk.page(
        "evidence.html", verdict=verdict, seals=seals, page=pages_around(desk, number, more=more)
    )


HANDLERS = [show_evidence, check_evidence, seal_now, export]
