"""The inventory of personal data in a shop's privacy page: what the shop declares, and each extension that is on."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bodega.kernel.i18n import Text
from bodega.plugins.personal_data import PersonalData, data_table
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.retention.periods import TRADE
from bodega_shop.terms.own_data import OWN_DATA

_YEAR_DAYS = 365


def describe_data(runtime: Runtime, shop: Shop, periods: Mapping[str, timedelta], locale: str) -> str:
    """A Markdown table in that language; `periods` are the times after which this shop's records go, by kind."""

    def kept(one: PersonalData) -> Text:
        return _time(one.period, periods[one.period]) if one.period in periods else one.kept

    return data_table(declared_data(runtime, shop), locale, kept)


def declared_data(runtime: Runtime, shop: Shop) -> Sequence[PersonalData]:
    """The core's own first, then that of the extensions the shop has switched on, in the order of their ids."""
    brought = [
        one
        for manifest in sorted(runtime.extensions.optional(), key=lambda each: each.id)
        if manifest.id in shop.enabled
        for one in manifest.personal_data
    ]
    return [*OWN_DATA, *brought]


def _time(kind: str, period: timedelta) -> Text:
    """Days, and whole years beside them: a year of the law has a leap day now and then."""
    years, rest = divmod(period.days, _YEAR_DAYS)
    english, chinese = f"{period.days} days", f"{period.days} 天"
    if years and rest <= years:
        english += f" ({years} years)" if years > 1 else " (a year)"
        chinese += f"（{years} 年）"
    if kind == TRADE:
        return Text(en=f"{english} after the trade has ended", zh=f"交易完成后 {chinese}")
    return Text(en=english, zh=chinese)
