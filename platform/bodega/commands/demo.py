"""`bodega demo`: the whole street on this machine."""

from pathlib import Path

import click

from bodega.demo.run_demo import Wishes, run_demo
from bodega.demo.tell_ready import Ready, tell_person, tell_program
from bodega.embedded.data_folder import default_data_folder
from bodega.terminal.terminal import terminal

PORT = 8000


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_data_folder,
    help="Folder that keeps everything between two runs.",
    show_default="your data folder",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--reset", is_flag=True, help="Delete what earlier runs left and start over.")
@click.option("--json", "as_json", is_flag=True, help="Once ready, print one line of JSON and nothing else.")
def demo(*, data: Path, host: str, port: int, reset: bool, as_json: bool) -> None:
    """Run four shops with a payment service to practise with, on servers that come with Bodega."""

    def tell(ready: Ready) -> None:
        if as_json:
            click.echo(tell_program(ready))
        else:
            tell_person(ready, terminal())

    run_demo(Wishes(data, host, port, reset), terminal(), tell)
