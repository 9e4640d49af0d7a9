"""Read what was paid on one day from the service's list of orders, page by page, the newest first.

The list knows payments only: it does not say on which day money went back, nor what the service kept.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime, timedelta

from bodega_epay.ask import ask, refuse_unless_good
from bodega_epay.keep_time import CHINA, read_china_time
from bodega_epay.read_notification import read_yuan
from bodega_epay.settings import V2, EpaySettings, complete
from bodega_shop.extend import BillLine, ChannelContext, UnknownOutcome

PAGE = 50
# Half a million orders; a service that answers the same page for ever is not listened to for ever.
MOST_PAGES = 10_000
# An order may be paid long after it was made; the list is sorted by when it was made.
LONGEST_TO_PAY = timedelta(days=2)

_PAID = frozenset({"1", "2"})


async def read_bill(ctx: ChannelContext, day: date) -> list[BillLine]:
    """`day` is a day in China. Raises `GatewayRejected`, `Temporary`, `UnknownOutcome`: never a part of a bill."""
    settings = complete(ctx.settings)
    begins = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    lines: dict[str, BillLine] = {}
    async for row in _orders(ctx, settings):
        made = read_china_time(row.get("addtime", ""))
        if made is None:
            raise UnknownOutcome
        if made < begins - LONGEST_TO_PAY:
            break
        line = _line(settings, row)
        if line is not None and line.occurred_at and line.occurred_at.astimezone(CHINA).date() == day:
            # New orders push old ones to the next page, so that some are seen twice.
            lines[line.line_key] = line
    return list(lines.values())


async def _orders(ctx: ChannelContext, settings: EpaySettings) -> AsyncIterator[Mapping[str, str]]:
    for number in range(MOST_PAGES):
        place = {"offset": str(number * PAGE)} if settings.version == V2 else {"page": str(number + 1)}
        answer = await ask(ctx, settings, "orders", {"limit": str(PAGE), **place})
        refuse_unless_good(ctx, settings, answer)
        if answer.rows is None:
            raise UnknownOutcome
        for row in answer.rows:
            yield row
        if len(answer.rows) < PAGE:
            return
    raise UnknownOutcome


def _line(settings: EpaySettings, row: Mapping[str, str]) -> BillLine | None:
    """None for an order that was not paid. Raises `UnknownOutcome` for one that cannot be read."""
    if row.get("status") not in _PAID:
        return None
    money = read_yuan(row.get("money", ""))
    paid_at = read_china_time(row.get("endtime", "") or row.get("addtime", ""))
    if money is None or paid_at is None or not row.get("trade_no"):
        raise UnknownOutcome
    if row.get("pid", settings.pid) != settings.pid:
        raise UnknownOutcome
    return BillLine(
        line_key=f"payment-{row['trade_no']}",
        kind="payment",
        gateway_txn=row["trade_no"],
        out_trade_no=row.get("out_trade_no", ""),
        gross=money,
        fee=None,
        occurred_at=paid_at,
    )
