"""The process between the demo and its servers: starts them, and stops them when the demo is gone for any reason.

Run as `python -I -S guard.py`, with the standard library only, so that it starts fast and nothing it imports can
change under it. Standard input gives one line of JSON, and its end is the sign to stop: the kernel closes that pipe
even when the demo is killed. When one server dies, the guard stops the other and exits, for the demo to notice.

The line: {"servers": [{"name", "argv", "log", "stop": [[signal, seconds], …]}], "environment", "account": [uid, gid]
or null, "keep": [descriptors that every server inherits], "die_with_guard": bool, "run_folder"}.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

DIED_EXIT_CODE = 64
"""Exit code when the first server died by itself; 65 for the second."""

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run the servers until the demo is gone or one of them is; 0 when asked to stop."""
    line = sys.stdin.readline()
    if not line:
        return 0
    orders = json.loads(line)
    wakeups = _listen_for_signals()
    running: list[subprocess.Popen[bytes]] = []
    try:
        for server in orders["servers"]:
            running.append(_start(server, orders))  # noqa: PERF401 - one that fails must leave the others in the list
        died = _wait(running, wakeups)
    finally:
        # The last one started leaves first, so that nothing a server needs goes before it.
        for server, process in reversed(list(zip(orders["servers"], running, strict=False))):
            _stop(server, process)
    if died is not None:
        _note(f"{orders['servers'][died]['name']} ended by itself with code {running[died].returncode}")
        return DIED_EXIT_CODE + died
    shutil.rmtree(orders["run_folder"], ignore_errors=True)
    return 0


def _listen_for_signals() -> int:
    # A handler that does nothing keeps the default action away and, unlike "ignore", is not inherited by the servers.
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return readable


def _start(server: dict[str, Any], orders: dict[str, Any]) -> subprocess.Popen[bytes]:
    account: dict[str, Any] = {}
    if orders["account"]:
        uid, gid = orders["account"]
        account = {"user": uid, "group": gid, "extra_groups": []}
    with _open_log(Path(server["log"])) as log:
        return subprocess.Popen(  # noqa: S603 - the demo wrote the command
            server["argv"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=orders["environment"],
            # The demo's Ctrl-C goes to its whole process group; a session of its own keeps a server out of that.
            start_new_session=True,
            pass_fds=orders["keep"],
            preexec_fn=_leave_with(server["stop"][0][0]) if orders["die_with_guard"] else None,  # noqa: PLW1509 - no threads here
            umask=0o077,
            **account,
        )


def _open_log(path: Path) -> BinaryIO:
    # A log per run: what it ends with is about this run, and it cannot grow for ever.
    if path.exists():
        path.replace(f"{path}.old")
    return path.open("ab")


def _leave_with(number: int) -> Any:
    """Let the kernel send this signal to the server when the guard dies (Linux).

    Popen calls the result after the change of account, which would clear the wish.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    guard = os.getpid()

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != guard:
            os._exit(1)  # the guard died before the kernel was asked

    return ask_kernel


def _wait(running: list[subprocess.Popen[bytes]], wakeups: int) -> int | None:
    """The place of the server that died, or None when the guard is to stop."""
    while True:
        for place, process in enumerate(running):
            if process.poll() is not None:
                return place
        readable, _, _ = select.select([sys.stdin, wakeups], [], [])
        if sys.stdin in readable:
            return None
        if {signal.SIGTERM, signal.SIGINT} & set(os.read(wakeups, 512)):
            return None


def _stop(server: dict[str, Any], process: subprocess.Popen[bytes]) -> None:
    for number, seconds in server["stop"]:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _note(f"{server['name']} did not stop within {seconds} s of signal {number}")


def _note(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")


if __name__ == "__main__":
    sys.exit(main())
