"""Measure whether a shop with very many codes sells as quickly as one with few."""

from collections.abc import Iterator
from typing import Any

from bodega.bench.audit_codes import CodeBook, audit_codes
from bodega.bench.bench_street import BenchStreet
from bodega.bench.figures import Figure, compared, zeroed
from bodega.bench.measure_delivered import DELIVERED, HEADLINE, load_buyers

BAR, GOAL = 0.90, 1.00


def measure_stock(street: BenchStreet) -> Iterator[Figure]:
    """The small shop starts each round anew, so that it never runs dry."""
    scale = street.scale
    large = street.open_shops(1, scale.large_stock)
    smalls = [street.open_shops(1, scale.small_stock) for _ in range(scale.rounds)]
    street.report(f"{scale.large_stock:,} codes and {scale.small_stock:,}")
    book, smalls_sold, large_sold = CodeBook(), [], []
    for small in smalls:
        most = scale.small_stock
        smalls_sold.append(load_buyers(street, small, book, connections=HEADLINE, most=most).rate(DELIVERED))
        large_sold.append(load_buyers(street, large, book, connections=HEADLINE, most=most).rate(DELIVERED))
    slugs = [str(stand["slug"]) for shops in [large, *smalls] for stand in shops]
    faults = street.with_runtime(lambda runtime: audit_codes(runtime, street.door, slugs, book))
    fields: dict[str, Any] = compared(large_sold, smalls_sold)
    figure = Figure(
        name=f"{scale.large_stock:,} codes in stock",
        unit="delivered/s",
        connections=HEADLINE,
        floor_name=f"{scale.small_stock:,} codes",
        bar=BAR,
        goal=GOAL,
        **fields,
    )
    yield zeroed(figure, faults)
