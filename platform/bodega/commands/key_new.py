"""`bodega key new`: a master key."""

import click

from bodega.kernel.vault import MasterKey


@click.command("new")
def key_new() -> None:
    """Print a fresh master key for BODEGA_MASTER_KEY. Nothing is stored: keep it safe yourself."""
    click.echo(MasterKey.generate())
