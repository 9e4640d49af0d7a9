"""The periods after which records go, none below what the law of the shop's market asks for.

Sources: E-Commerce Law of China, article 31 (goods and transactions, three years from the end of the transaction);
Cybersecurity Law of China, article 23 (network logs, six months; 21 before 2026). Elsewhere we keep six months at least.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import Text
from bodega_shop.settings.profile import Profile

THREE_YEARS, SIX_MONTHS = 1096, 184
LONGEST = 36_525

TRADE, REPORTS, LOGS = "trade", "reports", "logs"
DEFAULTS = {TRADE: THREE_YEARS, REPORTS: 366, LOGS: SIX_MONTHS}

_TRADE_SOURCE = Text(en="E-Commerce Law of China, article 31", zh="《电子商务法》第三十一条")
_LOG_SOURCE = Text(en="Cybersecurity Law of China, article 23", zh="《网络安全法》第二十三条")
_HOUSE = Text(en="the platform's own floor of six months", zh="平台六个月最低保存期")


@dataclass(frozen=True)
class Floor:
    """The least number of days, and who says so."""

    days: int
    source: Text


def floors(profile: Profile) -> Mapping[str, Floor]:
    """By kind. A shop that speaks Chinese or sells for yuan is taken to trade in China: its floors are the higher ones."""
    if profile.locale == "zh-CN" or profile.currency == "CNY":
        return {
            TRADE: Floor(THREE_YEARS, _TRADE_SOURCE),
            REPORTS: Floor(SIX_MONTHS, _LOG_SOURCE),
            LOGS: Floor(SIX_MONTHS, _LOG_SOURCE),
        }
    return {kind: Floor(SIX_MONTHS, _HOUSE) for kind in DEFAULTS}


async def read_periods(scope: Scope, profile: Profile) -> dict[str, timedelta]:
    """By kind, never below the floor of today, nor a trade's below the years its voucher is promised for."""
    rows = await scope.fetch("select kind, days from retention_period")
    chosen = {**DEFAULTS, **{row["kind"]: row["days"] for row in rows}}
    least = {kind: floor.days for kind, floor in floors(profile).items()}
    least[TRADE] = max(least[TRADE], profile.voucher_years * 366)
    return {kind: timedelta(days=max(days, least[kind])) for kind, days in chosen.items()}


def check_periods(profile: Profile, days: Mapping[str, int]) -> None:
    """Raises `InvalidInput` naming the field, the least and its source."""
    for kind, floor in floors(profile).items():
        if days[kind] < floor.days:
            raise InvalidInput(
                "At least %(least)s days: %(source)s.", field=kind, least=floor.days, source=floor.source
            )
