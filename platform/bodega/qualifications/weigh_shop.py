"""Decide what a shop may sell today: categories approved for it, each with every paper that it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import facts_of_shop
from bodega.qualifications.judge_needs import MET, judge_needs
from bodega.qualifications.paper import Paper
from bodega.qualifications.papers_of import papers_of
from bodega.qualifications.read_catalogue import read_catalogue

TELL_JOB = "qualifications.tell_shop"

_SHOP = "select vouched, trades, papers from shop where id = $1 for update"
_KEEP = "update shop set trades = $2, papers = $3 where id = $1"


@dataclass(frozen=True)
class Weighed:
    """`trades` may be sold now; `lost` and `gained` are against what was known before."""

    trades: frozenset[str]
    papers: frozenset[str]
    lost: frozenset[str]
    gained: frozenset[str]


async def weigh_shop(scope: Scope, shop_id: UUID, *, now: datetime) -> Weighed:
    """Call it in the transaction of whatever changed papers, decisions or rules; the shop is told once that commits.

    A shop that the operator vouches for may sell whatever is open on the street.
    """
    row = await scope.fetchrow(_SHOP, shop_id)
    if row is None:
        return Weighed(frozenset(), frozenset(), frozenset(), frozenset())
    today = china_day(now)
    catalogue, papers = await read_catalogue(scope), await papers_of(scope, shop_id=shop_id)
    if row["vouched"]:
        trades = catalogue.below(category.code for category in catalogue.children.get(None, ()))
    else:
        trades = await _trades(scope, shop_id, catalogue, papers, today)
    kinds = frozenset(paper.kind for paper in papers if paper.counts(today))
    before = frozenset(row["trades"])
    if (trades, kinds) != (before, frozenset(row["papers"])):
        await scope.execute(_KEEP, shop_id, sorted(trades), sorted(kinds))
        await tell_shop(scope, shop_id)
    return Weighed(trades, kinds, before - trades, trades - before)


async def tell_shop(scope: Scope, shop_id: UUID) -> None:
    """Let the shop's own side hear of it: its goods are looked at again."""
    await enqueue(scope, TELL_JOB, {"shop_id": str(shop_id)})


async def _trades(
    scope: Scope, shop_id: UUID, catalogue: Catalogue, papers: list[Paper], today: date
) -> frozenset[str]:
    facts = await facts_of_shop(scope, shop_id)
    allowed = {
        leaf
        for leaf in catalogue.leaves(facts.categories)
        if _is_covered(catalogue, leaf, facts.entity, facts.market, papers, today)
    }
    return frozenset(_with_parents(catalogue, allowed))


def _is_covered(
    catalogue: Catalogue, leaf: str, entity: str, market: str, papers: list[Paper], today: date
) -> bool:
    needs = [need for need in catalogue.needs([leaf], entity, market, on=today) if need.required]
    return all(judged.state == MET for judged in judge_needs(needs, papers, on=today))


def _with_parents(catalogue: Catalogue, leaves: set[str]) -> Iterable[str]:
    """A parent may be named by a shop's category only when everything open below it may be sold."""
    for code in catalogue.categories:
        below = catalogue.leaves([code])
        if below and set(below) <= leaves:
            yield code
