"""Measure what each kind of process holds in memory after all the work that came before."""

import psutil

from bodega.bench.figures import MemoryUse
from bodega.bench.own_processes import FLOOR, own_processes

_MEGABYTE = 1024 * 1024


def measure_memory() -> list[MemoryUse]:
    """All processes that this benchmark started, by kind; its own and the floor's are left out."""
    found: dict[str, list[tuple[float, str]]] = {}
    for kind, process in own_processes():
        if kind != FLOOR:
            try:
                found.setdefault(kind, []).append(_held(process))
            except psutil.Error:
                continue
    return [_use(kind, held) for kind, held in sorted(found.items())]


def _use(kind: str, held: list[tuple[float, str]]) -> MemoryUse:
    sizes = [size for size, _ in held]
    return MemoryUse(kind, len(held), round(max(sizes), 1), round(sum(sizes), 1), held[0][1])


def _held(process: psutil.Process) -> tuple[float, str]:
    try:
        return process.memory_full_info().pss / _MEGABYTE, "pss"
    except (psutil.AccessDenied, AttributeError):
        return process.memory_info().rss / _MEGABYTE, "rss"
