"""Xinghai's Alipay channel, against an open platform of our own over real HTTP."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
from bodega_alipay.gateway import AlipayGateway
from bodega_alipay.settings import AlipaySettings

from alipay_gateway.rig import open_rig
from bodega.kernel.clock import SystemClock
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import ChannelContext, CreatePayment, RawRequest

CHANNEL = UUID("0192a000-0000-7000-8000-000000000002")
NUMBERS = count(1)


@pytest.fixture
async def rig() -> AsyncIterator[Any]:
    """Key mode, QR codes on computers, Alipay's page on phones."""
    async with open_rig() as opened:
        yield opened


@pytest.fixture
async def certified() -> AsyncIterator[Any]:
    """The same in certificate mode."""
    async with open_rig("cert") as opened:
        yield opened


@pytest.fixture
def gateway() -> AlipayGateway:
    return AlipayGateway()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outbound_client(OutboundPolicy(allow_private=True, total_seconds=2.0)) as client:
        yield client


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """Chen Hao's."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def context(http: httpx.AsyncClient) -> Callable[..., ChannelContext]:
    """Xinghai's channel with that form, and the changes to it."""

    def opened(
        form: dict[str, str], *, clock: Any = None, test_mode: bool = True, **changes: Any
    ) -> ChannelContext:
        given: dict[str, Any] = form | changes
        return ChannelContext(
            shop="xinghai",
            channel_id=CHANNEL,
            settings=AlipaySettings(**given),
            http=http,
            clock=clock or SystemClock(),
            notify_url="https://xinghai.example/pay/notify/2",
            test_mode=test_mode,
        )

    return opened


@pytest.fixture
def channel(rig: Any, context: Callable[..., ChannelContext]) -> Callable[..., ChannelContext]:
    """The same on the platform of this story."""
    return lambda **changes: context(rig.settings(), **changes)


@pytest.fixture
def attempt() -> Callable[..., CreatePayment]:
    """Chen Hao wants to pay 99.80 for a card."""

    def wanted(**changes: Any) -> CreatePayment:
        number = next(NUMBERS)
        given: dict[str, Any] = {
            "out_trade_no": f"20261121A{number:09d}",
            "money": Money(9980, "CNY"),
            "subject": "星海点卡 100 元",
            "expires_at": SystemClock().now().replace(microsecond=0) + timedelta(minutes=15),
            "return_url": "https://xinghai.example/orders/1",
            "address": "203.0.113.7",
            "device": "pc",
        }
        return CreatePayment(**(given | changes))

    return wanted


@pytest.fixture
def opened(gateway: AlipayGateway, channel: Any, attempt: Any, rig: Any) -> Callable[..., Any]:
    """A payment whose code Chen Hao has scanned, not yet paid."""

    async def scanned(**changes: Any) -> CreatePayment:
        payment = attempt(**changes)
        await rig.follow((await gateway.create(channel(), payment)).action)
        return payment

    return scanned


@pytest.fixture
def paid(opened: Any, rig: Any) -> Callable[..., Any]:
    """A payment that Chen Hao made; the shop has not heard of it."""

    async def made(**changes: Any) -> CreatePayment:
        payment: CreatePayment = await opened(**changes)
        await rig.pay(payment.out_trade_no)
        return payment

    return made


@pytest.fixture
def heard() -> Callable[[Any], RawRequest]:
    """A message as it arrives at the shop."""

    def arrived(sent: Any, **changes: Any) -> RawRequest:
        given = {
            "method": sent.method,
            "path": "/pay/notify/2",
            "query": sent.query.encode(),
            "headers": dict(sent.headers),
            "body": sent.body,
            "address": "198.51.100.9",
        }
        return RawRequest(**(given | changes))

    return arrived
