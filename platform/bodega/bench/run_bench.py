"""Run a benchmark from an empty folder to its report."""

import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bodega.bench.bench_street import BenchStreet, bench_street
from bodega.bench.figures import BenchReport, Figure, MemoryUse
from bodega.bench.measure_delivered import measure_delivered
from bodega.bench.measure_memory import measure_memory
from bodega.bench.measure_orders import measure_orders
from bodega.bench.measure_page import measure_page
from bodega.bench.measure_rush import measure_rush
from bodega.bench.measure_shops import measure_shops
from bodega.bench.measure_stock import measure_stock
from bodega.bench.scale import Scale

# Orders come last: they stop the worker.
MEASURES: dict[str, Callable[[BenchStreet], Iterator[Figure]]] = {
    "page": measure_page,
    "delivered": measure_delivered,
    "shops": measure_shops,
    "stock": measure_stock,
    "rush": measure_rush,
    "orders": measure_orders,
}


def run_bench(
    scale: Scale, names: Sequence[str], report: Callable[[str], None], tell: Callable[[Figure], None]
) -> BenchReport:
    """Measure what `names` names, everything when it is empty. Raises `BodegaError`."""
    figures: list[Figure] = []
    memory: list[MemoryUse] = []
    # Not in the user's own temporary folder, which may be shut to the account that runs PostgreSQL.
    with (
        tempfile.TemporaryDirectory(prefix="bodega-bench-") as folder,
        bench_street(Path(folder) / "data", scale, report) as street,
    ):
        for name, measure in MEASURES.items():
            if not names or name in names:
                street.look_after()
                memory = memory if measure is measure_orders else []
                for figure in measure(street):
                    tell(figure)
                    figures.append(figure)
                memory = memory or measure_memory()
        return BenchReport(_machine(scale), figures, memory)


def _machine(scale: Scale) -> dict[str, str]:
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        "web processes": str(scale.processes),
        "rounds": f"{scale.rounds} of {scale.seconds:g} s",
    }
