"""Which reports there are, over which span each goes, and until when it has to be handed in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bodega.kernel.i18n import Text
from bodega.qualifications.china_day import CHINA

IDENTITIES, INCOME = "identities", "income"
KINDS = (IDENTITIES, INCOME)
_MONTHS = {IDENTITIES: 6, INCOME: 3}

SOURCES = {
    IDENTITIES: Text(
        en="Measures for the Supervision of Online Transactions, article 25",
        zh="《网络交易监督管理办法》第二十五条",
    ),
    INCOME: Text(
        en="Provisions on Tax-Related Reporting by Internet Platforms (decree 810), article 4",
        zh="《互联网平台企业涉税信息报送规定》（国务院令第810号）第四条",
    ),
}


@dataclass(frozen=True)
class Period:
    """From `begins` until before `ends`, days of Beijing's calendar; the report is due on `due_on` at the latest."""

    kind: str
    begins: date
    ends: date
    due_on: date


def last_period(kind: str, today: date) -> Period:
    """The last whole half-year or quarter before that day."""
    months = _MONTHS[kind]
    ends = date(today.year, (today.month - 1) // months * months + 1, 1)
    return Period(kind, _months_before(ends, months), ends, _months_before(ends, -1) - timedelta(days=1))


def year_before(ends: date) -> date:
    """Twelve months before: the span by which small sales are told from others."""
    return ends.replace(year=ends.year - 1)


def moment(day: date) -> datetime:
    """When that day begins in Beijing."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
