"""Read the form of the terms of settlement: an empty field is as it is one step further out."""

from collections.abc import Mapping
from typing import cast

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.kernel.money import Money, parse_amount
from bodega.settlement.terms import RHYTHMS, Rhythm, Wish

# The most that each may be.
NUMBERS = {
    "hold_days": 365, "young_days": 730, "young_hold_days": 365, "reserve_days": 365, "account_days": 90,
}  # fmt: skip
_MOST_POINTS = 5_000


def read_terms_form(form: Form) -> Wish:
    """Raises the first `InvalidInput`; every field's is kept in the form."""
    numbers = {
        name: form.integer(name, 0, most) if form.filled(name) else None for name, most in NUMBERS.items()
    }
    rhythm = form.choice("rhythm", RHYTHMS) if form.filled("rhythm") else None
    wish = Wish(
        rhythm=cast("Rhythm | None", rhythm),
        reserve_points=_points(form) if form.filled("reserve") else None,
        least=_sums(form, "least") if form.filled("least") else None,
        fees=_sums(form, "fees") if form.filled("fees") else None,
        **numbers,
    )
    form.require_ok()
    return wish


def typed_terms(wish: Wish, reason: str = "") -> Form:
    """A layer as its form is filled."""
    numbers = {name: "" if getattr(wish, name) is None else str(getattr(wish, name)) for name in NUMBERS}
    points = wish.reserve_points
    return Form({
        "rhythm": wish.rhythm or "",
        "reserve": "" if points is None else f"{points // 100}.{points % 100:02d}",
        "least": sums_text(wish.least or {}),
        "fees": sums_text(wish.fees or {}),
        "reason": reason,
        **numbers,
    })  # fmt: skip


def sums_text(sums: Mapping[str, int]) -> str:
    """A line for each currency: `CNY 100.00`."""
    return "\n".join(f"{code} {Money(minor, code).to_decimal_text()}" for code, minor in sorted(sums.items()))


def _points(form: Form) -> int:
    try:
        points = parse_amount(form.value("reserve").strip().removesuffix("%").strip(), "CNY").minor
    except InvalidInput:
        points = _MOST_POINTS + 1
    if points > _MOST_POINTS:
        form.refuse("reserve", "Please enter a percentage up to 50.")
    return points


def _sums(form: Form, field: str) -> dict[str, int]:
    found = {}
    for line in form.lines(field, 1_000).splitlines():
        code, _, amount = line.strip().partition(" ")
        try:
            if code:
                found[code] = parse_amount(amount.strip(), code).minor
        except (InvalidInput, ValueError):
            form.refuse(field, "Please write one currency a line, such as CNY 100.00.")
    return found
