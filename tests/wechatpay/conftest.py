"""Xinghai's channel at WeChat Pay, over the simulator; Yunting is a merchant there too."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
from bodega_wechatpay.gateway import WechatpayGateway
from bodega_wechatpay.settings import WechatpaySettings

from bodega.kernel.clock import SystemClock
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import ChannelContext, CreatePayment, RawRequest, RefundRequest
from simulators.wechatpay.speak import as_json
from simulators.wechatpay.wechat_pay import Note, WechatPay
from wechatpay.rig import WechatpayRig, open_rig

CHANNEL = UUID("0192a000-0000-7000-8000-000000000006")
NUMBERS = count(1)


@pytest.fixture
async def rig() -> AsyncIterator[WechatpayRig]:
    async with open_rig() as opened:
        yield opened


@pytest.fixture
def service(rig: WechatpayRig) -> WechatPay:
    return rig.service


@pytest.fixture
def gateway(rig: WechatpayRig) -> WechatpayGateway:
    return rig.gateway


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=5.0)) as client:
        yield client


@pytest.fixture
def channel(http: httpx.AsyncClient, rig: WechatpayRig) -> Callable[..., ChannelContext]:
    """Xinghai's channel, with those settings changed."""

    def opened(*, clock: Any = None, test_mode: bool = True, **settings: Any) -> ChannelContext:
        given: dict[str, Any] = rig.settings() | {"native": True} | settings
        return ChannelContext(
            shop="xinghai",
            channel_id=CHANNEL,
            settings=WechatpaySettings(**given),
            http=http,
            clock=clock or SystemClock(),
            notify_url="https://xinghai.example/pay/notify/6",
            test_mode=test_mode,
        )

    return opened


@pytest.fixture
def attempt() -> Callable[..., CreatePayment]:
    """Chen Hao wants to pay 99.80 for a card."""

    def wanted(**changes: Any) -> CreatePayment:
        given: dict[str, Any] = {
            "out_trade_no": f"20261122{next(NUMBERS):010d}",
            "money": Money(9980, "CNY"),
            "subject": "星海点卡 100 元",
            "expires_at": SystemClock().now() + timedelta(minutes=15),
            "return_url": "https://xinghai.example/orders/1?from=pay",
            "address": "203.0.113.7",
            "device": "pc",
        }
        return CreatePayment(**(given | changes))

    return wanted


@pytest.fixture
def paid(gateway: WechatpayGateway, channel: Any, attempt: Any, service: WechatPay) -> Callable[..., Any]:
    """A payment that Chen Hao has made; its number."""

    async def made(**levers: Any) -> str:
        wanted = attempt()
        await gateway.create(channel(), wanted)
        service.pay(wanted.out_trade_no, **levers)
        return str(wanted.out_trade_no)

    return made


@pytest.fixture
def wish() -> Callable[..., RefundRequest]:
    """The shop wants to give some of it back."""

    def wanted(number: str, minor: int, **changes: Any) -> RefundRequest:
        given: dict[str, Any] = {
            "out_refund_no": f"R{next(NUMBERS):010d}",
            "out_trade_no": number,
            "gateway_txn": "",
            "gateway_ref": "",
            "money": Money(minor, "CNY"),
            "paid": Money(9980, "CNY"),
            "refunded_before": Money(0, "CNY"),
            "reason": "卡密失效",
        }
        return RefundRequest(**(given | changes))

    return wanted


def request(body: bytes, headers: dict[str, str]) -> RawRequest:
    lowered = {name.lower(): value for name, value in headers.items()}
    return RawRequest("POST", "/pay/notify/6", b"", lowered, body, "198.51.100.9")


@pytest.fixture
def raw() -> Callable[..., RawRequest]:
    return request


@pytest.fixture
def notice(service: WechatPay) -> Callable[..., RawRequest]:
    """A note of WeChat Pay's, the newest if none is named, as it arrives at the shop."""

    def arrived(note: Note | None = None, **levers: Any) -> RawRequest:
        note = note or service.notes[-1]
        return request(note.body, service.headers_for(note, **levers))

    return arrived


@pytest.fixture
def says(service: WechatPay, rig: WechatpayRig) -> Callable[..., None]:
    """From now on the service answers with this, signed as it should be."""

    def answer(content: Any, status: int = 200) -> None:
        service.says = (status, content if isinstance(content, bytes) else as_json(content))

    return answer
