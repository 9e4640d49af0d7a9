"""Read Stripe's own list of what moved on a day: its balance transactions, in coordinated universal time."""

from collections.abc import Awaitable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import stripe

from bodega_shop.extend import BillLine, ChannelContext, Temporary, UnknownOutcome
from bodega_stripe.call_stripe import call_stripe
from bodega_stripe.convert_amount import fee_from_stripe, from_stripe
from bodega_stripe.read_payment import OUT_REFUND_NO, Booked, number_in

if TYPE_CHECKING:
    from stripe.params import BalanceTransactionListParams

Kind = Literal["payment", "refund", "fee", "dispute", "payout", "adjustment"]

# With their sources, more on a page would not fit the longest answer that is read.
_PAGE, _MOST_PAGES = 50, 1_000
_KINDS: dict[str, Kind] = {
    "charge": "payment",
    "refund": "refund",
    "refund_failure": "refund",
    "partial_capture_reversal": "refund",
    "dispute": "dispute",
    "dispute_reversal": "dispute",
    "fee": "fee",
    "network_cost": "fee",
    "tax": "fee",
    "payout": "payout",
    "payout_reversal": "payout",
    "payout_minimum_balance_hold": "payout",
    "payout_minimum_balance_release": "payout",
}
_FAILED = "refund_failure"


class _Source(msgspec.Struct):
    """A charge, refund or dispute: what the buyer paid or got back, in the buyer's currency."""

    amount: int | None = None
    currency: str | None = None
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None


class _Line(Booked, kw_only=True):
    id: str
    amount: int
    created: int
    reporting_category: str
    source: _Source | str | None = None


class _Lines(msgspec.Struct):
    data: list[_Line]
    has_more: bool


async def read_bill(ctx: ChannelContext, day: date) -> list[BillLine]:
    """Raises `Temporary` for a day that is not over yet, and `UnknownOutcome` rather than give a part of a day."""
    start = datetime.combine(day, time(), UTC)
    if ctx.clock.now() < start + timedelta(days=1):
        raise Temporary
    lines: list[BillLine] = []
    after = ""
    for _ in range(_MOST_PAGES):
        page = await _page(ctx, start, after)
        lines += [_bill_line(line) for line in page.data]
        if not page.has_more:
            return lines
        if not page.data:
            break
        after = page.data[-1].id
    raise UnknownOutcome


async def _page(ctx: ChannelContext, start: datetime, after: str) -> _Lines:
    first = int(start.timestamp())

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: BalanceTransactionListParams = {
            "created": {"gte": first, "lt": first + 86_400},
            "limit": _PAGE,
            "expand": ["data.source"],
        }
        if after:
            wish["starting_after"] = after
        return service.v1.balance_transactions.list_async(wish)

    return await call_stripe(ctx, ask, _Lines)


def _bill_line(line: _Line) -> BillLine:
    """The sum is the source's: Stripe may book in another currency than the buyer paid in."""
    kind = _KINDS.get(line.reporting_category, "adjustment")
    source = line.source if isinstance(line.source, _Source) else _Source()
    ours = kind in ("payment", "refund", "dispute")
    named = ours and source.amount is not None and source.currency is not None
    amount, currency = (source.amount, source.currency) if named else (line.amount, line.currency)
    return BillLine(
        line_key=line.id,
        kind=kind,
        gateway_txn=source.payment_intent or "" if ours else "",
        out_trade_no=number_in(source.metadata) if ours else "",
        gross=from_stripe(abs(amount or 0), currency or ""),
        fee=fee_from_stripe(abs(line.kept_by_stripe), line.currency) if line.kept_by_stripe else None,
        occurred_at=datetime.fromtimestamp(line.created, UTC),
        out_refund_no=number_in(source.metadata, OUT_REFUND_NO) if kind == "refund" else "",
        state="failed" if line.reporting_category == _FAILED else "succeeded",
    )
