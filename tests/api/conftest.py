"""Shops with a channel that signs, seen by a program that knows nothing but their addresses."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from bodega_epay.settings import EpaySettings

from bodega.kernel.database import shop_scope
from bodega.plugins.settings_form import form_values, read_form
from bodega_shop.floor import floor_of

KEY = "8f3e1c2b5a4d4e6f9a7b0c1d2e3f4a5b"
PID = "1001"


@dataclass
class Reseller:
    """A program of somebody who sells on what a stand has."""

    stand: Any
    http: httpx.AsyncClient

    def wish(self, **changes: object) -> dict[str, object]:
        """One card for Chen Hao."""
        card = {
            "sku_id": str(self.stand.sku_id),
            "quantity": 1,
            "contact": "chen.hao@example.com",
            "channel": "epay",
        }
        return card | changes

    async def order(self, *, key: str = "", language: str = "en", **changes: object) -> httpx.Response:
        headers = {"accept-language": language} | ({"idempotency-key": key} if key else {})
        return await self.http.post("/api/v1/orders", json=self.wish(**changes), headers=headers)

    async def send(self, body: bytes, content_type: str = "application/json") -> httpx.Response:
        """Exactly these bytes as an order."""
        return await self.http.post("/api/v1/orders", content=body, headers={"content-type": content_type})

    async def look(self, number: str, token: str) -> httpx.Response:
        return await self.http.get(f"/api/v1/orders/{number}", headers={"authorization": f"Bearer {token}"})

    async def pay(self, number: str) -> None:
        """The payment service reports that this order was paid, signed as it signs."""
        payment = await self.stand.payment(number)
        fields = {
            "pid": PID,
            "trade_no": f"T{number}",
            "out_trade_no": f"{number}01",
            "type": "alipay",
            "name": "card",
            "money": f"{payment['amount'] / 100:.2f}",
            "trade_status": "TRADE_SUCCESS",
        }
        answer = await self.http.get(f"/pay/notify/{self.stand.channel_id}", params=signed(fields))
        assert answer.text == "success"

    async def reveals(self) -> list[tuple[str, str, str]]:
        async with shop_scope(self.stand.shop) as scope:
            rows = await scope.fetch("select actor, via, address from reveal order by id")
        return [(row["actor"], row["via"], row["address"]) for row in rows]


def signed(fields: dict[str, str]) -> dict[str, str]:
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    return fields | {"sign": hashlib.md5(f"{text}{KEY}".encode()).hexdigest(), "sign_type": "MD5"}


@pytest.fixture
def set_up() -> Callable[..., Awaitable[None]]:
    """Enter an account at a service into a stand's Epay channel."""

    async def enter(stand: Any, **differences: str) -> None:
        account = {"base_url": "https://pay.example", "pid": PID, "key": KEY}
        sent = form_values(EpaySettings, {}) | account | differences
        settings = read_form(EpaySettings, sent, {}, vault=stand.shop.vault, owner=stand.channel_id)
        async with shop_scope(stand.shop) as scope:
            await scope.execute("update channel set settings = $2 where id = $1", stand.channel_id, settings)
        floor_of(stand.street.runtime).channels.forget(stand.shop.id)

    return enter


@pytest_asyncio.fixture
async def resell(street, set_up) -> AsyncIterator[Callable[..., Awaitable[Reseller]]]:
    """A program for any stand."""
    opened = []

    async def begin(stand: Any) -> Reseller:
        await set_up(stand)
        opened.append(street.client(stand.shop))
        return Reseller(stand, opened[-1])

    yield begin
    await asyncio.gather(*(http.aclose() for http in opened))


@pytest_asyncio.fixture
async def reseller(resell, stand) -> Reseller:
    """For 星海点卡行, with one good at 99.80 and three codes."""
    return await resell(stand)
