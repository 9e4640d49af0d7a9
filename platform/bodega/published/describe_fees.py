"""What the fee rules say by themselves: the plans that are offered, and the commission of the platform's channels."""

from collections.abc import Mapping, Sequence

from bodega.billing.plan import Plan, offered_plans
from bodega.kernel.database import Scope
from bodega.kernel.i18n import CHINESE, Text
from bodega.kernel.money import Money

_CATEGORIES = "select code, name from trade_category"
_CHANNELS = """
    select distinct currency, commission_points from channel where enabled order by currency, commission_points"""

_NO_PLANS = Text(
    en="No plan is offered. A shop costs nothing and has no limits until one is announced here.",
    zh="目前没有在售套餐。在本页公布套餐之前，开店免费，且不设用量上限。",
)
_NO_CHANNELS = Text(
    en="The platform collects no payments for shops, so it keeps no commission of them.",
    zh="平台目前不代收货款，因此不从中收取佣金。",
)
_PRICE = Text(en="{month} a month, or {year} a year", zh="每月 {month}，或每年 {year}")
_FREE = Text(en="free of charge", zh="免费")
_TRIAL = Text(en="{days} days of trial, once for each shop", zh="试用 {days} 天，每店一次")
_HOLDS = Text(en="Includes", zh="包含")
_UNLIMITED = Text(en="no limit", zh="不限")
_LIMITS = (
    ("goods", Text(en="goods", zh="商品数")),
    ("staff", Text(en="people", zh="人员数")),
    ("orders", Text(en="orders a month", zh="每月订单数")),
    ("plugins", Text(en="extensions", zh="扩展数")),
    ("domains", Text(en="own domains", zh="自有域名数")),
)
_COMMISSION = Text(
    en="Commission on what comes into the shop's own merchant accounts",
    zh="对商家自有收款账户所收货款收取的佣金",
)
_OTHERWISE = Text(en="other by category", zh="其中以下类目另计")
_COLLECTED = Text(en="Commission on payments that the platform collects", zh="平台代收货款的佣金")


async def describe_plans(scope: Scope, locale: str) -> str:
    """Markdown: a heading and a short list for each plan."""
    plans = await offered_plans(scope)
    if not plans:
        return _NO_PLANS.in_locale(locale)
    names = {row["code"]: row["name"] for row in await scope.fetch(_CATEGORIES)}
    return "\n\n".join(_plan(plan, names, locale) for plan in plans)


async def describe_channels(scope: Scope, locale: str) -> str:
    """One line for each currency and rate."""
    rows = await scope.fetch(_CHANNELS)
    if not rows:
        return _NO_CHANNELS.in_locale(locale)
    said = _COLLECTED.in_locale(locale)
    return "\n".join(f"- {said}, {row['currency']}: {_percent(row['commission_points'])}" for row in rows)


def _plan(plan: Plan, names: Mapping[str, Mapping[str, str]], locale: str) -> str:
    colon = "：" if locale == CHINESE else ": "
    points = [
        _price(plan, locale),
        *([_TRIAL.in_locale(locale).format(days=plan.trial_days)] if plan.trial_days else []),
        _HOLDS.in_locale(locale) + colon + _limits(plan, locale),
        _COMMISSION.in_locale(locale) + colon + _percent(plan.commission_points),
    ]
    if plan.trade_points:
        rates = [
            f"{names.get(code, {}).get(locale, code)} {_percent(rate)}"
            for code, rate in sorted(plan.trade_points.items())
        ]
        points.append(_OTHERWISE.in_locale(locale) + colon + _joined(rates, locale))
    return "\n".join([f"**{plan.named(locale)}**", "", *(f"- {point}" for point in points)])


def _price(plan: Plan, locale: str) -> str:
    if not plan.price_month and not plan.price_year:
        return _FREE.in_locale(locale)
    month, year = (
        Money(minor, plan.currency).format(locale) for minor in (plan.price_month, plan.price_year)
    )
    return _PRICE.in_locale(locale).format(month=month, year=year)


def _limits(plan: Plan, locale: str) -> str:
    said = []
    for name, text in _LIMITS:
        most = getattr(plan, name)
        said.append(f"{text.in_locale(locale)} {_UNLIMITED.in_locale(locale) if most is None else most}")
    return _joined(said, locale)


def _joined(parts: Sequence[str], locale: str) -> str:
    return ("、" if locale == CHINESE else ", ").join(parts)


def _percent(points: int) -> str:
    """From ten-thousandths, without zeros that say nothing."""
    return f"{points / 100:.2f}".rstrip("0").rstrip(".") + "%"
