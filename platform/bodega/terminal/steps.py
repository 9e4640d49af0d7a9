"""A progress display: what is being done now, and what was done and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.status import Status

from bodega.terminal.terminal import Terminal


class Steps:
    """One line per step on standard error; on a real terminal the current one turns."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._status = Status("", console=terminal.progress, spinner_style="green")
        self._step = ""
        self._began = 0.0

    def begin(self, step: str) -> None:
        """The last step is done, this one begins."""
        self.finish()
        self._step = step
        self._began = time.monotonic()
        self._status.update(self._step)
        self._status.start()

    def finish(self) -> None:
        self.drop()
        if self._step:
            took = time.monotonic() - self._began
            self._terminal.progress.print(f"✓ {self._step}  {took:.1f} s", style="green")
            self._step = ""

    def drop(self) -> None:
        """The current step was not done."""
        self._status.stop()


@contextmanager
def steps_shown(terminal: Terminal) -> Iterator[Steps]:
    """Show steps until the context ends; one that fails is left without its tick."""
    steps = Steps(terminal)
    try:
        yield steps
    finally:
        steps.drop()
