"""What a command says, in English as every log: answers on standard output, all else on standard error."""

import sys
from functools import cache

from rich.console import Console

from bodega.kernel.errors import BodegaError

_WIDE = 240


class Terminal:
    """Only what a program may want to read goes to standard output."""

    def __init__(self) -> None:
        self.output = _console(stderr=False)
        self.progress = _console(stderr=True)

    def say(self, text: str) -> None:
        """Tell the person at the terminal."""
        self.progress.print(text)

    def give(self, text: str) -> None:
        """Answer what was asked for."""
        self.output.print(text)

    def fail(self, error: BodegaError) -> None:
        self.progress.print(str(error), style="bold red")


def _console(*, stderr: bool) -> Console:
    # A line that goes to a file or another program is never broken.
    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else _WIDE
    return Console(stderr=stderr, width=wide, highlight=False, markup=False, soft_wrap=True)


@cache
def terminal() -> Terminal:
    """The terminal of this process."""
    return Terminal()
