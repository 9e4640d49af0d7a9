"""`bodega plugin list`: which extensions are installed, and which of them cannot be used and why."""

import click
from rich.table import Table

from bodega.plugins.discover import discover
from bodega.terminal.terminal import terminal


@click.command("list")
def plugin_list() -> None:
    """List the installed extensions. Ends with 1 when one of them is broken."""
    at, found = terminal(), discover()
    table = Table(box=None)
    for heading in ("Id", "Version", "Name", "State"):
        table.add_column(heading, overflow="fold")
    for manifest in found.manifests.values():
        table.add_row(manifest.id, manifest.version, manifest.name.en, "usable")
    for broken in found.broken:
        table.add_row(broken.entry_point, "", broken.package, f"broken: {broken.reason}")
    at.output.print(table)
    if found.broken:
        raise SystemExit(1)
