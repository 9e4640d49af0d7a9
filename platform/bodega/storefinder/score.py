"""The score by which the directory is ordered; what it is made of is told in docs/directory.md, and the same for all.

A shop of few orders is judged as if it had fifty ordinary ones besides: one bad order does not sink it, and one good
one does not lift it above shops that were right ten thousand times.
"""

from bodega.plugins.standing_door import Figures

HIGHEST = 10_000
# What is taken for a shop of which nothing is known yet, and how many orders that weighs as much as.
LIKE_ORDERS = 50
ORDINARY_CORRECT = 0.98
ORDINARY_EXCEPTIONS = 0.02
ORDINARY_SECONDS = 60
# Below nine in ten right, or above one in ten that waits for a person, there is nothing left to lose.
_WORST_CORRECT = 0.90
_MOST_EXCEPTIONS = 0.10
_GROWN_UP_DAYS = 365
_PARTS = {"correct": 60, "exceptions": 20, "speed": 15, "age": 5}


def score_of(figures: Figures, *, days_open: int) -> int:
    """From 0 to 10,000."""
    parts = parts_of(figures, days_open=days_open)
    return round(sum(share * _PARTS[name] for name, share in parts.items()) * HIGHEST / 100)


def parts_of(figures: Figures, *, days_open: int) -> dict[str, float]:
    """How much of each part is reached, from 0 to 1."""
    weight = figures.orders + LIKE_ORDERS
    correct = (figures.correct + LIKE_ORDERS * ORDINARY_CORRECT) / weight
    exceptions = (figures.exceptions + LIKE_ORDERS * ORDINARY_EXCEPTIONS) / weight
    median = ORDINARY_SECONDS if figures.median_seconds is None else figures.median_seconds
    seconds = (figures.orders * median + LIKE_ORDERS * ORDINARY_SECONDS) / weight
    return {
        "correct": _within((correct - _WORST_CORRECT) / (1 - _WORST_CORRECT)),
        "exceptions": _within(1 - exceptions / _MOST_EXCEPTIONS),
        "speed": ORDINARY_SECONDS / (ORDINARY_SECONDS + seconds),
        "age": _within(days_open / _GROWN_UP_DAYS),
    }


def score_of_unknown() -> int:
    """What a shop has that told nothing yet."""
    return score_of(Figures(0, 0, 0, 0, None, ()), days_open=0)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
