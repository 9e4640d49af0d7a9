"""Runs the practice gateway in this process and event loop until it is told to stop."""

import asyncio
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from bodega.kernel.errors import SettingError
from bodega_practice.app import create_practice_app
from bodega_practice.open_store import open_store

BACKLOG = 1024


async def serve(
    host: str, port: int, data: Path | None, admin_token: str, stop: asyncio.Event, *, lifeline: bool = False
) -> None:
    """Serve until `stop` is set or, with `lifeline`, until standard input ends because whoever started us is gone.

    Raises SettingError when the port is taken.
    """
    _check_port(host, port)
    with closing(open_store(data)) as store:
        app = create_practice_app(store, admin_token=admin_token)
        server = Server(
            app,
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            backlog=BACKLOG,
            log_enabled=False,
            websockets=False,
        )
        serving = asyncio.create_task(server.serve())
        endings: list[asyncio.Task[Any]] = [asyncio.create_task(stop.wait())]
        if lifeline:
            endings.append(asyncio.create_task(_input_ends()))
        await asyncio.wait([serving, *endings], return_when=asyncio.FIRST_COMPLETED)
        server.stop()  # type: ignore[no-untyped-call]
        for ending in endings:
            ending.cancel()
        await serving


def _check_port(host: str, port: int) -> None:
    """Ask first: the server shares its port with any other that listens there, and would take half of its callers."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingError("Port %(port)s is taken; choose another one.", port=port) from error


async def _input_ends() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(1024):
        pass
