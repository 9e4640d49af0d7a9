"""The addresses a shop calls: `submit.php`, `mapi.php` and `api.php` of Epay V1."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from bodega.kernel.errors import InvalidInput
from bodega_practice.accept_order import accept_browser_order, accept_server_order
from bodega_practice.answer_api import answer_query, answer_refund
from bodega_practice.practice import Practice
from bodega_practice.read_fields import read_fields
from bodega_practice.read_trades import Trade
from bodega_practice.register_merchant import Merchant

SCANS = "pc"
PHONE_BROWSER = "mobile"
DEVICES = frozenset({SCANS, PHONE_BROWSER, "qq", "wechat", "alipay", "jump"})


@get("/submit.php")
async def submit_by_link(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    return await _submit(request, practice)


@post("/submit.php", status_code=303)
async def submit_by_form(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    return await _submit(request, practice)


@post("/mapi.php", status_code=200)
async def open_by_server(request: Request[Any, Any, Any], practice: Practice) -> dict[str, Any]:
    fields = await read_fields(request)
    device = read_device(fields)
    merchant, trade = accept_server_order(practice.store, fields, practice.now_ms())
    base = "" if merchant.dialect.payurl == "relative" else str(request.base_url).rstrip("/")
    return {"code": 1, "msg": "success", "trade_no": trade.trade_no} | way_to_pay(
        merchant, trade, device, base
    )


@get("/api.php")
async def ask(request: Request[Any, Any, Any], practice: Practice) -> dict[str, Any]:
    return answer_query(practice.store, await read_fields(request))


@post("/api.php", status_code=200)
async def ask_or_refund(request: Request[Any, Any, Any], practice: Practice) -> dict[str, Any]:
    fields = await read_fields(request)
    if fields.get("act") == "refund":
        return answer_refund(practice.store, fields, practice.now_ms())
    return answer_query(practice.store, fields)


def read_device(fields: Mapping[str, str]) -> str:
    """Raises InvalidInput for a device that the protocol does not name."""
    device = fields.get("device") or SCANS
    if device not in DEVICES:
        raise InvalidInput("This device is not known here.", field="device")
    return device


def way_to_pay(merchant: Merchant, trade: Trade, device: str, base: str) -> dict[str, str]:
    """Answer exactly one of qrcode, payurl and urlscheme, as the device can use it."""
    page = f"{base}/pay/{trade.trade_no}"
    if device == SCANS:
        return {"qrcode": page}
    if device == PHONE_BROWSER and merchant.dialect.mobile_answer == "urlscheme":
        return {"urlscheme": f"weixin://dl/business/?t={trade.trade_no}"}
    return {"payurl": page}


async def _submit(request: Request[Any, Any, Any], practice: Practice) -> Redirect:
    trade = accept_browser_order(practice.store, await read_fields(request), practice.now_ms())
    return Redirect(f"/pay/{trade.trade_no}", status_code=303)
