"""Measure whether fifty shops sell as much together as one shop alone."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.figures import Figure, compared, zeroed
from bodega.bench.measure_delivered import DELIVERED, HEADLINE, load_buyers

BAR, GOAL = 0.75, 0.95
VISITS_PER_SHOP = 32
MOST_SECONDS = 60.0


def measure_shops(street: BenchStreet) -> Iterator[Figure]:
    """Each buyer goes to a shop at random, after every connection to the database has met most shops once.

    On a street that has been open for a minute no statement of a busy shop is new to anybody.
    """
    count = street.scale.shops
    alone = street.open_shops(1, street.scale.stock)
    many = street.open_shops(count, max(200, street.scale.stock // count))
    book = CodeBook()
    street.report(f"Visiting all of {count} shops")
    most = count * VISITS_PER_SHOP
    load_buyers(street, many, book, connections=HEADLINE, seconds=MOST_SECONDS, warm_seconds=0, most=most)
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
