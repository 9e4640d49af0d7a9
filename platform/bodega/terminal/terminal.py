"""What a command says: in the language of the terminal, progress and failures on standard error."""

import os
import sys
from collections.abc import Mapping
from functools import cache

from rich.console import Console

from bodega.kernel.errors import BodegaError
from bodega.kernel.i18n import CHINESE, ENGLISH, Translations

_WIDE = 240


class Terminal:
    """Says English msgids in the terminal's language. Only what a program may want to read goes to standard output."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.output = _console(stderr=False)
        self.progress = _console(stderr=True)
        self._translations = Translations(["bodega", "bodega_shop"])

    def text(self, message: str, **params: object) -> str:
        return self._translations.gettext(self.locale, message, **params)

    def say(self, message: str, **params: object) -> None:
        """Tell the person at the terminal."""
        self.progress.print(self.text(message, **params))

    def give(self, message: str, **params: object) -> None:
        """Answer what was asked for."""
        self.output.print(self.text(message, **params))

    def fail(self, error: BodegaError) -> None:
        self.progress.print(self.text(error.message, **error.params), style="bold red")


def _console(*, stderr: bool) -> Console:
    # A line that goes to a file or another program is never broken.
    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else _WIDE
    return Console(stderr=stderr, width=wide, highlight=False, markup=False, soft_wrap=True)


@cache
def terminal() -> Terminal:
    """The terminal of this process."""
    return Terminal(terminal_locale(os.environ))


def terminal_locale(environment: Mapping[str, str]) -> str:
    """The first of the POSIX variables that is set decides; everything but Chinese is answered in English."""
    said = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return CHINESE if said.lower().startswith("zh") else ENGLISH
