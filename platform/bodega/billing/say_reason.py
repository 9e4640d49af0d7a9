"""Say why a shop is in its state: what somebody wrote stays as it is, what the system did by itself has its own words."""

from collections.abc import Callable

from bodega.street.lifecycle import UNPAID

_WORDS = {
    UNPAID: "A bill is still open after the day on which it was due. Once it is paid, the shop goes on by itself."
}


def say_reason(say: Callable[[str], str], reason: str) -> str:
    """`say` speaks the reader's language."""
    return say(_WORDS[reason]) if reason in _WORDS else reason
