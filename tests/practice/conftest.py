"""The practice gateway as a running program, a shop's ear, and a shop that sends its buyers to pay."""

import asyncio
import hashlib
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from bodega_practice.program import ensure_merchant, practice_running

TOKEN = "token-of-the-tests"
KEY = "8f3e1c2b5a4d4e6f9a7b0c1d2e3f4a5b"
PATIENCE_SECONDS = 30
PIDS = count(1001)


@dataclass
class Heard:
    """One notify as it arrived."""

    method: str
    path: str
    host: str
    fields: dict[str, str]


@dataclass
class Ear:
    """A real HTTP server in the shop's place: keeps what it hears and answers as it was told."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    def hear(self, message: Heard) -> tuple[int, str]:
        self.heard.append(message)
        return self.answers.pop(0) if self.answers else (200, "success")

    async def hears(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.heard) < times:
                await asyncio.sleep(0.02)

    def statuses(self) -> list[str]:
        return [message.fields["trade_status"] for message in self.heard]


@dataclass
class Shop:
    """Xinghai's side of the protocol, signing with code of the tests' own."""

    base_url: str
    pid: str
    ear: Ear
    client: httpx.AsyncClient

    def order(self, number: str, money: str = "99.80", **more: str) -> dict[str, str]:
        fields = {
            "pid": self.pid,
            "type": "alipay",
            "out_trade_no": number,
            "notify_url": f"{self.ear.url}/notify",
            "return_url": f"{self.ear.url}/return",
            "name": "星海点卡 100 元",
            "money": money,
        } | more
        return signed(fields)

    async def open(self, number: str, money: str = "99.80", **more: str) -> str:
        """Send Chen Hao to pay and answer the address of his page."""
        answer = await self.client.post("/submit.php", data=self.order(number, money, **more))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def press(self, page: str, deed: str, **form: str) -> httpx.Response:
        return await self.client.post(f"{page}/{deed}", data=form)

    async def ask(self, **fields: str) -> dict[str, Any]:
        query = {"act": "order", "pid": self.pid, "key": KEY} | fields
        answer: dict[str, Any] = (await self.client.get("/api.php", params=query)).json()
        return answer

    async def follow(self, page: str) -> dict[str, Any]:
        """Answer the trade and its notifies once none of them is under way any more."""
        address = page.replace("/pay/", "/practice/trades/")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                seen: dict[str, Any] = (
                    await self.client.get(address, headers={"Authorization": f"Bearer {TOKEN}"})
                ).json()
                if all(notify["state"] in {"accepted", "given_up"} for notify in seen["notifies"]):
                    return seen
                await asyncio.sleep(0.02)

    async def until_paid(self, page: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await self.follow(page))["trade"]["state"] != "paid":
                await asyncio.sleep(0.02)


def signed(fields: dict[str, str]) -> dict[str, str]:
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if fields[name])
    return fields | {"sign": hashlib.md5(f"{text}{KEY}".encode()).hexdigest(), "sign_type": "MD5"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return _free_port()


@pytest.fixture(scope="session")
async def practice(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with practice_running(_free_port(), tmp_path_factory.mktemp("practice"), TOKEN) as base_url:
        yield base_url


@pytest.fixture
async def client(practice: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=practice, trust_env=False) as client:
        yield client


@pytest.fixture
def ear() -> Iterator[Ear]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length).decode() if self.command == "POST" else urlsplit(self.path).query
            fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))
            heard = Heard(self.command, urlsplit(self.path).path, self.headers["Host"], fields)
            status, body = self.server.ear.hear(heard)  # type: ignore[attr-defined]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.ear = Ear(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server.ear  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def register(practice: str) -> Callable[..., Any]:
    async def registered(**dialect: str | int) -> str:
        pid = str(next(PIDS))
        await ensure_merchant(practice, TOKEN, pid, KEY, "星海点卡行", dialect=dialect)
        return pid

    return registered


@pytest.fixture
async def xinghai(practice: str, client: httpx.AsyncClient, ear: Ear, register: Callable[..., Any]) -> Shop:
    return Shop(practice, await register(), ear, client)


@pytest.fixture
def shop_speaking(
    practice: str, client: httpx.AsyncClient, ear: Ear, register: Callable[..., Any]
) -> Callable[..., Any]:
    """Open a shop whose gateway speaks another dialect."""

    async def opened(**dialect: str | int) -> Shop:
        return Shop(practice, await register(**dialect), ear, client)

    return opened


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "folder with spaces"


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def sign() -> Callable[[dict[str, str]], dict[str, str]]:
    return signed
