"""Count and judge all goods of a shop: fold its orders into days, hear from the street, keep a score for each good.

What the shop tells the platform and what it hears back goes through transactions of the platform, a thousand goods at a
time; the shop's own schema is never open meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bodega.demand.keep_report import forget_reports, keep_report
from bodega.demand.read_sums import StreetDemand, read_sums
from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.i18n import time_zone
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.insight.ensure_counting import ensure_counting
from bodega_shop.insight.fold_days import fold_days
from bodega_shop.insight.judge_demand import WINDOW
from bodega_shop.insight.judge_good import judge_good
from bodega_shop.insight.judge_margin import WayToPay, ways_to_pay
from bodega_shop.insight.keep_scores import drop_others, keep_scores
from bodega_shop.insight.read_facts import Facts, read_facts
from bodega_shop.insight.read_risk import read_risk
from bodega_shop.insight.recognise_good import key_of_good
from bodega_shop.insight.score_good import Judged
from bodega_shop.insight.selection_terms import SelectionTerms, keep_count, read_terms
from bodega_shop.payments.list_channels import read_channels

AT_ONCE = 1_000
# Orders of a rehearsal are nobody's demand, and those of a closed shop nobody's help.
TELLS_THE_STREET = frozenset({"soft", "live"})

_GOODS = """
    select s.id, s.name, p.title from sku s join product p on p.id = s.product_id
     where s.active or p.state = 'published' order by s.id"""

_MIX = """
    select channel_id, count(*)::integer as payments from payment
     where channel_id = any($1::uuid[]) and paid_at >= $2 group by channel_id"""

Key = bytes


@dataclass(frozen=True)
class _Ground:
    """What is the same for all goods of one count."""

    shop: Shop
    zone: ZoneInfo
    now: datetime
    today: date
    terms: SelectionTerms
    ways: Sequence[WayToPay]
    tells: bool


async def count_goods(runtime: Runtime, shop: Shop, _: Mapping[str, Any]) -> None:
    """The job; the next one is enqueued before any work begins."""
    now = runtime.clock.now()
    if shop.rehearses is not None:
        return  # nobody buys in a twin, and its demand must not be told of
    if shop.takes_orders:
        async with shop_scope(shop) as scope:
            await ensure_counting(scope, shop, now=now)
    await count_all(runtime, shop, now=now)


async def count_all(runtime: Runtime, shop: Shop, *, now: datetime) -> None:
    zone = time_zone((await floor_of(runtime).profiles.of(shop)).time_zone)
    today = now.astimezone(zone).date()
    await fold_days(shop, zone, today=today)
    async with shop_scope(shop) as scope:
        ground = await _survey(scope, shop, zone, now)
        rows = await scope.fetch(_GOODS)
    # In the order of their keys, so that two goods of one key are told of together.
    named = sorted((key_of_good(row["title"], row["name"]), row["id"]) for row in rows)
    for place in range(0, len(named), AT_ONCE):
        await _count_part(ground, named[place : place + AT_ONCE])
    if shop.state in TELLS_THE_STREET or not ground.terms.shares:
        async with platform_scope() as scope:
            await forget_reports(scope, shop.id, before=today - timedelta(days=1) if ground.tells else None)
    async with shop_scope(shop) as scope:
        await drop_others(scope, now=now)


async def _survey(scope: Scope, shop: Shop, zone: ZoneInfo, now: datetime) -> _Ground:
    channels = [channel for channel in await read_channels(scope) if channel.enabled]
    rows = await scope.fetch(_MIX, [channel.id for channel in channels], now - timedelta(days=WINDOW))
    mix = {str(row["channel_id"]): row["payments"] for row in rows}
    await keep_count(scope, shop, mix, now=now)
    terms = await read_terms(scope)
    today = now.astimezone(zone).date()
    tells = terms.shares and shop.state in TELLS_THE_STREET
    return _Ground(shop, zone, now, today, terms, ways_to_pay(channels, mix), tells)


async def _count_part(ground: _Ground, part: Sequence[tuple[Key, UUID]]) -> None:
    keys = {sku_id: key for key, sku_id in part}
    async with shop_scope(ground.shop) as scope:
        facts = await read_facts(scope, list(keys), ground.zone, now=ground.now)
        cases = await read_risk(scope, list(keys))
    street = await _ask_street(ground, facts, keys) if ground.terms.shares else {}
    judged = [(good.sku_id, _judge(ground, good, street.get(keys[good.sku_id]), cases)) for good in facts]
    async with shop_scope(ground.shop) as scope:
        await keep_scores(scope, judged, now=ground.now)


def _judge(ground: _Ground, good: Facts, street: StreetDemand | None, cases: Mapping[UUID, int]) -> Judged:
    return judge_good(
        good, street, cases.get(good.sku_id, 0), ground.terms.floor_points, ground.ways, today=ground.today
    )


async def _ask_street(
    ground: _Ground, facts: Sequence[Facts], keys: Mapping[UUID, Key]
) -> dict[Key, StreetDemand]:
    """Tell what was sold of each good, and hear what all sell of it together."""
    sold = sorted(
        ((keys[good.sku_id], good.window) for good in facts if any(good.days)), key=lambda one: one[0]
    )
    report = {
        key: [sum(units) for units in zip(*(window for _, window in same), strict=True)]
        for key, same in groupby(sold, key=lambda one: one[0])
    }
    async with platform_scope() as scope:
        if ground.tells:
            until = ground.today - timedelta(days=1)
            await keep_report(scope, ground.shop.id, report, until=until, now=ground.now)
        return await read_sums(scope, sorted(set(keys.values())), today=ground.today)
