"""The front page: what this program is, the shops that use it and their newest trades."""

from typing import Any

from litestar import Request, Response, get

from bodega_practice.label import STATE_LABELS
from bodega_practice.open_store import Store
from bodega_practice.practice import Practice
from bodega_practice.read_trades import Trade, trade_from
from bodega_practice.render_page import render_page

NEWEST = 50


@get("/")
async def show_overview(request: Request[Any, Any, Any], practice: Practice) -> Response[str]:
    trades, merchants = newest_trades(practice.store), merchant_names(practice.store)
    return render_page(
        request, "overview.html", trades=trades, merchants=merchants, state_labels=STATE_LABELS
    )


def newest_trades(store: Store) -> list[Trade]:
    return [
        trade_from(row)
        for row in store.rows("SELECT * FROM trade ORDER BY created_ms DESC, trade_no DESC LIMIT ?", NEWEST)
    ]


def merchant_names(store: Store) -> dict[str, str]:
    return {
        row["pid"]: row["name"] for row in store.rows("SELECT pid, name FROM merchant ORDER BY name, pid")
    }
