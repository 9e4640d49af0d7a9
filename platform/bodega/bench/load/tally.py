"""Count how journeys ended and how long each of their steps took, from the moment the warm-up is over."""

import statistics
from collections import Counter, defaultdict

from msgspec import Struct

from bodega.bench.load.journey import Ended

LOST = "connection lost"


class StepTimes(Struct, frozen=True):
    """How long one step of a journey took, in milliseconds."""

    p50: float
    p99: float


class LoadResult(Struct, frozen=True):
    """What a load did. `counted` ended within `seconds`, the time that counts; `ended` are all, warm-up and rest too.

    `cpu_ms` is what each journey cost the processes that served it, by kind.
    """

    seconds: float
    counted: dict[str, int]
    ended: dict[str, int]
    steps: list[StepTimes]
    codes: list[str]
    cpu_ms: dict[str, float] = {}

    def rate(self, word: str) -> float:
        """How many a second ended so."""
        return self.counted.get(word, 0) / self.seconds if self.seconds else 0.0

    def others(self, *words: str) -> dict[str, int]:
        """What ended in any other way, the rest of the run included."""
        return {word: count for word, count in self.ended.items() if word not in words}


class Tally:
    """`begins` and `ends` are moments of the loop's clock between which things count."""

    def __init__(self, begins: float, ends: float) -> None:
        self._begins = begins
        self._ends = ends
        self._counted: Counter[str] = Counter()
        self._ended: Counter[str] = Counter()
        self._steps: defaultdict[int, list[float]] = defaultdict(list)
        self._codes: list[str] = []

    def answered(self, step: int, asked_at: float, now: float) -> None:
        if self._begins <= now < self._ends:
            self._steps[step].append(now - asked_at)

    def ended(self, ended: Ended, now: float) -> None:
        self._ended[ended.word] += 1
        self._codes.extend(ended.codes)
        if self._begins <= now < self._ends:
            self._counted[ended.word] += 1

    def result(self, now: float) -> LoadResult:
        """`now` is when the last journey ended: a load that ran dry early is divided by the time that it took."""
        return LoadResult(
            seconds=max(0.0, min(now, self._ends) - self._begins),
            counted=dict(self._counted),
            ended=dict(self._ended),
            steps=[_times(self._steps[step]) for step in sorted(self._steps)],
            codes=self._codes,
        )


def _times(seconds: list[float]) -> StepTimes:
    if len(seconds) < 2:
        return StepTimes(*(round(1000 * sum(seconds), 2),) * 2)
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return StepTimes(round(1000 * cuts[49], 2), round(1000 * cuts[98], 2))
