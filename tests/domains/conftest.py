"""A name server and a web server of Lin Wei's own, on this machine."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import dns.message
import dns.rcode
import dns.rrset
import httpcore
import msgspec
import pytest
import pytest_asyncio

from bodega.kernel.ids import new_id
from bodega.kernel.outbound import OutboundPolicy, outbound_client


@dataclass
class NameServer(asyncio.DatagramProtocol):
    """Answers for the names it holds; `down` ones are told that the server failed."""

    records: dict[str, list[str]] = field(default_factory=dict)
    down: bool = False
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        name = question.question[0].name.to_text(omit_final_dot=True)
        if self.down:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            texts = [f'"{text}"' for text in self.records[name]]
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *texts))
        self.transport.sendto(answer.to_wire(), address)


@dataclass
class WebServer:
    """Serves one file to whoever asks for any host; a `status` of its own stands in for trouble."""

    files: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    status: str = "200 OK"

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        host = head.lower().partition("host: ")[2].split("\r\n")[0]
        self.asked.append(host + path)
        body = self.files.get(host + path)
        status = self.status if body is not None else "404 Not Found"
        content = (body or "").encode()
        writer.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode()
        )
        writer.write(content)
        await writer.drain()
        writer.close()


class _ToThisMachine(httpcore.AnyIOBackend):
    """Every connection ends at the web server of the story, whatever its address."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.to: list[str] = []

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # noqa: ASYNC109
        self.to.append(f"{host}:{port}")
        return await super().connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


@pytest_asyncio.fixture
async def name_server(street, monkeypatch) -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    changed = msgspec.structs.replace(street.runtime.settings, name_server=f"127.0.0.1:{port}")
    monkeypatch.setattr(street.runtime, "settings", changed)
    yield server
    transport.close()


@pytest_asyncio.fixture
async def web_server(street, monkeypatch) -> AsyncIterator[WebServer]:
    """Names of the story lead to a public address, and that to this machine."""
    server = WebServer()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)

    async def resolve(_: str) -> list[str]:
        return ["93.184.215.14"]

    network = _ToThisMachine(listening.sockets[0].getsockname()[1])
    async with outbound_client(OutboundPolicy(), resolver=resolve, network=network) as client:
        monkeypatch.setattr(street.runtime, "http", client)
        yield server
    listening.close()
    await listening.wait_closed()


@pytest.fixture
def a_host() -> str:
    return f"{new_id().hex[-10:]}.xinghai.example"


@pytest.fixture
def by_lin(street) -> Callable[..., dict]:
    """Lin Wei's hand, at a moment."""

    def hand(now=None) -> dict:
        return {"actor_id": new_id(), "actor": "Lin Wei", "now": now or street.runtime.clock.now()}

    return hand
