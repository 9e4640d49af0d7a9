"""What the processes of a benchmark are, and how much work each kind of them has done so far."""

from collections import Counter
from collections.abc import Iterator, Mapping

import psutil

FLOOR = "floor"


def own_processes() -> Iterator[tuple[str, psutil.Process]]:
    """Every process that this benchmark started, with its kind; what is neither server nor web is left out."""
    for process in psutil.Process().children(recursive=True):
        try:
            kind = _kind(process)
        except psutil.Error:
            continue
        if kind:
            yield kind, process


def cpu_seconds() -> Counter[str]:
    """Time on a processor so far, by kind. Unlike what a clock says, it hardly depends on who else is busy."""
    spent: Counter[str] = Counter()
    for kind, process in own_processes():
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        # PostgreSQL's first process answers for those that have ended: each connection was one.
        spent[kind] += times.user + times.system + times.children_user + times.children_system
    return spent


def spent_per_unit(before: Mapping[str, float], after: Mapping[str, float], units: float) -> dict[str, float]:
    """Milliseconds of processor time for each of `units`, by kind, nothing where it does not show."""
    if units <= 0:
        return {}
    spent = {kind: round(1000 * (after[kind] - before.get(kind, 0.0)) / units, 3) for kind in sorted(after)}
    return {kind: each for kind, each in spent.items() if each >= 0.01}


def _kind(process: psutil.Process) -> str:
    """By its command line; PostgreSQL and Valkey write their own titles there."""
    words = process.cmdline()
    if not words:
        return ""
    if words[0].startswith("postgres:") or words[0].endswith("/postgres"):
        return "PostgreSQL"
    if "valkey-server" in words[0]:
        return "Valkey"
    if words[-2:] == ["serve", "--lifeline"]:
        return "web"
    if "bodega.bench.floor" in words:
        return FLOOR
    return "worker" if words[-2:] == ["worker", "--lifeline"] else ""
