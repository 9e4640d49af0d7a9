"""Measure whether fifty shops sell as much together as one shop alone."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.figures import Figure, compared, zeroed
from bodega.bench.measure_delivered import DELIVERED, HEADLINE, load_buyers

BAR, GOAL = 0.75, 0.95


def measure_shops(street: BenchStreet) -> Iterator[Figure]:
    """Each buyer goes to a shop at random. Every shop is visited once before anything counts."""
    count = street.scale.shops
    alone = street.open_shops(1, street.scale.stock)
    many = street.open_shops(count, max(200, street.scale.stock // count))
    book = CodeBook()
    load_buyers(street, many, book, connections=HEADLINE, seconds=street.scale.seconds, warm_seconds=0)
    street.report(f"{count} shops and one")
    ones, manies = [], []
    for _ in range(street.scale.rounds):
        ones.append(load_buyers(street, alone, book, connections=HEADLINE).rate(DELIVERED))
        manies.append(load_buyers(street, many, book, connections=HEADLINE).rate(DELIVERED))
    slugs = [str(stand["slug"]) for stand in [*alone, *many]]
    faults = street.with_runtime(lambda runtime: audit_codes(runtime, street.door, slugs, book))
    fields: dict[str, Any] = compared(manies, ones)
    figure = Figure(
        name=f"{count} shops at random",
        unit="delivered/s",
        connections=HEADLINE,
        floor_name="one shop",
        bar=BAR,
        goal=GOAL,
        **fields,
    )
    yield zeroed(figure, faults)
