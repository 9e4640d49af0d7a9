"""One web process: the application, and leaving in time when it is told to or when its parent is gone."""

import asyncio
import gc
import multiprocessing
import os
import signal
import threading
import time
from typing import Any

from bodega.app import create_app
from bodega.web.street_app import StreetApp

LOOK_SECONDS = 0.5
LEAVE_SECONDS = 3.0
GARBAGE_OBJECTS = 10_000


def create_web_process() -> "WebProcess":
    """The application for one of granian's workers."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # A forked worker has the server's own handlers until it serves, and would not hear of a stop.
        signal.signal(number, signal.SIG_DFL)
    _leave_with_parent()
    app = create_app()
    _spare_the_collector()
    return WebProcess(app)


class WebProcess:
    """The application, which hears of a stop before the server waits for its open pages."""

    def __init__(self, app: StreetApp) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            # The server's own handler stays on SIGINT, and waits for open pages: they must be told first.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._stop)
        await self._app(scope, receive, send)

    def _stop(self) -> None:
        if self._app.runtime is not None:
            self._app.runtime.stopping.set()
        os.kill(os.getpid(), signal.SIGINT)


def _spare_the_collector() -> None:
    """What is loaded stays for good: looked through again and again, it made every hundredth answer slow."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS, *gc.get_threshold()[1:])


def _leave_with_parent() -> None:
    """A server that was killed cannot stop its workers: they would go on and keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.pid,), name="parent-watch", daemon=True).start()


def _watch(parent: int | None) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LEAVE_SECONDS)
    os._exit(1)
