"""Lay out the bars of a chart of days: whole numbers of a drawing 560 wide and 100 high, which a page stretches."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 560, 100
_GAP = 2
_LEAST_HEIGHT = 2


@dataclass(frozen=True)
class Bar:
    """One day. `units` are for whoever points at it; `faint` is a bar of nothing, drawn so that the day is seen."""

    x: int
    y: int
    width: int
    height: int
    units: int

    @property
    def faint(self) -> bool:
        return not self.units


@dataclass(frozen=True)
class Chart:
    bars: tuple[Bar, ...]
    most: int


def chart_days(days: Sequence[int]) -> Chart:
    """The highest bar is as high as the drawing."""
    most = max(days, default=0)
    step = WIDTH // max(len(days), 1)
    return Chart(tuple(_bar(n * step, step, units, most) for n, units in enumerate(days)), most)


def _bar(x: int, step: int, units: int, most: int) -> Bar:
    height = max(round(HEIGHT * units / most), _LEAST_HEIGHT) if most else _LEAST_HEIGHT
    return Bar(x, HEIGHT - height, max(step - _GAP, 1), height, units)
