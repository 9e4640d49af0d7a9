"""`bodega serve`: answer the web, in as many processes as BODEGA_PROCESSES says."""

import os
import signal
from tempfile import TemporaryDirectory

import click

from bodega.kernel.settings import Settings
from bodega.process.lifeline import when_lifeline_ends
from bodega.process.ports import Asked, check_port

BACKLOG = 4096
# An open page that listens for news would otherwise hold a stop for as long as it stays open.
STOP_SECONDS = 3


@click.command()
@click.option("--lifeline", is_flag=True, hidden=True, help="Stop when standard input ends.")
def serve(*, lifeline: bool) -> None:
    """Answer the web. Settings come from the environment: docs/operating.md explains each."""
    settings = Settings.from_environment()
    with TemporaryDirectory(prefix="bodega-figures-") as figures:
        # The figures of all processes are added up here; the library looks for this when it is imported.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", figures)
        from bodega.plugins.discover import discover  # noqa: PLC0415 - after the line above
        from bodega.process.check_installation import check_installation  # noqa: PLC0415 - as above
        from bodega.process.run_async import run_async  # noqa: PLC0415 - as above

        check_port(settings.host, settings.port, Asked())
        run_async(check_installation(settings, discover()))
        if lifeline:
            when_lifeline_ends(lambda: os.kill(os.getpid(), signal.SIGTERM))
        run_web(settings)


def run_web(settings: Settings) -> None:
    """Serve until a signal comes; a worker that fails is started again."""
    from granian.constants import Interfaces, Loops  # noqa: PLC0415 - after the folder of the figures is known
    from granian.server import Server  # noqa: PLC0415 - as above

    # Loaded before the workers are forked, so that they start at once and share the memory.
    from bodega.process.web_process import create_web_process  # noqa: PLC0415 - as above

    Server(
        f"{create_web_process.__module__}:{create_web_process.__name__}",
        factory=True,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        address=settings.host,
        port=settings.port,
        workers=settings.processes,
        backlog=BACKLOG,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()
