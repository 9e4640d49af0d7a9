"""Run a demo from start to stop: servers, tables, programs, shops, and then keep all of it alive."""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from bodega.demo.book import DemoBook
from bodega.demo.child import Child
from bodega.demo.children import Children, children_of
from bodega.demo.fill_street import fill_street
from bodega.demo.interrupts import ended_by_signals
from bodega.demo.prepare_street import demo_settings, prepare_tables
from bodega.demo.shops import ADMIN
from bodega.demo.start_programs import RunningProgram, start_programs
from bodega.demo.tell_ready import Ready
from bodega.demo.wait_until_serving import wait_until_serving
from bodega.embedded.data_folder import reset_data_folder
from bodega.embedded.progress import Progress
from bodega.embedded.start_servers import RunningServers, start_servers
from bodega.kernel.logs import set_up_logs
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.process.ports import Asked, check_port
from bodega.terminal.steps import Steps, steps_shown
from bodega.terminal.terminal import Terminal

LOOK_SECONDS = 0.3
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what to ask when somebody listens everywhere


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line."""

    data: Path
    host: str
    port: int
    reset: bool


def run_demo(wishes: Wishes, terminal: Terminal, tell: Callable[[Ready], None]) -> None:
    """Run until a signal comes; `tell` is called once everything answers. Raises `BodegaError`."""
    set_up_logs("error")
    with ended_by_signals():
        if wishes.reset:
            reset_data_folder(wishes.data)
        with steps_shown(terminal) as steps:
            _run(wishes, terminal, steps, tell)


def _run(wishes: Wishes, terminal: Terminal, steps: Steps, tell: Callable[[Ready], None]) -> None:
    folder = wishes.data.expanduser().resolve()
    waiting = partial(steps.begin, "Waiting for the programs of the last run to stop")
    with (
        start_servers(folder, report=partial(_show, steps)) as servers,
        children_of(folder, waiting) as children,
    ):
        try:
            ready = _start(wishes, folder, servers, children, steps)
            steps.finish()
            tell(ready)
            _keep_running(servers, children, terminal)
        finally:
            terminal.say("Stopping.")


def _start(wishes: Wishes, folder: Path, servers: RunningServers, children: Children, steps: Steps) -> Ready:
    check_port(wishes.host, wishes.port, Asked(host="--host", port="--port"))
    steps.begin("Looking for extensions")
    extensions = discover()
    book = DemoBook(folder, ADMIN.email)
    programs = start_programs(extensions, folder, book, children)
    steps.begin("Preparing the tables")
    urls = asyncio.run(prepare_tables(servers, extensions))
    settings = demo_settings(urls, servers, book, host=wishes.host, port=wishes.port)
    settings = _with_practice(settings, programs)
    web = _start_bodega(children, "web", "serve", replace(settings, owner_database_url=""))
    _start_bodega(children, "worker", "worker", settings)
    for running in programs:
        asyncio.run(wait_until_serving(running.child, f"{running.base_url}/healthz"))
    shops = asyncio.run(fill_street(settings, extensions, book, programs, steps.begin))
    steps.begin("Waiting for the web server")
    host = EVERYWHERE.get(wishes.host, wishes.host)
    asyncio.run(wait_until_serving(web, f"http://{host}:{wishes.port}/readyz"))
    return Ready(settings, book, shops, programs)


def _with_practice(settings: Settings, programs: Sequence[RunningProgram]) -> Settings:
    """Rehearsals take their practice money where the shops of the demo take theirs."""
    for running in programs:
        if running.program.open_account is not None:
            return replace(settings, practice_url=running.base_url, practice_token=running.secret)
    return settings


def _show(steps: Steps, progress: Progress) -> None:
    if progress is Progress.READY:
        steps.finish()
    else:
        steps.begin(progress)


def _start_bodega(children: Children, name: str, command: str, settings: Settings) -> Child:
    # -P: the folder that we happen to be in holds nothing to import.
    argv = [sys.executable, "-P", "-m", "bodega", command, "--lifeline"]
    return children.start(name, argv, settings.as_environment())


def _keep_running(servers: RunningServers, children: Children, terminal: Terminal) -> None:
    def tell_death(child: Child) -> None:
        terminal.say(f"{child.name} ended and is started again. Its log is {child.log}.")

    while True:
        time.sleep(LOOK_SECONDS)
        if not servers.alive():
            terminal.say("A database server ended and is started again.")
            servers.restart()
        children.look_after(tell_death)
