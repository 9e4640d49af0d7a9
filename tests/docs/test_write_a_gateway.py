"""The gateway in docs/write-a-gateway.md is installed as a stranger's package and takes a payment."""

import asyncio
import hashlib
import hmac
import importlib
import json
import re
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from bodega.kernel.clock import SystemClock
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega.plugins.discover import discover
from bodega.plugins.dispatch import Dispatcher, Hook
from bodega.plugins.extensions import Extensions
from bodega_shop import hookspecs
from bodega_shop.extend import (
    ChannelContext,
    ConfigInvalid,
    CreatePayment,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    SignatureInvalid,
    UnknownOutcome,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "write-a-gateway.md"
KEY = "key-of-yunting"


def blocks() -> dict[str, str]:
    """The code of the document, by language."""
    return dict(
        re.findall(r"^```(toml|python)\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )


@pytest.fixture
def extensions(tmp_path: Path) -> Iterator[Extensions]:
    """The two files installed as pip would, and found."""
    project = tomllib.loads(blocks()["toml"])["project"]
    [(point, module)] = project["entry-points"]["bodega"].items()
    (tmp_path / module).mkdir()
    (tmp_path / module / "__init__.py").write_text(blocks()["python"], "utf-8")
    info = tmp_path / f"{module}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    (info / "entry_points.txt").write_text(f"[bodega]\n{point} = {module}\n")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    yield discover()
    sys.path.remove(str(tmp_path))
    del sys.modules[module]


@pytest.fixture
def gateway(extensions: Extensions) -> Any:
    brought = Dispatcher(extensions).collect(Hook(hookspecs.payment_gateways))
    [gateway] = brought["mypay"]
    return gateway


@pytest.fixture
async def context(gateway: Any) -> AsyncIterator[ChannelContext]:
    """Yunting's channel at the invented service, which runs on this machine and knows order 1."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1]
        fields = dict(parse_qsl(urlsplit(target).query))
        known = fields.pop("sign") == sign(fields) and fields["order"] == "1"
        body = json.dumps(
            {"state": "succeeded", "amount": 99.8, "currency": "CNY", "id": "T1"} if known else {}
        )
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()

    async with (
        await asyncio.start_server(serve, "127.0.0.1", 0) as service,
        outbound_client(OutboundPolicy(allow_private=True)) as http,
    ):
        url = f"http://127.0.0.1:{service.sockets[0].getsockname()[1]}"
        settings = gateway.settings_type(service=url, key=KEY)
        yield ChannelContext("yunting", new_id(), settings, http, SystemClock(), "https://yunting.example/n")


def sign(fields: dict[str, str]) -> str:
    text = urlencode(sorted(fields.items())).encode()
    return hmac.new(KEY.encode(), text, hashlib.sha256).hexdigest()


def told(**fields: str) -> RawRequest:
    return RawRequest("POST", "/n", b"", {}, urlencode(fields).encode(), "198.51.100.9")


def test_it_is_sixty_lines_and_imports_one_thing_of_ours() -> None:
    code = blocks()
    lines = sum(len(block.splitlines()) for block in code.values())
    assert lines <= 60
    assert set(re.findall(r"(?:from|import) (bodega\w*[\w.]*)", code["python"])) == {"bodega_shop.extend"}


def test_it_is_found_without_a_complaint(extensions: Extensions) -> None:
    assert extensions.broken == []
    assert extensions.manifests["mypay"].name.zh == "我的支付"


async def test_it_sends_the_buyer_to_pay(gateway: Any, context: ChannelContext) -> None:
    money = Money(9980, "CNY")
    now = SystemClock().now()
    payment = CreatePayment("1", money, "云听会员", now, "https://yunting.example/r", "203.0.113.7", "pc")
    result = await gateway.create(context, payment)
    fields = dict(parse_qsl(urlsplit(result.action.url).query))
    assert fields.pop("sign") == sign(fields)
    assert (fields["order"], fields["amount"], fields["notify"]) == ("1", "99.80", context.notify_url)


async def test_it_believes_what_is_signed_and_nothing_else(gateway: Any, context: ChannelContext) -> None:
    fields = {"id": "T1", "order": "1", "amount": "99.80", "currency": "CNY", "state": "paid"}
    event = await gateway.parse_notification(context, told(**fields, sign=sign(fields)))
    assert (event.state, event.money, event.out_trade_no) == ("succeeded", Money(9980, "CNY"), "1")
    waiting = fields | {"state": "waiting"}
    other = await gateway.parse_notification(context, told(**waiting, sign=sign(waiting)))
    assert other.state == "ignored"
    assert other.event_key != event.event_key
    for lie in ({"amount": "0.01"}, {"order": "2"}, {"sign": ""}, {"sign": "é"}, {"more": "x"}):
        with pytest.raises(SignatureInvalid):
            await gateway.parse_notification(context, told(**({**fields, "sign": sign(fields)} | lie)))


async def test_it_asks_for_the_truth(gateway: Any, context: ChannelContext) -> None:
    assert await gateway.query(context, PaymentRef("1")) == PaymentStatus(
        "succeeded", Money(9980, "CNY"), "T1"
    )
    with pytest.raises(UnknownOutcome):
        await gateway.query(context, PaymentRef("2"))
    assert gateway.ack(accepted=True).body == b"ok"


async def test_without_a_key_it_does_nothing(gateway: Any, context: ChannelContext) -> None:
    empty = replace(context, settings=gateway.settings_type(service=context.settings.service))
    with pytest.raises(ConfigInvalid):
        await gateway.query(empty, PaymentRef("1"))
    with pytest.raises(ConfigInvalid):
        await gateway.parse_notification(empty, told(order="1", sign="x"))
    assert KEY not in repr(context) + repr(context.settings)
