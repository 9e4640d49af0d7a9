"""One round of the database's own floor: how many orders a second, and what each cost in processor time."""

from bodega.bench.bench_street import BenchStreet
from bodega.bench.floor.database_floor import Commits
from bodega.bench.own_processes import cpu_seconds, spent_per_unit


def database_floor(street: BenchStreet, commits: Commits, connections: int) -> tuple[float, dict[str, float]]:
    """On fresh tables, so that no round pays for what an earlier one left behind."""
    seconds = max(1, round(street.scale.seconds))
    street.floor.empty()
    before = cpu_seconds()
    rate = street.floor.rate(commits, connections=connections, seconds=seconds)
    spent = spent_per_unit(before, cpu_seconds(), rate * seconds)
    return rate, {kind: each for kind, each in spent.items() if kind == "PostgreSQL"}
