"""`bodega bench`: how fast this machine sells, beside what its server and its database could do at most."""

from dataclasses import replace
from typing import Any

import click
import msgspec

from bodega.bench.figures import Figure
from bodega.bench.run_bench import MEASURES, run_bench
from bodega.bench.scale import QUICK, WHOLE
from bodega.bench.show_report import figures_table, memory_table
from bodega.demo.interrupts import ended_by_signals
from bodega.kernel.logs import set_up_logs
from bodega.terminal.steps import steps_shown
from bodega.terminal.terminal import terminal


@click.command()
@click.option("--quick", is_flag=True, help="Less of everything: whether it works, not how fast it is.")
@click.option(
    "--only", "names", multiple=True, type=click.Choice(list(MEASURES)), help="Only this; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON and nothing else.")
@click.option("--rounds", type=click.IntRange(1, 50), help="How often each figure is measured.")
@click.option("--seconds", type=click.FloatRange(0.2, 600), help="How long each time.")
@click.option("--processes", type=click.IntRange(1, 64), help="Web processes.  [default: 2]")
def bench(
    *,
    quick: bool,
    names: tuple[str, ...],
    as_json: bool,
    rounds: int | None,
    seconds: float | None,
    processes: int | None,
) -> None:
    """Measure on servers of its own, in a folder that is deleted afterwards. docs/performance.md explains the figures.

    Ends with 1 when a code was lost or doubled; such a figure is zero.
    """
    set_up_logs("error")
    asked: dict[str, Any] = {"rounds": rounds, "seconds": seconds, "processes": processes}
    scale = replace(QUICK if quick else WHOLE, **{name: value for name, value in asked.items() if value})
    at = terminal()

    def tell(figure: Figure) -> None:
        reached = figure.value if figure.ratio is None else figure.ratio
        steps.finish()
        at.say(f"  {figure.name}, {figure.connections} connections: {reached:g} {figure.verdict}")

    with ended_by_signals(), steps_shown(at) as steps:
        report = run_bench(scale, names, steps.begin, tell)
        steps.finish()
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        at.output.print(figures_table(report))
        at.output.print(memory_table(report.memory))
    if any(figure.faults for figure in report.figures):
        raise SystemExit(1)
