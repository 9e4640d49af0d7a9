"""Xinghai's Epay channel: against the practice gateway over real HTTP, and against a service that says odd things."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from bodega_epay.gateway import EpayGateway
from bodega_epay.settings import EpaySettings
from bodega_practice.program import ensure_merchant, practice_running
from epay_sdk import EPayClient, EPayConfig

from bodega.kernel.clock import SystemClock
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import ChannelContext, CreatePayment, RawRequest

KEY = "8f3e1c2b5a4d4e6f9a7b0c1d2e3f4a5b"
TOKEN = "token-of-the-epay-tests"
CHANNEL = UUID("0192a000-0000-7000-8000-000000000001")
PIDS = count(2001)
NUMBERS = count(1)


@dataclass
class Said:
    """One request as a service or a shop heard it."""

    line: str
    body: bytes

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]


@dataclass
class Listener:
    """A bare HTTP server: keeps what it hears and answers with the bytes it was given; none means silence."""

    url: str = ""
    heard: list[Said] = field(default_factory=list)
    answer: bytes | None = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nsuccess"
    # Bodies for the next requests, one each; after them `answer` again.
    answers: list[bytes] = field(default_factory=list)

    def says(self, body: str | bytes, status: str = "200 OK", *headers: str) -> None:
        raw = body.encode() if isinstance(body, str) else body
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(raw)}", "connection: close", *headers, "", ""]
        self.answer = "\r\n".join(lines).encode() + raw

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            (
                int(line.partition(":")[2])
                for line in head.splitlines()
                if line.lower().startswith("content-length")
            ),
            0,
        )
        self.heard.append(Said(head.splitlines()[0], await reader.readexactly(length)))
        if self.answers:
            self.says(self.answers.pop(0))
        if self.answer is not None:
            writer.write(self.answer)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield listener


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def closed_address() -> str:
    """Where nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def gateway() -> EpayGateway:
    return EpayGateway()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=2.0)) as client:
        yield client


@pytest.fixture
def channel(http: httpx.AsyncClient) -> Callable[..., ChannelContext]:
    """Xinghai's channel with those settings."""

    def opened(
        *, notify_url: str = "https://xinghai.example/pay/notify/1", **settings: Any
    ) -> ChannelContext:
        given = {"base_url": "https://pay.example", "pid": "1001", "key": KEY} | settings
        return ChannelContext(
            shop="xinghai",
            channel_id=CHANNEL,
            settings=EpaySettings(**given),
            http=http,
            clock=SystemClock(),
            notify_url=notify_url,
        )

    return opened


@pytest.fixture
def attempt() -> Callable[..., CreatePayment]:
    """Chen Hao wants to pay 99.80 for a card."""

    def wanted(**changes: Any) -> CreatePayment:
        given: dict[str, Any] = {
            "out_trade_no": f"20261121{next(NUMBERS):010d}",
            "money": Money(9980, "CNY"),
            "subject": "星海点卡 100 元",
            "expires_at": SystemClock().now(),
            "return_url": "https://xinghai.example/orders/1",
            "address": "203.0.113.7",
            "device": "pc",
        }
        return CreatePayment(**(given | changes))

    return wanted


@pytest.fixture
def sdk() -> EPayClient:
    """A third party's client, which signs with code of its own."""
    return EPayClient(EPayConfig(pid="1001", key=KEY, base_url="https://pay.example"))


@pytest.fixture
def notice() -> Callable[..., RawRequest]:
    """A notify as a service sends it, signed by code of the tests' own."""

    def sent(*, method: str = "GET", signed: bool = True, **fields: str) -> RawRequest:
        given: dict[str, Any] = {
            "pid": "1001",
            "trade_no": "2026112112000012345",
            "out_trade_no": "20261121M9QX2TA7K3",
            "type": "alipay",
            "name": "星海点卡 100 元",
            "money": "99.80",
            "trade_status": "TRADE_SUCCESS",
        } | fields
        if signed:
            kept = sorted(
                name for name, value in given.items() if value and name not in ("sign", "sign_type")
            )
            text = "&".join(f"{name}={given[name]}" for name in kept)
            sign = hashlib.md5(f"{text}{KEY}".encode()).hexdigest()
            given = {"sign": sign, "sign_type": "MD5"} | given
        return request(urlencode(given), method=method)

    return sent


def request(encoded: str | bytes, *, method: str = "GET", content_type: str = "") -> RawRequest:
    raw = encoded.encode() if isinstance(encoded, str) else encoded
    posted = method == "POST"
    return RawRequest(
        method=method,
        path="/pay/notify/1",
        query=b"" if posted else raw,
        headers={"content-type": content_type or "application/x-www-form-urlencoded; charset=utf-8"}
        if posted
        else {},
        body=raw if posted else b"",
        address="198.51.100.9",
    )


@pytest.fixture
def raw() -> Callable[..., RawRequest]:
    return request


@pytest.fixture
async def service() -> AsyncIterator[Listener]:
    """A payment service that answers whatever a story needs."""
    async with listening() as listener:
        yield listener


@pytest.fixture
async def ear() -> AsyncIterator[Listener]:
    """The shop's notify address."""
    async with listening() as listener:
        yield listener


@pytest.fixture(scope="session")
async def practice(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with practice_running(free_port(), tmp_path_factory.mktemp("practice"), TOKEN) as base_url:
        yield base_url


@pytest.fixture
def account(practice: str, channel: Callable[..., ChannelContext]) -> Callable[..., Any]:
    """A merchant of Xinghai's at the practice gateway, speaking that dialect, and the channel to it."""

    async def registered(dialect: dict[str, Any] | None = None, **settings: Any) -> ChannelContext:
        pid = str(next(PIDS))
        await ensure_merchant(practice, TOKEN, pid, KEY, "星海点卡行", dialect=dialect)
        return channel(**({"base_url": practice, "pid": pid} | settings))

    return registered


@pytest.fixture
async def payer() -> AsyncIterator[httpx.AsyncClient]:
    """Chen Hao's browser."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def token() -> str:
    return TOKEN
