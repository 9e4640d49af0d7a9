"""云听会员店's own little bridge to an SMS service: a real server that checks signatures with code of its own."""

import hashlib
import hmac
import json
from asyncio import StreamReader, StreamWriter, start_server
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from bodega_sms.settings import SmsSettings

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.plugins.plugin_context import settings_owner
from bodega.plugins.settings_form import read_form

SECRET = "bridge-of-yunting-4711"


@dataclass
class Bridge:
    """What it took in, and the status that it answers to what is signed rightly."""

    url: str = ""
    status: int = 200
    taken: list[dict[str, object]] = field(default_factory=list)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers["content-length"]))
        status = self.status if self._is_signed(headers.get("bodega-signature", ""), body) else 403
        if status == 200:
            self.taken.append(json.loads(body))
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    @staticmethod
    def _is_signed(header: str, body: bytes) -> bool:
        said = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
        text = said.get("t", "").encode() + b"." + body
        return hmac.compare_digest(
            said.get("v1", ""), hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
        )


@asynccontextmanager
async def bridge_running() -> AsyncIterator[Bridge]:
    bridge = Bridge()
    server = await start_server(bridge.serve, "127.0.0.1", 0)
    bridge.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sms"
    async with server:
        yield bridge


@pytest_asyncio.fixture
async def bridge() -> AsyncIterator[Bridge]:
    async with bridge_running() as running:
        yield running


@pytest.fixture
def switch_on():
    """Let a shop send through the bridge."""
    return _switch_on


async def _switch_on(stand, bridge) -> None:
    shop, directory = stand.shop, stand.street.runtime.directory
    typed = {"address": bridge.url, "secret": SECRET}
    settings = read_form(SmsSettings, typed, {}, vault=shop.vault, owner=settings_owner(shop.id, "sms"))
    async with platform_scope() as scope:
        await scope.execute(
            "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)"
            " values ($1, $2, 'sms', true, $3, $4)",
            new_id(), shop.id, settings, datetime.now(UTC),
        )  # fmt: skip
    await directory.announce_change(shop.id)
    stand.shop = await directory.by_id(shop.id)
