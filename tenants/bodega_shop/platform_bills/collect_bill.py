"""Take a bill from the card of its shop: handed to the service once, tried there, and believed only when asked about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.billing.card_on_file import CardOnFile, find_card
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Unavailable
from bodega.kernel.i18n import CHINESE
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega_shop.collecting.open_platform_channel import PLATFORM
from bodega_shop.contracts.for_bills import BillToCollect
from bodega_shop.contracts.gateway_errors import GatewayRejected
from bodega_shop.platform_bills.ask_payments import plan_asking
from bodega_shop.platform_bills.follow_collection import follow_collection
from bodega_shop.platform_bills.open_collector import open_collector

_WATCHED = timedelta(days=90)
_FIRST_QUESTION = timedelta(hours=1)
_HELD_SECONDS = 90

_BILL = """
    select b.id, b.shop_id, b.year, b.number, b.currency, b.total - b.paid as owed, b.paid, b.lines, b.begins, b.ends,
           a.locale
      from bill b join shop s on s.id = b.shop_id join account a on a.id = s.owner_id
      join card_on_file c on c.shop_id = b.shop_id
      join channel h on h.id = c.channel_id and h.enabled and h.currency = b.currency
     where b.id = $1 and b.state = 'open'"""
# Another way to pay is being gone, or this way already.
_LIVE = """
    select out_trade_no, collected from bill_payment
     where bill_id = $1 and state in ('created', 'pending') and expires_at > $2 and (not collected or amount = $3)
     order by collected desc, created_at desc limit 1"""
_INSERT = """
    insert into bill_payment (id, bill_id, channel_id, out_trade_no, state, collected, amount, currency, query_at,
                              expires_at, created_at)
    values ($1, $2, $3, $4, 'created', true, $5, $6, $7, $8, $9)"""


@dataclass(frozen=True)
class _Task:
    number: str
    card: CardOnFile
    bill: BillToCollect


async def collect_bill(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. Asked for again it finds its own attempt, and tries the card that is kept by then."""
    now, bill_id = runtime.clock.now(), UUID(payload["bill_id"])
    async with one_at_a_time(runtime, bill_id):
        async with platform_scope() as scope:
            task = await _task(scope, runtime, bill_id, now)
        if task is None:
            return
        await plan_asking(now)
        collector = await open_collector(runtime, task.card.channel_id)
        try:
            found = await collector.ask("collect", lambda gateway, ctx: gateway.collect(ctx, task.bill))
        except GatewayRejected:
            # Nothing was taken and nothing will be: the owner pays by hand, and is reminded as ever.
            async with platform_scope() as scope:
                await end_attempt(scope, task.number)
            return
        await follow_collection(runtime, task.number, found, now=now)


@asynccontextmanager
async def one_at_a_time(runtime: Runtime, bill_id: UUID) -> AsyncIterator[None]:
    """Raises `Unavailable` while somebody else takes this bill or calls that off."""
    key = f"billing:{bill_id}:collect"
    if not await runtime.redis.set(key, b"1", nx=True, ex=_HELD_SECONDS):
        raise Unavailable("This bill is being taken from the card at this moment. Please look again shortly.")
    try:
        yield
    finally:
        await runtime.redis.delete(key)


async def end_attempt(scope: Scope, number: str) -> None:
    await scope.execute(
        "update bill_payment set state = 'ended', query_at = null"
        " where out_trade_no = $1 and state in ('created', 'pending')",
        number,
    )


async def _task(scope: Scope, runtime: Runtime, bill_id: UUID, now: datetime) -> _Task | None:
    row = await scope.fetchrow(_BILL, bill_id)
    card = await find_card(scope, row["shop_id"]) if row is not None else None
    if row is None or card is None or card.state != "kept":
        return None
    bill = dict(row)
    live = await scope.fetchrow(_LIVE, bill_id, now, bill["owed"])
    if live is not None and not live["collected"]:
        return None
    number = live["out_trade_no"] if live is not None else await _attempt(scope, bill, card, now)
    return _Task(number, card, _wish(runtime, bill, card, number))


async def _attempt(scope: Scope, bill: dict[str, Any], card: CardOnFile, now: datetime) -> str:
    attempt_id = new_id()
    number = f"B{attempt_id.hex[1:]}"
    await scope.execute(
        _INSERT, attempt_id, bill["id"], card.channel_id, number, bill["owed"], bill["currency"], now + _FIRST_QUESTION,
        now + _WATCHED, now,
    )  # fmt: skip
    return number


def _wish(runtime: Runtime, bill: dict[str, Any], card: CardOnFile, number: str) -> BillToCollect:
    """The lines of our bill; what its shop had to its credit is one more of them, less than nothing."""
    locale, currency = bill["locale"], bill["currency"]
    say, language = runtime.translations.gettext, "zh" if bill["locale"] == CHINESE else "en"
    lines = [
        (say(locale, line["text"], plan=line["plan"][language]), Money(line["amount"], currency))
        for line in bill["lines"]
    ]
    if bill["paid"]:
        lines.append((say(locale, "From your credit"), Money(-bill["paid"], currency)))
    return BillToCollect(
        out_trade_no=number,
        payer=card.payer,
        money=Money(bill["owed"], currency),
        number=f"{bill['year']}-{bill['number']:06d}",
        lines=lines,
        begins=bill["begins"],
        ends=bill["ends"],
        metadata={"shop": PLATFORM, "channel": str(card.channel_id)},
    )
