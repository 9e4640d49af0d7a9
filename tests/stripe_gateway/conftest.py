"""Xinghai's Stripe channel, against a simulated Stripe over real HTTP that is held to Stripe's own description."""

import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
import stripe
from bodega_stripe.carry_requests import CarriedClient
from bodega_stripe.gateway import StripeGateway
from bodega_stripe.settings import StripeSettings

from bodega.kernel.clock import SystemClock
from bodega.kernel.money import Money
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega_shop.extend import ChannelContext, CreatePayment, PaymentRef, RawRequest, RefundRequest
from stripe_gateway.rig import StripeRig, open_rig

CHANNEL = UUID("0192a000-0000-7000-8000-000000000002")
NUMBERS = count(1)


@pytest.fixture
async def rig() -> AsyncIterator[StripeRig]:
    async with open_rig() as rig:
        yield rig
        assert rig.complaints() == []


@pytest.fixture
async def connect() -> AsyncIterator[StripeRig]:
    """The same two shops, connected to the account of the street."""
    async with open_rig(connected=True) as rig:
        yield rig
        assert rig.complaints() == []


@pytest.fixture
def gateway() -> StripeGateway:
    return StripeGateway()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    policy = OutboundPolicy(allow_private=True, total_seconds=3.0, max_response_bytes=300_000)
    async with outbound_client(policy) as client:
        yield client


@pytest.fixture
def channel(http: httpx.AsyncClient) -> Callable[..., ChannelContext]:
    """A shop's channel at that Stripe, with some settings changed."""

    def opened(
        rig: StripeRig, *, clock: Any = None, test_mode: bool = True, client: Any = None, **changes: Any
    ) -> ChannelContext:
        return ChannelContext(
            shop="xinghai",
            channel_id=CHANNEL,
            settings=StripeSettings(**(rig.settings() | changes)),
            http=client or http,
            clock=clock or SystemClock(),
            notify_url="https://xinghai.example/pay/notify/1",
            test_mode=test_mode,
        )

    return opened


@pytest.fixture
def attempt() -> Callable[..., CreatePayment]:
    """Chen Hao wants to pay 99.80 for a card."""

    def wanted(**changes: Any) -> CreatePayment:
        given: dict[str, Any] = {
            "out_trade_no": f"20261121S{next(NUMBERS):08d}",
            "money": Money(9980, "CNY"),
            "subject": "星海点卡 100 元",
            "expires_at": datetime.now(UTC) + timedelta(hours=1),
            "return_url": "https://xinghai.example/orders/1",
            "address": "203.0.113.7",
            "device": "pc",
            "email": "chen.hao@example.com",
        }
        return CreatePayment(**(given | changes))

    return wanted


@pytest.fixture
def opened(gateway: StripeGateway, channel: Any, attempt: Any) -> Callable[..., Any]:
    """A payment that Chen Hao may pay by now."""

    async def open_one(rig: StripeRig, **changes: Any) -> PaymentRef:
        wanted = attempt(**changes)
        result = await gateway.create(channel(rig), wanted)
        return PaymentRef(wanted.out_trade_no, result.gateway_ref, result.gateway_txn, wanted.money)

    return open_one


@pytest.fixture
def paid(gateway: StripeGateway, channel: Any, opened: Any) -> Callable[..., Any]:
    """A payment that Chen Hao has made."""

    async def pay_one(rig: StripeRig, **changes: Any) -> PaymentRef:
        payment = await opened(rig, **changes)
        await rig.pay(payment.out_trade_no)
        status = await gateway.query(channel(rig), payment)
        return PaymentRef(payment.out_trade_no, payment.gateway_ref, status.gateway_txn, payment.money)

    return pay_one


@pytest.fixture
def refund_of() -> Callable[..., RefundRequest]:
    """Mei gives money back."""

    def wanted(payment: PaymentRef, minor: int, before: int = 0, **changes: Any) -> RefundRequest:
        assert payment.money
        currency = payment.money.currency
        given: dict[str, Any] = {
            "out_refund_no": f"R20261121S{next(NUMBERS):08d}",
            "out_trade_no": payment.out_trade_no,
            "gateway_txn": payment.gateway_txn,
            "gateway_ref": payment.gateway_ref,
            "money": Money(minor, currency),
            "paid": payment.money,
            "refunded_before": Money(before, currency),
            "reason": "买家申请退款",
        }
        return RefundRequest(**(given | changes))

    return wanted


@pytest.fixture
def heard() -> Callable[..., RawRequest]:
    """A message as it reaches the shop's notify address."""

    def request(sent: Any) -> RawRequest:
        headers = {name.lower(): value for name, value in sent.headers.items()}
        return RawRequest("POST", "/pay/notify/1", b"", headers, sent.body, "198.51.100.9")

    return request


@pytest.fixture
def closed() -> str:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def sdk(http: httpx.AsyncClient) -> Callable[..., stripe.StripeClient]:
    """Stripe's own client, as anybody would use it."""

    def client(rig: StripeRig, key: str = "sk_test_xinghai", **options: Any) -> stripe.StripeClient:
        return stripe.StripeClient(
            key,
            base_addresses={"api": rig.server.url},
            max_network_retries=0,
            http_client=CarriedClient(http),
            **options,
        )

    return client
