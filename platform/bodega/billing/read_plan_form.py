"""Read the form of a plan: its names, prices, limits, and what it keeps of orders."""

import re

from bodega.billing.plan import PlanTexts
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.money import BASIS_POINTS, parse_amount

CURRENCIES = ("CNY", "USD", "EUR", "HKD")
LIMITED = ("goods", "staff", "orders", "plugins", "domains")
_CODE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_MOST = 100_000_000


def read_plan_form(form: Form) -> PlanTexts:
    """Raises the first `InvalidInput`; every field's is kept in the form."""
    code, currency = form.required_text("code", 31), form.choice("currency", CURRENCIES)
    if not _CODE.fullmatch(code):
        form.refuse("code", "Please use small letters, digits and hyphens, beginning with a letter.")
    money = currency if currency in CURRENCIES else CURRENCIES[0]
    limits = {name: form.integer(name, 0, _MOST) if form.filled(name) else None for name in LIMITED}
    plan = PlanTexts(
        code=code,
        name={"en": form.required_text("en", 60), "zh": form.required_text("zh", 60)},
        currency=currency,
        price_month=form.amount("price_month", money).minor,
        price_year=form.amount("price_year", money).minor,
        trial_days=form.integer("trial_days", 0, 365, 0),
        commission_points=_points(form, "commission", form.value("commission")),
        trade_points=_by_trade(form),
        offered=form.checkbox("offered"),
        **limits,
    )
    form.require_ok()
    return plan


def percent_text(points: int) -> str:
    """Ten-thousandths as the percentage that is typed: 250 is `2.50`."""
    return f"{points // 100}.{points % 100:02d}" if points else ""


def _points(form: Form, field: str, text: str) -> int:
    """`2.5` per cent are 250 ten-thousandths; nothing is none."""
    typed = text.strip().removesuffix("%").strip()
    if not typed:
        return 0
    try:
        points = parse_amount(typed, "CNY").minor
    except InvalidInput:
        points = BASIS_POINTS + 1
    if points > BASIS_POINTS // 2:
        form.refuse(field, "Please enter a percentage such as 2.5.")
    return points


def _by_trade(form: Form) -> dict[str, int]:
    """One category a line: its code, a blank, a percentage."""
    found = {}
    for line in form.lines("trades", 2_000).splitlines():
        trade, _, percent = line.strip().partition(" ")
        if trade:
            found[trade] = _points(form, "trades", percent)
    return found
