"""End the servers of a run whose demo and guard were both killed, where the kernel does not do it for us (macOS)."""

import contextlib
import signal
from pathlib import Path

import psutil

# SIGINT is PostgreSQL's fast shutdown; to Valkey a second one would mean "without saving", so it gets SIGTERM.
_STOP_SIGNALS = {"postgres": signal.SIGINT, "valkey-server": signal.SIGTERM}


def stop_left_over_servers(run_folder: str) -> None:
    """Ask the servers that were started with this run folder to stop; returns without waiting.

    The folder's random name stands in their command lines, so that a process id used again by a stranger is
    never signalled.
    """
    if not Path(run_folder).name.startswith("bodega-"):
        return
    for process in psutil.process_iter(["name", "cmdline"]):
        number = _STOP_SIGNALS.get(process.info["name"])
        if number is not None and run_folder in " ".join(process.info["cmdline"] or []):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
