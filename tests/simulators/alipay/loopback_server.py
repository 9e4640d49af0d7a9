"""A small HTTP server on this machine's own address: one request per connection, answered by one function."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]

    @property
    def all(self) -> dict[str, str]:
        """Alipay takes a parameter from the address or from the body alike."""
        return self.query | self.form


@dataclass(frozen=True)
class Reply:
    body: bytes
    content_type: str = "text/html;charset=utf-8"
    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=dict)


# None hangs up without a word.
Answerer = Callable[[Request], Awaitable[Reply | None]]


@asynccontextmanager
async def serving(answer: Answerer) -> AsyncIterator[str]:
    """The address under which `answer` is asked, while the context lasts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            reply = await answer(await _read(reader))
            if reply is not None:
                writer.write(_head(reply) + reply.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    method, target, _ = head[0].split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    form = parse_qsl(body.decode(), keep_blank_values=True) if method == "POST" else []
    return Request(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), dict(form))


def _head(reply: Reply) -> bytes:
    headers = {
        "content-type": reply.content_type,
        "content-length": str(len(reply.body)),
        "connection": "close",
    } | reply.headers
    lines = [f"HTTP/1.1 {reply.status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()
