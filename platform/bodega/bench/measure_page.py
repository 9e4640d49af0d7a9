"""Measure the product page against the least that a page with one query costs under the same framework."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.bench_street import FLOOR_PAGE, BenchStreet
from bodega.bench.figures import Figure, compared
from bodega.bench.load.journey import SEEN
from bodega.bench.load.tally import LoadResult

BAR, GOAL = 0.35, 0.60
MOST_P99_MS = 15.0


def measure_page(street: BenchStreet) -> Iterator[Figure]:
    """Both in turns, with the same client and as many web processes."""
    [stand] = street.open_shops(1, street.scale.small_stock)
    for connections in street.scale.connections:
        street.report(f"Product page over {connections} connections")
        floors, pages = [], []
        for _ in range(street.scale.rounds):
            floors.append(street.load([FLOOR_PAGE], port=street.floor_port, connections=connections))
            pages.append(street.load([stand], connections=connections))
        yield _figure(floors, pages, connections)
        if connections == 16:
            yield _slowest(pages)


def _figure(floors: list[LoadResult], pages: list[LoadResult], connections: int) -> Figure:
    fields: dict[str, Any] = compared([one.rate(SEEN) for one in pages], [one.rate(SEEN) for one in floors])
    return Figure(
        name="product page",
        unit="pages/s",
        connections=connections,
        floor_name="Litestar, Jinja2, one query",
        bar=BAR,
        goal=GOAL,
        **fields,
        **_times(pages),
        cpu_ms=pages[-1].cpu_ms,
        floor_cpu_ms=floors[-1].cpu_ms,
        faults=_faults([*floors, *pages]),
    )


def _slowest(pages: list[LoadResult]) -> Figure:
    return Figure(
        name="product page, slowest of a hundred",
        unit="ms",
        connections=16,
        value=_times(pages)["p99_ms"],
        bar=MOST_P99_MS,
        lower_is_better=True,
    )


def _times(pages: list[LoadResult]) -> dict[str, Any]:
    middle = sorted(pages, key=lambda one: one.rate(SEEN))[len(pages) // 2]
    return (
        {"p50_ms": middle.steps[0].p50, "p99_ms": middle.steps[0].p99}
        if middle.steps
        else {"p50_ms": 0, "p99_ms": 0}
    )


def _faults(results: list[LoadResult]) -> tuple[str, ...]:
    return tuple(f"{count} answers: {word}" for one in results for word, count in one.others(SEEN).items())
