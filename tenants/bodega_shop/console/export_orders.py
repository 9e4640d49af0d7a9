"""Write orders as CSV for a spreadsheet, line by line, in the reader's language."""

import csv
import io
from collections.abc import AsyncIterator

from bodega_shop.console.desk import Desk
from bodega_shop.orders.list_orders import OrderFilter, OrderRow, every_order

MOST_ROWS = 100_000

# A spreadsheet takes what begins with one of these for a formula, and buyers choose their contacts themselves.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


async def order_lines(desk: Desk, asked: OrderFilter) -> AsyncIterator[str]:
    """A byte order mark first, without which Excel takes UTF-8 for something else."""
    columns = (
        "Order number",
        "State",
        "Goods",
        "Total",
        "Currency",
        "Contact",
        "Channel",
        "Placed",
        "Paid",
        "Delivered",
    )
    yield "\ufeff" + _line([desk.say(column) for column in columns])
    async for row in every_order(desk.shop, asked, desk.zone, most=MOST_ROWS):
        yield _line(_cells(desk, row))


def _cells(desk: Desk, row: OrderRow) -> list[str]:
    moments = (row.placed_at, row.paid_at, row.delivered_at)
    return [
        row.number,
        row.state,
        row.goods,
        row.total.to_decimal_text(),
        row.total.currency,
        row.contact,
        row.channel_name or "",
        *(f"{moment.astimezone(desk.zone):%Y-%m-%d %H:%M:%S}" if moment else "" for moment in moments),
    ]


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell for cell in cells])
    return text.getvalue()
