"""The books in the console: what each account holds, and the transfers of a day, for reading and for a spreadsheet."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

from litestar import Response, get
from litestar.response import Stream

from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.books.list_transfers import Transfer, TransferFilter, every_transfer, list_transfers
from bodega_shop.books.sum_accounts import sum_accounts
from bodega_shop.console.account_words import PHASES, AccountWords, account_words, leg_words
from bodega_shop.console.desk import Desk
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.payments.list_channels import list_channels

MOST_ROWS = 100_000


@get("/books", guards=[requires_owner])
async def show_books(desk: NamedDependency[Desk]) -> Response[str]:
    day, number, names = _day(desk), page_asked(desk), await _channel_names(desk)
    rows, more = await list_transfers(desk.shop, _asked(desk, day), page=number)
    return await desk.page(
        "books.html",
        form=Form({"day": day.isoformat()}),
        day=day,
        days=(day - timedelta(days=1), day + timedelta(days=1)),
        accounts=[_account(desk, names, *one) for one in await sum_accounts(desk.shop)],
        rows=rows,
        words=lambda account: account_words(desk.say, account, names).name,
        leg=lambda leg: leg_words(desk.say, leg),
        phase=lambda word: desk.say(PHASES.get(word, word)),
        page=pages_around(desk, number, more=more),
    )


@get("/books.csv", guards=[requires_owner])
async def export_books(desk: NamedDependency[Desk]) -> Stream:
    day = _day(desk)
    name = f"books-{desk.shop.slug}-{day:%Y%m%d}.csv"
    return Stream(
        _csv(desk, day, await _channel_names(desk)),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _day(desk: Desk) -> date:
    """A day as the shop counts it; today for none, or for what is no day."""
    asked = Form(desk.asked)
    day = asked.day("day") if asked.filled("day") else desk.now.astimezone(desk.zone).date()
    usable = asked.ok and date(2000, 1, 2) <= day <= date(2999, 12, 30)
    return day if usable else desk.now.astimezone(desk.zone).date()


def _asked(desk: Desk, day: date) -> TransferFilter:
    begin = datetime.combine(day, time(), desk.zone)
    return TransferFilter(begin, datetime.combine(day + timedelta(days=1), time(), desk.zone))


async def _channel_names(desk: Desk) -> dict[str, str]:
    return {str(channel.id): channel.name for channel in await list_channels(desk.shop)}


def _account(desk: Desk, names: dict[str, str], account: str, balance: Money) -> tuple[AccountWords, Money]:
    words = account_words(desk.say, account, names)
    return words, -balance if words.grows_by_credit else balance


async def _csv(desk: Desk, day: date, names: dict[str, str]) -> AsyncIterator[str]:
    """A byte order mark first, without which Excel takes UTF-8 for something else."""
    columns = (
        "When",
        "Order",
        "What for",
        "From account",
        "To account",
        "Amount",
        "Currency",
        "State",
        "Transfer",
    )
    yield "\ufeff" + _line([desk.say(column) for column in columns])
    async for row in every_transfer(desk.shop, _asked(desk, day), most=MOST_ROWS):
        yield _line(_cells(desk, row, names))


def _cells(desk: Desk, row: Transfer, names: dict[str, str]) -> list[str]:
    return [
        f"{row.at.astimezone(desk.zone):%Y-%m-%d %H:%M:%S}",
        row.number,
        leg_words(desk.say, row.leg),
        account_words(desk.say, row.credit, names).name,
        account_words(desk.say, row.debit, names).name,
        row.money.to_decimal_text(),
        row.money.currency,
        desk.say(PHASES[row.phase]),
        str(row.id),
    ]


def _line(cells: list[str]) -> str:
    """Names of channels are typed by people: what a spreadsheet would take for a formula is told as text."""
    text = io.StringIO()
    csv.writer(text).writerow(
        [f"'{cell}" if cell.startswith(("=", "+", "@", "\t")) else cell for cell in cells]
    )
    return text.getvalue()


HANDLERS = [show_books, export_books]
