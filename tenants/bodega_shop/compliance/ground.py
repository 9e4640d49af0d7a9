"""What a shop's listings are judged by at one moment: the rule book, the street's categories, and what the shop may sell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.policy.judge import RuleBook
from bodega.policy.listing import Demand
from bodega.policy.said import InTwoLanguages
from bodega.qualifications.allowed_trades import UNSAID
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import facts_of_shop
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.rulebook.current_book import book_in_force
from bodega.street.shop import Shop

_VERSION = "select id from catalogue_version order by number desc limit 1"
_SHOP = "select trades, papers, vouched from shop where id = $1"


@dataclass(frozen=True)
class Ground:
    """`trades` may be sold now; `papers` are the kinds that are approved and count. Nothing of it changes by itself."""

    book: RuleBook
    catalogue: Catalogue
    entity: str
    market: str
    today: date
    trades: frozenset[str]
    papers: frozenset[str]
    vouched: bool

    def line(self, trade: str) -> tuple[str, ...] | None:
        """The street's category with those above it; nobody knows it of goods that do not say."""
        return tuple(category.code for category in self.catalogue.line(trade)) or None

    def demands(self, trade: str) -> tuple[Demand, ...]:
        """What the catalogue demands of it. The operator answers for the shops that it vouches for."""
        if self.vouched or not trade:
            return ()
        needs = self.catalogue.needs([trade], self.entity, self.market, on=self.today)
        return tuple(
            Demand(any_of=frozenset(kind.code for kind in need.kinds), name=_name(need.kinds[0].name))
            for need in needs
            if need.required and need.about == "category"
        )


async def ground_of(shop: Shop, *, now: datetime, book: RuleBook | None = None) -> Ground:
    """As the platform has it now, or with another `book`, for a trial. Opens a scope of its own."""
    async with platform_scope() as scope:
        street = await _street(scope)
        facts = await facts_of_shop(scope, shop.id)
        row: Any = await scope.fetchrow(_SHOP, shop.id)
        in_force = await book_in_force(scope, _market(facts.market), now=now)
    vouched = bool(row["vouched"])
    return Ground(
        book=book or await in_force.open(),
        catalogue=street.catalogue,
        entity=facts.entity,
        market=facts.market,
        today=china_day(now),
        trades=street.open_trades if vouched else frozenset(row["trades"]),
        papers=frozenset(row["papers"]),
        vouched=vouched,
    )


@dataclass(frozen=True)
class _Street:
    """The catalogue in one version, and what may be sold at all."""

    catalogue: Catalogue
    open_trades: frozenset[str]


# By version, of which each is written once: the last that this process saw.
_kept: dict[UUID, _Street] = {}


async def _street(scope: Scope) -> _Street:
    version: UUID | None = await scope.fetchval(_VERSION)
    known = _kept.get(version) if version else None
    if known is None:
        catalogue = await read_catalogue(scope)
        known = _Street(catalogue, _open(catalogue))
        if version:
            _kept.clear()
            _kept[version] = known
    return known


def _open(catalogue: Catalogue) -> frozenset[str]:
    roots: Collection[str] = [category.code for category in catalogue.children.get(None, ())]
    return catalogue.below(roots) | {UNSAID}


def _market(said: str) -> Any:
    return "everywhere" if said == "everywhere" else "cn"


def _name(text: Any) -> InTwoLanguages:
    return InTwoLanguages(zh=text.zh or text.en or "?", en=text.en or text.zh or "?")
