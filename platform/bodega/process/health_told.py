"""Let a process without pages answer `/healthz`, `/readyz` and `/metrics` too, at a port of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from bodega.process.ports import Asked, check_port
from bodega.runtime import Runtime
from bodega.web.health import HEALTH_PATHS, answer_health
from bodega.web.send_text import send_text


@asynccontextmanager
async def health_told(runtime: Runtime) -> AsyncIterator[None]:
    """Answer at BODEGA_WORKER_PORT while the context lasts; without one, nothing listens.

    Raises `SettingError` when that port is taken.
    """
    if runtime.settings.worker_port is None:
        yield
        return

    async def app(scope: dict[str, Any], _: Any, send: Any) -> None:
        if scope["path"] in HEALTH_PATHS:
            await answer_health(runtime, scope, send)
        else:
            await send_text(send, 404, "not found")

    check_port(runtime.settings.host, runtime.settings.worker_port, Asked(port="BODEGA_WORKER_PORT"))
    server = Server(
        app,
        address=runtime.settings.host,
        port=runtime.settings.worker_port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
    )
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call]
        await serving
