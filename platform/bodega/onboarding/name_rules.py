"""The rules that hold today, made ready once a day and market: reading them all takes half a second."""

from datetime import datetime

from bodega.kernel.aside import Aside
from bodega.policy.judge import RuleBook
from bodega.policy.rule import Market
from bodega.policy.shipped import shipped_rules
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime

_PART = "name rules"
_ASIDE = Aside(at_once=1)


async def name_rules(runtime: Runtime, market: Market, *, now: datetime) -> RuleBook:
    """The book of that market."""
    day = china_day(now)
    kept: dict[Market, RuleBook] = runtime.parts.setdefault(_PART, {})
    book = kept.get(market)
    if book is None or book.on != day:
        book = kept[market] = await _ASIDE(lambda: RuleBook(shipped_rules(), on=day, market=market))
    return book
