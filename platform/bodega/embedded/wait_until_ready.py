"""Wait until both servers answer, however long PostgreSQL needs to recover."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

from bodega.embedded.errors import ServerFailed
from bodega.embedded.guard_orders import LOG_NAMES, SERVER_NAMES
from bodega.embedded.progress import Progress, Report
from bodega.embedded.read_log import log_ending
from bodega.embedded.run_folder import VALKEY_SOCKET
from bodega.embedded.run_guard import Guard

# Crash recovery reads at most max_wal_size again (1 GB), which takes a slow disk minutes.
_START_SECONDS = 600.0
_SLOW_SECONDS = 3.0
# The eighth line of postmaster.pid is the server's state; pg_ctl waits for the same word.
_STATE_LINE = 7


def wait_until_ready(guard: Guard, folder: Path, run_folder: Path, report: Report) -> None:
    """Return when both servers take connections.

    Raises ServerFailed with the end of the log when one exits, or is not ready after ten minutes.
    """
    checks: list[Callable[[], bool]] = [
        lambda: _postgres_is_ready(folder / "postgres"),
        lambda: _valkey_is_ready(run_folder / VALKEY_SOCKET),
    ]
    began = time.monotonic()
    told = False
    for place, is_ready in enumerate(checks):
        while not is_ready():
            waited = time.monotonic() - began
            if not guard.alive() or waited > _START_SECONDS:
                raise _failure(guard, place, folder)
            if waited > _SLOW_SECONDS and not told:
                told = True
                report(Progress.STILL_STARTING)
            time.sleep(0.005)


def _postgres_is_ready(cluster: Path) -> bool:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > _STATE_LINE and lines[_STATE_LINE].strip() == "ready"


def _valkey_is_ready(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1.0)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            # While it reads its log back it answers with an error instead.
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _failure(guard: Guard, waiting_for: int, folder: Path) -> ServerFailed:
    died = guard.died_first()
    if died is None and not guard.alive():
        log = folder / "log" / "guard.log"
        return ServerFailed(server="The guard of the servers", log=log, ending=log_ending(log))
    place = waiting_for if died is None else died
    log = folder / "log" / LOG_NAMES[place]
    return ServerFailed(server=SERVER_NAMES[place], log=log, ending=log_ending(log))
