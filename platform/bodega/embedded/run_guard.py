"""Start the guard, notice when it is gone, and tell it to stop."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, cast

from bodega.embedded.forked_children import close_in_forked_children
from bodega.embedded.guard import DIED_EXIT_CODE

# More than the guard gives all its servers together.
_STOP_SECONDS = 100.0


class Guard:
    """One run of the guard process, which ends when this process does."""

    def __init__(self, orders: dict[str, Any], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                # Without site packages it starts in a few milliseconds, and nothing installed can break it.
                [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                pass_fds=orders["keep"],
                bufsize=0,
            )
        self._lifeline = cast("IO[bytes]", self._process.stdin)
        close_in_forked_children(self._lifeline)
        # A guard that could not even start is found dead by whoever waits for the servers, with its log to show.
        with contextlib.suppress(BrokenPipeError):
            self._lifeline.write(json.dumps(orders).encode() + b"\n")

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout_seconds: float | None) -> bool:
        """Wait until the guard, and with it the servers, is gone; False when the time is up first."""
        try:
            self._process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def died_first(self) -> int | None:
        """The place in the orders of the server whose death ended the guard, if that is how it ended."""
        code = self._process.poll()
        return code - DIED_EXIT_CODE if code is not None and code >= DIED_EXIT_CODE else None

    def stop(self) -> None:
        """Stop the servers in reverse order and wait for it. Interrupted, the guard still finishes by itself."""
        self._lifeline.close()
        deadline = time.monotonic() + _STOP_SECONDS
        while self.alive() and time.monotonic() < deadline:
            # A short fixed pace: the growing one of Popen.wait would add up to 50 ms.
            time.sleep(0.005)
        if self.alive():
            self._process.kill()
            self._process.wait()
