"""`bodega practice`: run the practice gateway, which takes the money of rehearsals and moves none."""

import os
from pathlib import Path

import click

from bodega.kernel.errors import SettingError
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.manifest import Program


@click.command("practice")
@click.option("--port", default=8090, show_default=True, help="Where it listens, on this machine only.")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="A folder for its trades.")
def practice(*, port: int, data: Path) -> None:
    """Run the practice gateway until it is stopped; BODEGA_PRACTICE_TOKEN is its secret."""
    token = Settings.from_environment().practice_token
    if not token:
        raise SettingError("BODEGA_PRACTICE_TOKEN is not set. Shops open their accounts there with it.")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    argv = [part for part in _program().command(port, data, token) if part != "--lifeline"]
    # The program takes the place of this one, so that whoever supervises it supervises the program itself.
    os.execv(argv[0], argv)  # noqa: S606 - a program of ours, by its full path, without a shell


def _program() -> Program:
    for manifest in discover().manifests.values():
        for program in manifest.programs:
            if program.open_account is not None:
                return program
    raise SettingError("The practice gateway is not installed.")
