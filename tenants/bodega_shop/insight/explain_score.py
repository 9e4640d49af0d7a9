"""Why a good has its score: one sentence for each thing that raises or lowers it, the weightiest part first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bodega.kernel.money import Money
from bodega_shop.insight.judge_demand import judge_weeks
from bodega_shop.insight.score_good import Judged, is_slow
from bodega_shop.stock.code_line import Phrase

Tone = Literal["good", "warn", "bad", ""]

_EVEN, _UNEVEN = 0.3, 0.7


@dataclass(frozen=True)
class Reason:
    """A sentence, and whether it speaks for the good or against it."""

    phrase: Phrase
    tone: Tone = ""


_NOT_COMPARED = Reason(Phrase("Your shop tells nothing of its sales, and hears nothing of the street."))


def explain_score(it: Judged, currency: str, *, shares: bool) -> dict[str, list[Reason]]:
    """By part: `demand`, `margin`, `risk` and `supply`. `shares` is whether the shop compares itself with the street."""
    return {
        "demand": [*_demand(it), *(_street(it) if shares else [_NOT_COMPARED])],
        "margin": list(_margin(it, currency)),
        "risk": [_risk(it)],
        "supply": list(_supply(it)),
    }


def _demand(it: Judged) -> Iterator[Reason]:
    demand = it.demand
    if demand.is_new:
        yield Reason(
            Phrase("It has been on the shelf for %(days)s days: too few for a trend.", {"days": demand.days})
        )
    if not demand.units:
        yield Reason(
            Phrase("None was sold in the last %(days)s days.", {"days": demand.days}),
            "bad" if is_slow(it) else "",
        )
        return
    said = {"units": demand.units, "days": demand.days, "rate": f"{demand.level:.1f}"}
    yield Reason(Phrase("%(units)s sold in %(days)s days: %(rate)s a day.", said))
    if demand.variation is not None:
        yield _evenness(demand.variation)
    if not demand.is_new:
        yield _trend(it)


def _evenness(variation: float) -> Reason:
    percent = {"percent": round(100 * variation)}
    if variation <= _EVEN:
        return Reason(
            Phrase("The weeks are even: they spread by %(percent)s percent around their mean.", percent),
            "good",
        )
    if variation <= _UNEVEN:
        return Reason(Phrase("The weeks spread by %(percent)s percent around their mean.", percent))
    return Reason(
        Phrase("It comes in bursts: the weeks spread by %(percent)s percent around their mean.", percent),
        "warn",
    )


def _trend(it: Judged) -> Reason:
    demand = it.demand
    said = {"later": demand.later, "earlier": demand.earlier, "half": demand.half}
    if demand.rises:
        return Reason(
            Phrase(
                "It rises: %(later)s in the last %(half)s days, %(earlier)s in the %(half)s before.", said
            ),
            "good",
        )
    if demand.fades:
        return Reason(
            Phrase(
                "It fades: %(later)s in the last %(half)s days, %(earlier)s in the %(half)s before.", said
            ),
            "warn",
        )
    return Reason(
        Phrase(
            "No clear trend: %(later)s in the last %(half)s days, %(earlier)s in the %(half)s before.", said
        )
    )


def _street(it: Judged) -> Iterator[Reason]:
    if it.street is None:
        yield Reason(Phrase("Too few owners sell it, or one of them sells most: the street says nothing."))
        return
    all_of_them = judge_weeks(it.street.weeks, it.street.sellers)
    said = {"sellers": it.street.sellers, "rate": f"{all_of_them.level:.1f}"}
    yield Reason(
        Phrase("On the street %(sellers)s owners sell it, %(rate)s a day each on the average.", said)
    )
    if all_of_them.rises:
        yield Reason(Phrase("On the street it rises."), "good")
    elif all_of_them.fades:
        yield Reason(Phrase("On the street it fades."), "warn")


def _margin(it: Judged, currency: str) -> Iterator[Reason]:
    margin, floor = it.margin, _percent(it.floor_points)
    if margin.left is None:
        yield Reason(
            Phrase(
                "What its codes cost is not known, so the margin counts half. Enter the cost of its batches."
            ),
            "warn",
        )
        return
    said = {"left": Money(margin.left, currency), "floor": floor, "percent": _percent(margin.points or 0)}
    if margin.points is None:
        yield Reason(Phrase("It is given away, so it has no margin."))
    elif margin.left < 0:
        yield Reason(Phrase("Each sale loses money: %(left)s after fees and cost.", said), "bad")
    elif margin.points < it.floor_points:
        yield Reason(
            Phrase(
                "%(left)s stay of each sale, %(percent)s percent: below your floor of %(floor)s percent.",
                said,
            ),
            "bad",
        )
    else:
        yield Reason(
            Phrase(
                "%(left)s stay of each sale, %(percent)s percent: above your floor of %(floor)s percent.",
                said,
            ),
            "good",
        )


def _risk(it: Judged) -> Reason:
    if not it.cases:
        return Reason(Phrase("No open cases."), "good")
    return Reason(
        Phrase(
            "Open cases against it: %(cases)s. Each takes away from the score until it is settled.",
            {"cases": it.cases},
        ),
        "bad",
    )


def _supply(it: Judged) -> Iterator[Reason]:
    supply = it.supply
    if not supply.stock:
        yield Reason(Phrase("Nothing is in stock."), "bad")
        return
    said = {"stock": supply.stock, "days": supply.days_left}
    if supply.days_left is None:
        yield Reason(Phrase("%(stock)s are in stock, and none was sold lately.", said), "warn")
    elif is_slow(it):
        yield Reason(
            Phrase("Slow: %(stock)s in stock last for %(days)s days at the present rate.", said), "warn"
        )
    else:
        yield Reason(Phrase("%(stock)s in stock last for %(days)s days at the present rate.", said))
    if supply.expiring:
        expiring: dict[str, object] = {"count": supply.expiring, "day": supply.first_expiry}
        yield Reason(
            Phrase(
                "At least %(count)s will expire unsold at the present rate; the first expire on %(day)s.",
                expiring,
            ),
            "bad",
        )
    elif supply.first_expiry is not None:
        yield Reason(
            Phrase(
                "The first codes expire on %(day)s, and are sold by then at the present rate.",
                {"day": supply.first_expiry},
            )
        )


def _percent(points: int) -> str:
    """Ten-thousandths as a percentage with one digit."""
    return f"{points / 100:.1f}"
