"""`bodega evidence verify`: check the exported evidence of one order, with nothing but the file."""

from pathlib import Path

import click

from bodega.commands.shop_verify import give_verdict
from bodega.plugins.discover import discover
from bodega.process.open_proofs import open_proofs


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evidence_verify(*, file: Path) -> None:
    """Check FILE, which a shop's console exported. Ends with 1 when a link is broken. Needs no database."""
    give_verdict(open_proofs(discover()).verify_file(file.read_bytes()))
