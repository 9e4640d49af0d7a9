"""What the fee rules say of money on its way out: when it can be taken, how much at least, and what that costs."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, Text
from bodega.kernel.money import Money
from bodega.settlement.terms import FOR_ALL, Rhythm, Terms, read_wish

_RHYTHMS: dict[Rhythm, Text] = {
    "day": Text(en="each day", zh="每日"),
    "week": Text(en="each week", zh="每周"),
    "month": Text(en="each month", zh="每月"),
}
_WHEN = Text(
    en="Settled {rhythm}; what was settled can be taken out after {hold} days, after {young_hold} while the shop is younger than {young} days",
    zh="{rhythm}结算；结算后 {hold} 天可提现，开业未满 {young} 天的店铺为 {young_hold} 天",
)
_RESERVE = Text(
    en="{share}% of it is kept {days} days longer, for refunds and disputes",
    zh="其中 {share}% 另行保留 {days} 天，用于退款和争议",
)
_LEAST = Text(en="At least {amounts} at a time", zh="每次至少提现 {amounts}")
_FEE = Text(en="A withdrawal costs {amounts}", zh="每次提现收取 {amounts}")
_FREE = Text(en="A withdrawal costs nothing", zh="提现免手续费")
_OTHERS = Text(
    en="A plan or a single shop may be held to other times and sums; they stand on its page of money",
    zh="个别套餐或店铺适用的期限和金额如有不同，以其资金页面所示为准",
)


async def describe_withdrawals(scope: Scope, locale: str) -> str:
    """A Markdown list of what holds for all shops."""
    wish, _ = await read_wish(scope, FOR_ALL)
    terms = replace(Terms(), **{name: value for name, value in asdict(wish).items() if value is not None})
    when = _WHEN.in_locale(locale).format(
        rhythm=_RHYTHMS[terms.rhythm].in_locale(locale),
        hold=terms.hold_days, young=terms.young_days, young_hold=terms.young_hold_days,
    )  # fmt: skip
    lines = [when]
    if terms.reserve_points:
        share = f"{terms.reserve_points / 100:g}"
        lines.append(_RESERVE.in_locale(locale).format(share=share, days=terms.reserve_days))
    least, fees = _amounts(terms.least, locale), _amounts(terms.fees, locale)
    lines += [_LEAST.in_locale(locale).format(amounts=least)] if least else []
    lines.append(_FEE.in_locale(locale).format(amounts=fees) if fees else _FREE.in_locale(locale))
    lines.append(_OTHERS.in_locale(locale))
    return "\n".join(f"- {line}" for line in lines)


def _amounts(by_currency: Mapping[str, int], locale: str) -> str:
    """Sums that are more than nothing, one for each currency."""
    parts = [
        Money(minor, currency).format(locale) for currency, minor in sorted(by_currency.items()) if minor
    ]
    return ("、" if locale == CHINESE else ", ").join(parts)
