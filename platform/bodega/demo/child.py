"""One program that the demo runs: started with a lifeline, in a session of its own, with a log of its own."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, cast

MOST_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60.0


class Child:
    """Its lifeline is its standard input, which the kernel closes even when the demo is killed.

    `lock` is a descriptor that it keeps open, so that a later run can wait for it to be gone.
    """

    def __init__(
        self, name: str, argv: Sequence[str], environment: Mapping[str, str], log: Path, lock: int
    ) -> None:
        self.name = name
        self.log = log
        self._argv = argv
        self._environment = environment
        self._lock = lock
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []

    def start(self) -> None:
        if self.log.exists() and self._process is None:
            self.log.replace(f"{self.log}.old")
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command, or that of an installed extension
                self._argv,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                # The terminal's Ctrl-C goes to the demo's whole group: only the demo may hear it.
                start_new_session=True,
                pass_fds=[self._lock],
            )

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start_again(self) -> bool:
        """After a death; False when it died too often for that to make sense."""
        now = time.monotonic()
        self._deaths = [*(death for death in self._deaths if now - death < DEATHS_WITHIN_SECONDS), now]
        if len(self._deaths) > MOST_DEATHS:
            return False
        self._cut_lifeline()
        self._kill_group()
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.alive():
            cast("subprocess.Popen[bytes]", self._process).send_signal(signal.SIGTERM)
        self._cut_lifeline()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until `deadline` of the monotonic clock, then end it and whatever it started."""
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._kill_group()

    def _kill_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _cut_lifeline(self) -> None:
        if self._process is not None:
            with contextlib.suppress(BrokenPipeError):
                cast("IO[bytes]", self._process.stdin).close()
