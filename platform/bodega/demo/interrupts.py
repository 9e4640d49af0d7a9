"""Ctrl-C and `kill` both end a demo in order; a second one does not hurry the stop into a mess."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """The first signal raises KeyboardInterrupt wherever we are; after it, what cleans up is left in peace."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        # Under nohup a demo outlives its terminal. A script's `&` ignores Ctrl-C too, but whoever sends that means it.
        if number != signal.SIGHUP or handler is not signal.SIG_IGN:
            signal.signal(number, _raise_once)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_once(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
