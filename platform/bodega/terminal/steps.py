"""A progress display: what is being done now, and what was done and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.status import Status

from bodega.terminal.terminal import Terminal


class Steps:
    """One line per step on standard error; on a real terminal the current one turns."""

    def __init__(self, terminal: Terminal, status: Status) -> None:
        self._terminal = terminal
        self._status = status
        self._step = ""
        self._began = 0.0

    def begin(self, message: str, **params: object) -> None:
        """The last step is done, this one begins."""
        self.finish()
        self._step = self._terminal.text(message, **params)
        self._began = time.monotonic()
        self._status.update(self._step)

    def finish(self) -> None:
        if self._step:
            self._terminal.progress.print(
                f"✓ {self._step}  {time.monotonic() - self._began:.1f} s", style="green"
            )
            self._step = ""


@contextmanager
def steps_shown(terminal: Terminal) -> Iterator[Steps]:
    """Show steps until the context ends; the one that fails is left without its tick."""
    with terminal.progress.status("", spinner_style="green") as status:
        steps = Steps(terminal, status)
        yield steps
        steps.finish()
