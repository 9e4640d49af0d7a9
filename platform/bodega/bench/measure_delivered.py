"""Measure orders that are placed, paid and in their buyers' hands, against two commits of the database alone."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.database_floor_rate import database_floor
from bodega.bench.figures import Figure, compared, zeroed
from bodega.bench.load.tally import LoadResult

BAR, GOAL = 0.30, 0.45
HEADLINE = 16
DELIVERED = "delivered"


def measure_delivered(street: BenchStreet) -> Iterator[Figure]:
    """A third commit records that the buyer saw the code; the floor has none for that."""
    stands = street.open_shops(1, street.scale.stock)
    book, figures = CodeBook(), []
    for connections in street.scale.connections:
        street.report(f"Delivered orders over {connections} connections")
        floors, rates, loads = [], [], []
        for _ in range(street.scale.rounds):
            floor_rate, floor_cpu = database_floor(street, "two_commits", connections)
            floors.append(floor_rate)
            loads.append(load_buyers(street, stands, book, connections=connections))
            rates.append(loads[-1].rate(DELIVERED))
        fields: dict[str, Any] = compared(rates, floors)
        headline: dict[str, Any] = {"bar": BAR, "goal": GOAL} if connections == HEADLINE else {}
        figures.append(
            Figure(
                name="delivered orders",
                unit="orders/s",
                connections=connections,
                floor_name="pgbench, two commits",
                cpu_ms=loads[-1].cpu_ms,
                floor_cpu_ms=floor_cpu,
                note=_steps(loads[-1]),
                **headline,
                **fields,
            )
        )
    faults = street.with_runtime(lambda runtime: audit_codes(runtime, street.door, [stands[0]["slug"]], book))
    yield from [zeroed(figure, faults) for figure in figures]


def load_buyers(
    street: BenchStreet, stands: list[dict[str, Any]], book: CodeBook, *, connections: int, **wishes: Any
) -> LoadResult:
    """Buyers on `stands`, every one of whom must get a code; `book` learns what they got."""
    result = street.load(stands, journey="buy", connections=connections, **wishes)
    book.write_down(result)
    book.note_others(result.others(DELIVERED))
    return result


def _steps(result: LoadResult) -> str:
    names = ("order", "notify", "fetch")
    return ", ".join(
        f"{name} {step.p50:.1f}/{step.p99:.1f} ms" for name, step in zip(names, result.steps, strict=False)
    )
