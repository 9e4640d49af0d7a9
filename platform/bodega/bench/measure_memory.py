"""Measure what each kind of process holds in memory after all the work that came before."""

import psutil

from bodega.bench.figures import MemoryUse

_MEGABYTE = 1024 * 1024


def measure_memory() -> list[MemoryUse]:
    """All processes that this benchmark started, by kind; its own and the floor's are left out."""
    found: dict[str, list[tuple[float, str]]] = {}
    for process in psutil.Process().children(recursive=True):
        try:
            kind = _kind(process)
            if kind:
                found.setdefault(kind, []).append(_held(process))
        except psutil.Error:
            continue
    return [
        MemoryUse(
            kind,
            len(held),
            round(max(size for size, _ in held), 1),
            round(sum(size for size, _ in held), 1),
            held[0][1],
        )
        for kind, held in sorted(found.items())
    ]


def _kind(process: psutil.Process) -> str:
    """What a process is by its command line; PostgreSQL and Valkey write their own titles there."""
    words = process.cmdline()
    line = " ".join(words)
    if line.startswith("postgres:") or words[0].endswith("/postgres"):
        return "PostgreSQL"
    if "valkey-server" in words[0]:
        return "Valkey"
    if words[-2:] == ["serve", "--lifeline"]:
        return "web"
    return "worker" if words[-2:] == ["worker", "--lifeline"] else ""


def _held(process: psutil.Process) -> tuple[float, str]:
    try:
        return process.memory_full_info().pss / _MEGABYTE, "pss"
    except (psutil.AccessDenied, AttributeError):
        return process.memory_info().rss / _MEGABYTE, "rss"
