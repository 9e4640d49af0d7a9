"""星海点卡行 with a real Epay channel at the practice gateway, which runs as a program of its own."""

import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest_asyncio
from bodega_epay.settings import EpaySettings
from bodega_practice.program import ensure_merchant, practice_running
from bodega_practice.sign_fields import sign_fields

from bodega.kernel.database import shop_scope
from bodega.plugins.settings_form import form_values, read_form
from bodega_shop.floor import floor_of
from bodega_shop.payments.begin_payment import Wanted, begin_payment

TOKEN = "practice-token-for-the-tests"


@dataclass
class Practice:
    """The practice gateway's program, and a browser that pays there."""

    url: str

    async def press(self, pay_url: str, deed: str, **fields: str) -> httpx.Response:
        """Follow the signed address to the payer's page and press one of its buttons."""
        async with httpx.AsyncClient(follow_redirects=True) as browser:
            page = await browser.get(pay_url)
            assert page.status_code == 200, page.text
            return await browser.post(f"{page.url}/{deed}", data=fields, follow_redirects=False)


@pytest_asyncio.fixture(scope="session")
async def practice(tmp_path_factory) -> AsyncIterator[Practice]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("practice")
    async with practice_running(port, folder, TOKEN) as url:
        yield Practice(url)


@dataclass
class Till:
    """A stand whose channel is real: its merchant number and key, and messages as the service would send them."""

    stand: object
    practice: Practice
    pid: str
    key: str

    def notify(self, number: str, **changes: str) -> dict[str, str]:
        """A right notify for that order; `changes` are made before it is signed."""
        fields = {
            "pid": self.pid,
            "trade_no": f"P{number}",
            "out_trade_no": f"{number}01",
            "type": "alipay",
            "name": "星海点卡",
            "money": "99.80",
            "trade_status": "TRADE_SUCCESS",
            **changes,
        }
        return {**fields, "sign": sign_fields(fields, self.key), "sign_type": "MD5"}

    async def send(self, fields: dict[str, str], *, method: str = "GET") -> httpx.Response:
        async with self.stand.street.client(self.stand.shop) as service:
            path = f"/pay/notify/{self.stand.channel_id}"
            if method == "GET":
                return await service.get(path, params=fields)
            return await service.post(path, data=fields)

    async def pay_url(self, order) -> str:
        runtime = self.stand.street.runtime
        channel = await floor_of(runtime).channels.open(runtime, self.stand.shop, self.stand.channel_id)
        action = await begin_payment(
            runtime,
            self.stand.shop,
            Wanted(
                channel,
                order.out_trade_no,
                order.total,
                order.subject,
                order.expires_at,
                "http://x/",
                "198.51.100.4",
                "pc",
            ),
        )
        return action.url

    async def outcomes(self) -> list[str]:
        async with shop_scope(self.stand.shop) as scope:
            rows = await scope.fetch("select outcome from gateway_event order by received_at, id")
        return [row["outcome"] for row in rows]


async def open_till(stand, practice: Practice, **settings: str) -> Till:
    pid, key = str(1000 + secrets.randbelow(10**6)), secrets.token_hex(16)
    await ensure_merchant(practice.url, TOKEN, pid, key, stand.shop.name)
    stored = read_form(
        EpaySettings,
        {**form_values(EpaySettings, {}), "base_url": practice.url, "pid": pid, "key": key, **settings},
        {},
        vault=stand.shop.vault,
        owner=stand.channel_id,
    )
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set settings = $1", stored)
    await stand.street.runtime.directory.announce_change(stand.shop.id)
    return Till(stand, practice, pid, key)


@pytest_asyncio.fixture
async def till(stand, practice) -> Till:
    return await open_till(stand, practice)


@pytest_asyncio.fixture
async def open_tills():
    """Tills with settings of their own."""
    return open_till


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
