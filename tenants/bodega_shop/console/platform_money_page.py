"""Money with the platform: what it owes the shop, what it kept, day by day and movement by movement."""

from litestar import Response, get

from bodega.kernel.i18n import format_date
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.collecting.read_shops_side import Day, Move, read_shops_side
from bodega_shop.console.desk import Desk

# What each kind of movement is called: msgids.
WORDS = {
    "taken": "Taken for you",
    "given_back": "Given back to a buyer",
    "paid_out": "Paid out to your account",
    "paid_out_back": "A payout that came back",
    "returned": "Came back from a refund",
    "commission": "Commission",
    "commission_back": "Commission given back",
    "disputed": "Taken back by a buyer's bank",
}


@get("/platform-money", guards=[requires_owner])
async def show_platform_money(desk: NamedDependency[Desk]) -> Response[str]:
    side = await read_shops_side(desk.shop, desk.profile.time_zone)
    days, moves = [_day(desk, day) for day in side.days], [_move(desk, move) for move in side.moves]
    return await desk.page("platform_money.html", totals=side.totals, days=days, moves=moves)


def _day(desk: Desk, day: Day) -> dict[str, str]:
    return {
        "day": format_date(day.day, desk.visit.locale, desk.zone),
        "taken": desk.money(day.taken),
        "back": desk.money(day.back),
        "commission": desk.money(day.commission),
    }


def _move(desk: Desk, move: Move) -> dict[str, str]:
    return {
        "at": desk.when(move.at),
        "kind": desk.say(WORDS[move.kind]),
        "number": move.number,
        "money": desk.money(move.money),
    }


HANDLERS = [show_platform_money]
