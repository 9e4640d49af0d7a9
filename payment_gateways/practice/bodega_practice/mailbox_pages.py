"""The mailbox: what shops sent to their people, of all shops or of one."""

from typing import Any

from litestar import Request, Response, get

from bodega_practice.label import WAY_LABELS
from bodega_practice.overview_page import merchant_names
from bodega_practice.practice import Practice
from bodega_practice.read_messages import newest_messages
from bodega_practice.register_merchant import find_merchant
from bodega_practice.render_page import render_page


@get("/mailbox")
async def show_mailbox(request: Request[Any, Any, Any], practice: Practice) -> Response[str]:
    return _mailbox(request, practice, "")


@get("/mailbox/{pid:str}")
async def show_mailbox_of(request: Request[Any, Any, Any], practice: Practice, pid: str) -> Response[str]:
    return _mailbox(request, practice, find_merchant(practice.store, pid).pid)


def _mailbox(request: Request[Any, Any, Any], practice: Practice, pid: str) -> Response[str]:
    return render_page(
        request,
        "mailbox.html",
        messages=newest_messages(practice.store, pid),
        merchants=merchant_names(practice.store),
        pid=pid,
        way_labels=WAY_LABELS,
    )
