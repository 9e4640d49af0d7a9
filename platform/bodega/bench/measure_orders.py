"""Measure orders that are placed with their codes reserved, and left unpaid, against one commit of the database alone."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.database_floor_rate import database_floor
from bodega.bench.figures import Figure, compared, zeroed

BAR, GOAL = 0.25, 0.40
ORDERED = "ordered"


def measure_orders(street: BenchStreet) -> Iterator[Figure]:
    """The worker stands still meanwhile: it would ask a payment service that is not there for every order."""
    stands = street.open_shops(1, street.scale.stock)
    street.stop_worker()
    book, figures = CodeBook(), []
    for connections in street.scale.connections:
        street.report(f"Orders over {connections} connections")
        floors, rates = [], []
        for _ in range(street.scale.rounds):
            floor_rate, floor_cpu = database_floor(street, "one_commit", connections)
            floors.append(floor_rate)
            result = street.load(stands, journey="order", connections=connections)
            book.note_others(result.others(ORDERED))
            rates.append(result.rate(ORDERED))
        fields: dict[str, Any] = compared(rates, floors)
        figures.append(
            Figure(
                name="orders with reservation",
                unit="orders/s",
                connections=connections,
                floor_name="pgbench, one commit",
                bar=BAR,
                goal=GOAL,
                cpu_ms=result.cpu_ms,
                floor_cpu_ms=floor_cpu,
                **fields,
            )
        )
    faults = street.with_runtime(lambda runtime: audit_codes(runtime, street.door, [stands[0]["slug"]], book))
    yield from [zeroed(figure, faults) for figure in figures]
