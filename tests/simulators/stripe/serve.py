"""Answer on a real socket, keep what was said, and break down when a story asks for it."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from simulators.stripe.answer import Asked, Street, answer
from simulators.stripe.read_form import read_form

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden",
            404: "Not Found", 409: "Conflict", 429: "Too Many Requests", 500: "Internal Server Error"}  # fmt: skip


@dataclass
class Exchange:
    """One request and its answer, for whoever wants to hold both against Stripe's own description."""

    asked: Asked
    status: int
    answer: Any


@dataclass
class Breakdown:
    """Of the next request whose method and path begin so: `unread`, `silent`, `error`, or raw bytes to answer with."""

    method: str
    path: str
    how: str
    raw: bytes = b""


@dataclass
class Server:
    street: Street = field(default_factory=Street)
    url: str = ""
    said: list[Exchange] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._exchange(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await _read(reader)
        broken = self._breakdown(asked)
        if broken and broken.how == "unread":
            return
        if broken and broken.how == "raw":
            writer.write(broken.raw)
        elif broken and broken.how == "error":
            writer.write(_written(500, {"error": {"type": "api_error", "message": "Something failed."}}, {}))
        else:
            status, body, headers = answer(self.street, asked)
            self.said.append(Exchange(asked, status, body))
            if broken:
                return
            writer.write(_written(status, body, headers))
        await writer.drain()

    def _breakdown(self, asked: Asked) -> Breakdown | None:
        for broken in self.breakdowns:
            if asked.method == broken.method and asked.path.startswith(broken.path):
                self.breakdowns.remove(broken)
                return broken
        return None


@asynccontextmanager
async def stripe_running() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    lines = head.splitlines()
    method, target, _ = lines[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
    body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
    path, _, query = target.partition("?")
    raw = query if method == "GET" else body
    wish = {} if headers.get("content-type", "").startswith("application/json") else read_form(raw)
    return Asked(method, path, headers, wish, raw)


def _written(status: int, body: Any, headers: dict[str, str]) -> bytes:
    content = json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        "content-type: application/json",
        f"content-length: {len(content)}",
        f"request-id: req_{secrets.token_hex(7)}",
        "connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content
