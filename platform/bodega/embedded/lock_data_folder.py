"""Hold a data folder, so that one demo at a time runs on it and none starts over a server that still stops.

Two locks, both dropped by the kernel when the last process that has them is gone, so that nothing is ever stale:
`lock` belongs to the demo alone; `servers.lock` is shared by the demo, the guard and every process of the servers.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bodega.embedded.errors import DataFolderInUse, writing_in
from bodega.embedded.forked_children import close_in_forked_children
from bodega.embedded.progress import Progress, Report, say_nothing
from bodega.embedded.stop_left_over_servers import stop_left_over_servers

DEMO_LOCK = "lock"
SERVERS_LOCK = "servers.lock"
LOCK_NAMES = {DEMO_LOCK, SERVERS_LOCK}

# A guard that still lives has told its servers to stop by then, and being told twice does them no harm.
_GUARD_SECONDS = 0.5
# PostgreSQL writes all changed pages to disk when it stops, which a slow disk can stretch.
_STOP_SECONDS = 120.0


class DataFolderHold:
    """The right to run servers on one data folder; `servers_lock` is set once no server of an earlier run is left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.servers_lock: IO[str] | None = None

    def wait_for_left_over_servers(self, report: Report = say_nothing) -> IO[str]:
        """Take the servers' lock anew, ending what an earlier run left behind; give the locked file.

        Raises DataFolderInUse when it is still held after two minutes.
        """
        self.release_servers_lock()
        file = _open(self.folder / SERVERS_LOCK)
        try:
            self._wait(file, report)
        except BaseException:
            file.close()
            raise
        self.servers_lock = file
        return file

    def release_servers_lock(self) -> None:
        if self.servers_lock is not None:
            self.servers_lock.close()
            self.servers_lock = None

    def _wait(self, file: IO[str], report: Report) -> None:
        began = time.monotonic()
        told = asked = False
        while not _try_lock(file):
            waited = time.monotonic() - began
            if not told:
                told = True
                report(Progress.WAITING_FOR_LEFT_OVERS)
            if waited > _GUARD_SECONDS and not asked:
                asked = True
                stop_left_over_servers(read_text(file))
            if waited > _STOP_SECONDS:
                raise DataFolderInUse(
                    "Servers of an earlier run still use %(folder)s and do not stop. Their log is in %(folder)s/log; "
                    "end them by hand, or choose another folder with --data.",
                    folder=self.folder,
                )
            time.sleep(0.01)


@contextmanager
def hold_data_folder(folder: Path) -> Iterator[DataFolderHold]:
    """Hold the folder until the context ends. Raises DataFolderInUse at once when another demo holds it."""
    hold = DataFolderHold(folder)
    with _open(folder / DEMO_LOCK) as file:
        if not _try_lock(file):
            raise DataFolderInUse(folder=folder, process=read_text(file))
        write_text(file, str(os.getpid()))
        try:
            yield hold
        finally:
            hold.release_servers_lock()


def read_text(file: IO[str]) -> str:
    """What a lock file says: the demo's process id, or the run folder of the servers."""
    file.seek(0)
    return file.read().strip()


def write_text(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def _open(path: Path) -> IO[str]:
    with writing_in(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    file = os.fdopen(descriptor, "r+", encoding="utf-8")
    close_in_forked_children(file)
    return file


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
