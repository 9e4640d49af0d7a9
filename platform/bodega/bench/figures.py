"""What a benchmark says: raw figures, what they are compared to, and how the ratio stands to its bar and its goal."""

import statistics
from collections.abc import Sequence
from typing import Any

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """One line of the result.

    `value` and `floor` are medians of the rounds, `ratio` is the median of each round's own ratio and `spread` its
    lowest and highest; `cpu_ms` and `floor_cpu_ms` say what one unit of the last round cost in processor time, by kind of
    process. A figure with `faults` is zero: it was reached by losing or doubling a code. A figure without a
    floor is compared to `bar` and `goal` itself; with `lower_is_better` it must not be above them.
    """

    name: str
    value: float
    unit: str
    connections: int | None = None
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    bar: float | None = None
    goal: float | None = None
    lower_is_better: bool = False
    p50_ms: float | None = None
    p99_ms: float | None = None
    cpu_ms: dict[str, float] = {}
    floor_cpu_ms: dict[str, float] = {}
    note: str = ""
    faults: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """Empty where nothing is demanded."""
        if self.faults:
            return "FAULT"
        reached = self.value if self.ratio is None else self.ratio
        if self.goal is not None and self._meets(reached, self.goal):
            return "goal"
        if self.bar is None:
            return ""
        return "bar" if self._meets(reached, self.bar) else "missed"

    def _meets(self, reached: float, wanted: float) -> bool:
        return reached <= wanted if self.lower_is_better else reached >= wanted


class MemoryUse(Struct, frozen=True):
    """What the processes of one kind hold. `kind` is `pss`, the fair share of shared pages, or `rss` where that is hidden."""

    name: str
    processes: int
    largest_mb: float
    total_mb: float
    kind: str


class BenchReport(Struct, frozen=True):
    """Everything that one run found."""

    machine: dict[str, str]
    figures: list[Figure]
    memory: list[MemoryUse]


def compared(rates: Sequence[float], floors: Sequence[float]) -> dict[str, Any]:
    """The fields of a figure that was measured in turns with its floor, round by round."""
    ratios = [rate / floor if floor else 0.0 for rate, floor in zip(rates, floors, strict=True)]
    return {
        "value": round(statistics.median(rates), 1),
        "floor": round(statistics.median(floors), 1),
        "ratio": round(statistics.median(ratios), 3),
        "spread": (round(min(ratios), 3), round(max(ratios), 3)),
    }


def zeroed(figure: Figure, faults: Sequence[str]) -> Figure:
    """The same figure, worth nothing, when there are faults."""
    if not faults:
        return figure
    fields = {name: getattr(figure, name) for name in Figure.__struct_fields__}
    ratio = None if figure.ratio is None else 0.0
    return Figure(**{**fields, "value": 0.0, "ratio": ratio, "faults": tuple(faults)})
