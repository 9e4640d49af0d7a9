"""All programs that a demo runs beside its servers: started, kept running, stopped together."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bodega.demo.child import Child
from bodega.embedded.errors import DataFolderInUse, writing_in
from bodega.embedded.read_log import log_ending
from bodega.kernel.errors import Unavailable

LOCK = "programs.lock"
LEAVE_SECONDS = 30.0
STOP_SECONDS = 6.0


class Children:
    """The programs of one run. Each holds the lock, so that the next run knows when the last of them is gone."""

    def __init__(self, folder: Path, lock: IO[str]) -> None:
        self._logs = folder / "log"
        self._lock = lock
        self._children: list[Child] = []

    def start(self, name: str, argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Child:
        child = Child(
            name, argv, {**os.environ, **(environment or {})}, self._logs / f"{name}.log", self._lock.fileno()
        )
        self._children.append(child)
        child.start()
        return child

    def look_after(self, tell: Callable[[Child], None]) -> None:
        """Start again what died, and tell of it. Raises `Unavailable` when one dies again and again."""
        for child in self._children:
            if not child.alive():
                tell(child)
                if not child.start_again():
                    raise Unavailable(
                        "%(name)s ended again and again. Its log is %(log)s; it ends with: %(ending)s",
                        name=child.name,
                        log=child.log,
                        ending=log_ending(child.log),
                    )

    def stop(self) -> None:
        """Ask all, then wait for all: the slowest says how long it takes."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.wait_or_kill(deadline)


@contextmanager
def children_of(folder: Path, report: Callable[[], None]) -> Iterator[Children]:
    """Programs for as long as the context lasts, once those of an earlier run are gone; `report` says that we wait.

    Raises DataFolderInUse when they do not go.
    """
    with writing_in(folder), (folder / LOCK).open("a") as lock:
        _wait_for(lock, folder, report)
        children = Children(folder, lock)
        try:
            yield children
        finally:
            children.stop()


def _wait_for(lock: IO[str], folder: Path, report: Callable[[], None]) -> None:
    began = time.monotonic()
    told = False
    while not _try_lock(lock):
        if not told:
            told = True
            report()
        if time.monotonic() - began > LEAVE_SECONDS:
            raise DataFolderInUse(
                "Programs of an earlier run still use %(folder)s and do not stop. Their logs are in %(folder)s/log; "
                "end them by hand, or choose another folder with --data.",
                folder=folder,
            )
        time.sleep(0.02)


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
