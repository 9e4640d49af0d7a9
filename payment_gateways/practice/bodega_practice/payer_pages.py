"""The payer's page of one trade, and its buttons."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from bodega.kernel.errors import NotFound
from bodega_practice.accept_order import PAY_TYPES
from bodega_practice.cancel_trade import cancel_trade
from bodega_practice.follow_notifies import follow_notifies
from bodega_practice.forge_notifies import forge_notifies
from bodega_practice.label import DELAYS, KIND_LABELS, PROBLEM_LABELS, TYPE_LABELS
from bodega_practice.notify_again import notify_again
from bodega_practice.open_store import Store
from bodega_practice.pay_late import pay_late
from bodega_practice.pay_trade import pay_other_amount, pay_silently, pay_trade
from bodega_practice.pay_twice import pay_twice
from bodega_practice.practice import Practice
from bodega_practice.read_fields import read_fields
from bodega_practice.read_trades import Trade, find_trade
from bodega_practice.register_merchant import find_merchant
from bodega_practice.render_page import render_page
from bodega_practice.return_to_shop import return_address
from bodega_practice.surprise_shop import leave_out, refund_here

Deed = Callable[[Store, Trade, Mapping[str, str], int], None]
DEEDS: dict[str, Deed] = {
    "pay": pay_trade,
    "stay": pay_trade,
    "late": pay_late,
    "twice": pay_twice,
    "less": pay_other_amount,
    "forge": forge_notifies,
    "never-notify": pay_silently,
    "notify-again": notify_again,
    "cancel": cancel_trade,
    "refund-here": refund_here,
    "leave-out": leave_out,
}


@get("/pay/{trade_no:str}")
async def show_trade(request: Request[Any, Any, Any], practice: Practice, trade_no: str) -> Response[str]:
    trade = find_trade(practice.store, trade_no)
    return render_page(
        request,
        "trade.html",
        trade=trade,
        merchant=find_merchant(practice.store, trade.pid),
        notifies=follow_notifies(practice.store, trade_no),
        back=return_address(practice.store, trade, practice.now_ms()),
        **CHOICES,
    )


@post("/pay/{trade_no:str}/{deed:str}", status_code=303)
async def play(request: Request[Any, Any, Any], practice: Practice, trade_no: str, deed: str) -> Redirect:
    trade = find_trade(practice.store, trade_no)
    if deed not in DEEDS:
        raise NotFound
    DEEDS[deed](practice.store, trade, await read_fields(request), practice.now_ms())
    practice.postman.wake()
    paid = find_trade(practice.store, trade_no)
    back = return_address(practice.store, paid, practice.now_ms()) if deed == "pay" else ""
    return Redirect(back or f"/pay/{trade_no}", status_code=303)


CHOICES: dict[str, Any] = {
    "types": PAY_TYPES,
    "delays": DELAYS,
    "kind_labels": KIND_LABELS,
    "problem_labels": PROBLEM_LABELS,
    "type_labels": TYPE_LABELS,
}
