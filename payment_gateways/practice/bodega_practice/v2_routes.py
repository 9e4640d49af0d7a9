"""The addresses a shop calls when it speaks Epay V2: `/api/pay/…` and `/api/merchant/…`."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from bodega_practice.accept_order import accept_v2_order
from bodega_practice.answer_v2 import answer_v2, signed_yes
from bodega_practice.practice import Practice
from bodega_practice.protocol_routes import read_device, way_to_pay
from bodega_practice.read_fields import read_fields

PAY_TYPES_OF_WAYS = {"qrcode": "qrcode", "payurl": "jump", "urlscheme": "urlscheme"}
# As some builds answer: a whole page whose only form sends itself off.
_FORM = (
    '<html><body><form id="go" method="post" action="{cashier}"><input type="hidden" name="trade_no" value="{trade_no}">'
    "</form><script>document.getElementById('go').submit()</script></body></html>"
)


@get("/api/pay/submit")
async def submit_v2_by_link(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    return await _submit(request, practice)


@post("/api/pay/submit", status_code=303)
async def submit_v2_by_form(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    return await _submit(request, practice)


@post("/api/pay/create", status_code=200)
async def create_v2(request: Request[Any, Any, Any], practice: Practice) -> dict[str, Any]:
    fields = await read_fields(request)
    device = "jump" if fields.get("method") == "jump" else read_device(fields)
    merchant, trade = accept_v2_order(practice.store, fields, practice.now_ms(), by_browser=False)
    base = "" if merchant.dialect.payurl == "relative" else str(request.base_url).rstrip("/")
    if merchant.dialect.v2_answer == "html":
        kind, told = "html", _FORM.format(cashier=f"{base}/api/pay/cashier", trade_no=trade.trade_no)
    else:
        [(way, told)] = way_to_pay(merchant, trade, device, base).items()
        kind = PAY_TYPES_OF_WAYS[way]
    body = {"trade_no": trade.trade_no, "pay_type": kind, "pay_info": told}
    return signed_yes(practice.store, merchant, body, practice.now_ms())


@post("/api/pay/cashier", status_code=303)
async def go_to_cashier(request: Request[Any, Any, Any]) -> Redirect:
    """Where the form of such a page is sent to, by the payer's browser."""
    return Redirect(f"/pay/{(await read_fields(request)).get('trade_no', '')}", status_code=303)


@post("/api/{part:str}/{call:str}", status_code=200)
async def ask_v2(request: Request[Any, Any, Any], practice: Practice, part: str, call: str) -> dict[str, Any]:
    return answer_v2(practice.store, f"{part}/{call}", await read_fields(request), practice.now_ms())


async def _submit(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    fields = await read_fields(request)
    _, trade = accept_v2_order(practice.store, fields, practice.now_ms(), by_browser=True)
    return Redirect(f"/pay/{trade.trade_no}", status_code=303)
