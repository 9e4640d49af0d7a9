"""One line of a shop's launch checklist, as an extension may add it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bodega.kernel.i18n import Text


@dataclass(frozen=True)
class LaunchCheck:
    """What was looked at, and what came of it.

    `code` tells it from your other checks: lower-case letters and underscores. `passed` is None while nothing could be
    measured yet; a shop asks to open only when every line is passed. `figures` are measured values with their labels,
    `problems` say in whole sentences what the owner has to do.
    """

    code: str
    title: Text
    passed: bool | None
    figures: Sequence[tuple[Text, str]] = ()
    problems: Sequence[Text] = ()
