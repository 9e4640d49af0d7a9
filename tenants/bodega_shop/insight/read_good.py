"""Read all that is known of one good, as it stands now: for its own page, where no figure may be a night old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bodega.demand.read_sums import StreetDemand, read_sums
from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop
from bodega_shop.insight.judge_good import judge_good
from bodega_shop.insight.judge_margin import WayToPay, ways_to_pay
from bodega_shop.insight.read_facts import Facts, read_facts
from bodega_shop.insight.read_risk import read_risk
from bodega_shop.insight.recognise_good import key_of_good, name_of_good
from bodega_shop.insight.score_good import Judged, Score, score_good
from bodega_shop.insight.selection_terms import SelectionTerms, read_terms
from bodega_shop.payments.list_channels import read_channels


@dataclass(frozen=True)
class GoodPage:
    """`recognised_as` is the name by which the good is compared with those of other shops."""

    facts: Facts
    judged: Judged
    score: Score
    terms: SelectionTerms
    ways: Sequence[WayToPay]
    today: date
    recognised_as: str

    @property
    def days(self) -> list[tuple[date, int]]:
        """Each of the 56 days with its units, the oldest first."""
        window = self.facts.window
        first = self.today - timedelta(days=len(window))
        return [(first + timedelta(days=n), units) for n, units in enumerate(window)]


async def read_good(shop: Shop, sku_id: UUID, zone: ZoneInfo, *, now: datetime) -> GoodPage:
    """Sales are those up to yesterday, folded last night; price, cost, stock and cases are of now. Raises `NotFound`."""
    today = now.astimezone(zone).date()
    async with shop_scope(shop) as scope:
        found = await read_facts(scope, [sku_id], zone, now=now)
        if not found:
            raise NotFound
        terms, channels = await read_terms(scope), await read_channels(scope, enabled_only=True)
        cases = (await read_risk(scope, [sku_id])).get(sku_id, 0)
    facts, ways = found[0], ways_to_pay(channels, terms.channel_mix)
    key = key_of_good(facts.title, facts.name)
    sums = await _heard(key, today) if terms.shares else {}
    judged = judge_good(facts, sums.get(key), cases, terms.floor_points, ways, today=today)
    recognised_as = name_of_good(facts.title, facts.name)
    return GoodPage(facts, judged, score_good(judged), terms, ways, today, recognised_as)


async def _heard(key: bytes, today: date) -> dict[bytes, StreetDemand]:
    async with platform_scope() as scope:
        return await read_sums(scope, [key], today=today)
