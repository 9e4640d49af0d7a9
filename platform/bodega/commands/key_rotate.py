"""`bodega key rotate`: put everything under the first of several master keys."""

import click

from bodega.kernel.settings import Settings
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.street.rewrap_keys import rewrap_keys
from bodega.terminal.terminal import terminal


@click.command("rotate")
def key_rotate() -> None:
    """Wrap all data keys under the first key in BODEGA_MASTER_KEY. docs/operating.md has the steps."""
    changed = run_async(_rotate(Settings.from_environment()))
    terminal().give(f"{changed} keys were wrapped anew. All are under the first master key now.")


async def _rotate(settings: Settings) -> int:
    async with runtime_for_command(settings) as runtime:
        return await rewrap_keys(runtime.master)
