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
    [(kind, told)] = way_to_pay(merchant, trade, device, base).items()
    body = {"trade_no": trade.trade_no, "pay_type": PAY_TYPES_OF_WAYS[kind], "pay_info": told}
    return signed_yes(practice.store, merchant, body, practice.now_ms())


@post("/api/{part:str}/{call:str}", status_code=200)
async def ask_v2(request: Request[Any, Any, Any], practice: Practice, part: str, call: str) -> dict[str, Any]:
    return answer_v2(practice.store, f"{part}/{call}", await read_fields(request), practice.now_ms())


async def _submit(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    fields = await read_fields(request)
    _, trade = accept_v2_order(practice.store, fields, practice.now_ms(), by_browser=True)
    return Redirect(f"/pay/{trade.trade_no}", status_code=303)
