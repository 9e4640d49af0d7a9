"""Leave when whoever started us is gone: the other end of our standard input closes even when it is killed."""

import os
import threading
from collections.abc import Callable

STANDARD_INPUT = 0


def when_lifeline_ends(leave: Callable[[], object]) -> None:
    """Call `leave` in a thread of its own once standard input ends."""
    threading.Thread(target=_read_to_end, args=(leave,), name="lifeline", daemon=True).start()


def _read_to_end(leave: Callable[[], object]) -> None:
    # The descriptor itself: a buffered reader would hold its lock when the interpreter ends.
    while os.read(STANDARD_INPUT, 1024):
        pass
    leave()
