"""Compare one day of one channel with the service's own list, line by line, and put right what can be put right.

The list is loaded outside any transaction. What is missing here goes the way of a payment that was just heard of; what
the service kept is booked. All of it can be done again and changes nothing the second time.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import BodegaError, PluginError
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.comparison.book_fees import book_fees
from bodega_shop.comparison.find_missing_there import find_missing_there
from bodega_shop.comparison.judge_lines import judge_lines
from bodega_shop.comparison.judged_line import JudgedLine
from bodega_shop.comparison.keep_lines import keep_lines
from bodega_shop.comparison.kept_fees import kept_fees
from bodega_shop.comparison.load_lines import load_lines
from bodega_shop.comparison.plan_comparisons import enqueue_comparison
from bodega_shop.comparison.read_known import read_known
from bodega_shop.comparison.settle_missing import settle_missing
from bodega_shop.contracts.gateway_errors import Temporary, UnknownOutcome
from bodega_shop.contracts.refunding import BillLine
from bodega_shop.floor import floor_of
from bodega_shop.payments.open_channel import OpenChannel

DONE, WAITING, FAILED = "done", "waiting", "failed"
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=3)
LINES_AT_ONCE = 500

_NOT_NOW = (Temporary, UnknownOutcome, PluginError)

_BEGIN = """
    insert into comparison (id, channel_id, day, state, attempts, counts, sums, started_at)
    values ($1, $2, $3, 'waiting', 1, '{}', '{}', $4)
    on conflict (channel_id, day) do update
       set state = 'waiting', attempts = case when comparison.state = 'waiting' then comparison.attempts + 1 else 1 end,
           failure = '', started_at = $4
    returning id, attempts"""

_COUNTS = "select class, count(*) as n from comparison_line where comparison_id = $1 group by class"

_END = """
    update comparison set state = 'done', failure = '', counts = $2, sums = $3, finished_at = $4 where id = $1"""

Sums = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Begun:
    """A comparison that is under way, and the how-manieth try this is."""

    id: UUID
    attempts: int


async def compare_channel(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. A list that is not ready, or a service that does not answer, is tried again later."""
    channel_id, day = UUID(payload["channel"]), date.fromisoformat(payload["day"])
    await compare_day(runtime, shop, channel_id, day, now=runtime.clock.now())


async def compare_day(runtime: Runtime, shop: Shop, channel_id: UUID, day: date, *, now: datetime) -> str:
    """How it ended: `done`, `waiting` for another try, `failed`. Raises `NotFound` for a channel that is none."""
    channel = await floor_of(runtime).channels.open(runtime, shop, channel_id)
    begun = await _begin(shop, channel_id, day, now)
    try:
        lines = await load_lines(runtime, shop, channel, day)
    except BodegaError as error:
        return await _put_off(shop, channel_id, day, begun, error, now)
    judged = await _judge(shop, channel, lines)
    judged = await settle_missing(runtime, shop, channel, judged, now=now)
    has_bill = channel.gateway.capabilities(channel.context.settings).bill
    for start in range(0, len(judged), LINES_AT_ONCE):
        async with shop_scope(shop) as scope:
            part = judged[start : start + LINES_AT_ONCE]
            await keep_lines(scope, begun.id, part, now=now)
            await _book(scope, channel, part, now)
    listed = [one.line for one in judged]
    await _end(shop, channel_id, begun.id, day, listed, has_bill=has_bill, now=now)
    return DONE


async def _begin(shop: Shop, channel_id: UUID, day: date, now: datetime) -> Begun:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_BEGIN, new_id(), channel_id, day, now)
    if row is None:
        raise ValueError("a comparison is always written")
    return Begun(row["id"], row["attempts"])


async def _put_off(
    shop: Shop, channel_id: UUID, day: date, begun: Begun, error: BodegaError, now: datetime
) -> str:
    again = isinstance(error, _NOT_NOW) and begun.attempts < MOST_ATTEMPTS
    state = WAITING if again else FAILED
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update comparison set state = $2, failure = $3, finished_at = $4 where id = $1",
            begun.id, state, str(error), None if again else now,
        )  # fmt: skip
        if again:
            pause = min(timedelta(minutes=10) * 2 ** (begun.attempts - 1), LONGEST_PAUSE)
            await enqueue_comparison(scope, channel_id, day, now + pause)
    return state


async def _judge(shop: Shop, channel: OpenChannel, lines: Sequence[BillLine]) -> list[JudgedLine]:
    judged: list[JudgedLine] = []
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        async with shop_scope(shop) as scope:
            judged += judge_lines(part, await read_known(scope, channel.id, part))
    if channel.terms.money_to == "platform":
        # The platform's own account takes money for other shops too, which is none of this shop's business.
        return [one for one in judged if one.purchase_id is not None]
    return judged


async def _book(scope: Scope, channel: OpenChannel, judged: Sequence[JudgedLine], now: datetime) -> None:
    """What was kept of each payment, as they stand now: those that were missing a moment ago are among them."""
    lines = [one.line for one in judged]
    settled = judge_lines(lines, await read_known(scope, channel.id, lines))
    for fee_from, fees in kept_fees(settled, channel).items():
        await book_fees(scope, fees, fee_from, now=now)


async def _end(
    shop: Shop,
    channel_id: UUID,
    comparison_id: UUID,
    day: date,
    lines: Sequence[BillLine],
    *,
    has_bill: bool,
    now: datetime,
) -> None:
    async with shop_scope(shop) as scope:
        await scope.execute(_END, comparison_id, await _counts(scope, comparison_id), _sums(lines), now)
        before = (
            await find_missing_there(scope, channel_id, comparison_id, day, now=now) if has_bill else None
        )
        if before is not None:
            await scope.execute(
                "update comparison set counts = $2 where id = $1", before, await _counts(scope, before)
            )
        await scope.execute(
            "update channel set compared_until = greatest(coalesce(compared_until, $2), $2) where id = $1",
            channel_id, day,
        )  # fmt: skip


async def _counts(scope: Scope, comparison_id: UUID) -> dict[str, int]:
    return {row["class"]: row["n"] for row in await scope.fetch(_COUNTS, comparison_id)}


def _sums(lines: Sequence[BillLine]) -> Sums:
    """What the list adds up to, by currency: payments, refunds, fees of payments, and the rest."""
    sums: dict[str, Counter[str]] = {}
    for line in lines:
        if line.state != "succeeded":
            continue
        kind = {"payment": "payments", "refund": "refunds", "payout": "payouts"}.get(line.kind, "other")
        sums.setdefault(line.gross.currency, Counter())[kind] += line.gross.minor
        if line.fee is not None and line.kind == "payment":
            sums.setdefault(line.fee.currency, Counter())["fees"] += line.fee.minor
    return {currency: dict(sum_by_kind) for currency, sum_by_kind in sums.items()}
