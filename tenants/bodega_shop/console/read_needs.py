"""Answer "what needs me now?": orders, stock, channels and drafts that wait for somebody, the most urgent first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import asyncpg

from bodega.kernel.database import platform_scope, shop_scope
from bodega.qualifications.catalogue import Need as PaperNeed
from bodega.qualifications.china_day import china_day
from bodega.qualifications.read_catalogue import text_of
from bodega.qualifications.read_standing import coming_papers
from bodega.qualifications.remind_owners import EndingPaper, ending_papers
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.settings.profile import Profile
from bodega_shop.stock.read_low_stock import LowSku, read_low_stock

Kind = Literal["bad", "warn", "info"]
ANNOUNCED_FOR = timedelta(days=7)

# Paid orders are normally delivered in the same transaction, so one that stays paid for a minute waits for somebody.
_COUNTS = """
    select (select count(*) from purchase where state = 'exception') as exceptions,
           (select min(paid_at) from purchase where state = 'exception') as oldest_exception,
           (select count(*) from purchase where state = 'paid' and paid_at < $1) as undelivered,
           (select count(*) from hand_confirmation where state = 'asked') as confirmations,
           (select count(*) from dispute where ended_at is null) as disputes,
           (select count(*) from refund where state = 'unknown' and query_at is null) as doubtful,
           (select count(*) from message where state = 'failed' and created_at > $2) as unsent,
           (select count(*) from payback where state = 'asked') as paybacks,
           (select min(asked_at) from payback where state = 'asked') as oldest_payback,
           (select count(*) from comparison_line where class <> 'matched' and settled_at is null) as differences,
           (select count(*) from invoice_request where state = 'asked') as invoices,
           (select count(*) from product where state = 'draft' and held_at is null and stopped_at is null) as drafts,
           (select count(*) from policy_case where state in ('open', 'upheld')) as cases,
           (select min(opened_at) from policy_case where state in ('open', 'upheld')) as oldest_case,
           (select count(*) from product where held_at is not null) as held,
           (select min(held_at) from product where held_at is not null) as held_since,
           (select count(*) from product where state = 'published') as on_sale,
           (select count(*) from channel) as channels,
           (select count(*) from channel where enabled) as open_channels"""

_ON_THE_DESK: tuple[tuple[str, Kind], ...] = (
    ("disputes", "bad"),
    ("doubtful", "bad"),
    ("confirmations", "warn"),
)

_CHANNELS = "select id, name, gateway, problem from channel where enabled order by position, id"

_CHANGED = """
    select deed, actor, at, detail ->> 'name' as name from deed
     where at > $1 and deed in ('channel.added', 'channel.changed', 'channel.deleted') order by at desc limit 3"""


@dataclass(frozen=True)
class Need:
    """One thing that waits, and where it is solved. `what` names its words in the template."""

    what: str
    kind: Kind
    url: str
    facts: dict[str, Any]


async def read_needs(
    runtime: Runtime, shop: Shop, profile: Profile, *, now: datetime, today: date
) -> list[Need]:
    async with shop_scope(shop) as scope:
        counts = await scope.fetchrow(_COUNTS, now - timedelta(minutes=1), now - ANNOUNCED_FOR)
        scarce = await read_low_stock(scope, low_mark=profile.low_stock, today=today)
        channels = await scope.fetch(_CHANNELS)
        changed = await scope.fetch(_CHANGED, now - ANNOUNCED_FOR)
    async with platform_scope() as scope:
        ending = await ending_papers(scope, shop.id, today=china_day(now))
        coming = await coming_papers(scope, shop, today=china_day(now))
    if counts is None:
        return []
    usable = {gateway.code for gateway in floor_of(runtime).gateways.enabled_in(shop)}
    return [
        *_of_life(shop),
        *_of_orders(counts),
        *_of_channels(counts, channels, usable),
        *_of_papers(counts),
        *_of_cases(counts),
        *[_ending(runtime, shop, paper) for paper in ending],
        *[_coming(runtime, shop, need) for need in coming],
        *_of_stock(scarce),
        *_of_goods(counts),
        *[Need("payment_changed", "info", "/console/channels", dict(row)) for row in changed],
    ]


def _of_life(shop: Shop) -> list[Need]:
    """That the shop stands still, or soon will, comes before everything else."""
    if shop.state == "frozen":
        return [Need("frozen", "bad", "/console/opening", {})]
    if shop.closes_at is not None:
        return [Need("closing", "warn", "/console/opening", {"at": shop.closes_at})]
    return []


def _of_orders(counts: asyncpg.Record) -> list[Need]:
    needs = []
    if counts["exceptions"]:
        facts = {"count": counts["exceptions"], "since": counts["oldest_exception"]}
        needs.append(Need("exceptions", "bad", "/console/exceptions", facts))
    if counts["undelivered"]:
        needs.append(Need("undelivered", "bad", "/console/exceptions", {"count": counts["undelivered"]}))
    if counts["paybacks"]:
        facts = {"count": counts["paybacks"], "since": counts["oldest_payback"]}
        needs.append(Need("paybacks", "warn", "/console/paybacks", facts))
    needs += [
        Need(what, kind, "/console/exceptions", {"count": counts[what]})
        for what, kind in _ON_THE_DESK
        if counts[what]
    ]
    if counts["unsent"]:
        needs.append(Need("unsent", "warn", "/console/orders?message=failed", {"count": counts["unsent"]}))
    return needs


def _of_channels(counts: asyncpg.Record, channels: list[asyncpg.Record], usable: set[str]) -> list[Need]:
    if not counts["channels"]:
        return [Need("no_channel", "warn", "/console/channels", {})]
    if not counts["open_channels"]:
        return [Need("no_open_channel", "bad", "/console/channels", {})]
    needs = []
    for channel in channels:
        url = f"/console/channels/{channel['id']}"
        if channel["gateway"] not in usable:
            needs.append(Need("channel_without_gateway", "bad", url, {"name": channel["name"]}))
        elif channel["problem"]:
            facts = {"name": channel["name"], "problem": channel["problem"]}
            needs.append(Need("channel_failing", "bad", url, facts))
    return needs


def _of_papers(counts: asyncpg.Record) -> list[Need]:
    needs = []
    if counts["differences"]:
        url = "/console/reconciliation?open=1"
        needs.append(Need("differences", "warn", url, {"count": counts["differences"]}))
    if counts["invoices"]:
        needs.append(Need("invoices", "info", "/console/invoices", {"count": counts["invoices"]}))
    return needs


def _of_cases(counts: asyncpg.Record) -> list[Need]:
    if not counts["cases"]:
        return []
    facts = {"count": counts["cases"], "since": counts["oldest_case"]}
    return [Need("cases", "bad", "/console/cases", facts)]


def _ending(runtime: Runtime, shop: Shop, paper: EndingPaper) -> Need:
    facts = {"name": text_of(paper.name), "ends": paper.valid_until}
    return Need("paper_ends", "warn", _papers_url(runtime, shop), facts)


def _coming(runtime: Runtime, shop: Shop, need: PaperNeed) -> Need:
    facts = {"name": need.kinds[0].name, "since": need.since}
    return Need("paper_coming", "info", _papers_url(runtime, shop), facts)


def _papers_url(runtime: Runtime, shop: Shop) -> str:
    """Papers are seen on the platform's host alone."""
    settings = runtime.settings
    return settings.address_of(settings.base_domain, f"/my/shops/{shop.id}/papers")


def _of_stock(scarce: list[LowSku]) -> list[Need]:
    """One line for what is sold out and one for what is running out, each naming the first few."""
    out = [sku for sku in scarce if not sku.stock]
    low = [sku for sku in scarce if sku.stock]
    needs = []
    if out:
        needs.append(Need("sold_out", "bad", _shelf_of(out), _named(out)))
    if low:
        needs.append(Need("low_stock", "warn", _shelf_of(low), _named(low)))
    return needs


def _shelf_of(skus: list[LowSku]) -> str:
    return "/console/stock" if len(skus) > 1 else f"/console/stock/{skus[0].id}"


def _named(skus: list[LowSku]) -> dict[str, Any]:
    return {"count": len(skus), "names": [f"{sku.product_title} {sku.name}" for sku in skus[:3]]}


def _of_goods(counts: asyncpg.Record) -> list[Need]:
    if counts["held"]:
        facts = {"count": counts["held"], "since": counts["held_since"]}
        return [Need("held", "bad", "/console/products?state=draft", facts)]
    if not counts["drafts"] and not counts["on_sale"]:
        return [Need("no_goods", "info", "/console/products/new", {})]
    if counts["drafts"]:
        return [Need("drafts", "info", "/console/products?state=draft", {"count": counts["drafts"]})]
    return []
