"""Show the report of a benchmark to a person: ratios with the raw figures beside them."""

from rich.table import Table

from bodega.bench.figures import BenchReport, Figure, MemoryUse

HEADINGS = ("Figure", "Connections", "Reached", "Compared to", "Ratio", "Bar", "Goal", "", "Remark")


def figures_table(report: BenchReport) -> Table:
    table = Table(*HEADINGS, box=None, title_justify="left")
    for figure in report.figures:
        table.add_row(*_cells(figure))
    return table


def memory_table(uses: list[MemoryUse]) -> Table:
    table = Table("Memory", "Processes", "Largest", "Together", box=None)
    for use in uses:
        together = f"{use.total_mb:,.0f} MB {use.kind}"
        table.add_row(use.name, str(use.processes), f"{use.largest_mb:,.0f} MB", together)
    return table


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        "" if figure.connections is None else f"{figure.connections:,}",
        f"{_number(figure.value)} {figure.unit}",
        "" if figure.floor is None else f"{_number(figure.floor)} {figure.floor_name}",
        _ratio(figure),
        _wanted(figure, figure.bar),
        _wanted(figure, figure.goal),
        figure.verdict,
        _remark(figure),
    )


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return ""
    low, high = figure.spread or (figure.ratio, figure.ratio)
    return f"{figure.ratio:.2f}" if low == high else f"{figure.ratio:.2f} ({low:.2f}-{high:.2f})"


def _wanted(figure: Figure, limit: float | None) -> str:
    if limit is None:
        return ""
    return f"≤ {limit:g} {figure.unit}" if figure.lower_is_better else f"{limit:.2f}"


def _remark(figure: Figure) -> str:
    if figure.faults:
        return "; ".join(figure.faults)
    times = "" if figure.p50_ms is None else f"p50 {figure.p50_ms:.1f} ms, p99 {figure.p99_ms:.1f} ms"
    return ", ".join(text for text in (times, figure.note, _cpu(figure)) if text)


def _cpu(figure: Figure) -> str:
    """What one unit costs in processor time: steadier than any rate where others are busy too."""
    if not figure.cpu_ms:
        return ""
    own = ", ".join(f"{kind} {spent:.2f}" for kind, spent in figure.cpu_ms.items())
    return f"CPU ms: {own}; floor {sum(figure.floor_cpu_ms.values()):.2f}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
