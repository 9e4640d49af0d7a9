"""Xinghai takes transfers: Chen Hao is told where to send the money, and no message is ever believed."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from bodega_manual import ManualGateway, ManualSettings, manifest

from bodega.kernel.clock import SystemClock
from bodega.kernel.ids import new_id
from bodega.kernel.outbound import OutboundPolicy, outbound_client
from bodega.plugins.settings_form import fields_of, form_values, read_form
from bodega_shop.extend import (
    Capabilities,
    ChannelContext,
    ConfigInvalid,
    CreatePayment,
    Instructions,
    InvalidInput,
    Money,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    SignatureInvalid,
    Unsupported,
)
from bodega_shop.floor import floor_of

ACCOUNT = {"account": "6222 0000 1234 5678", "holder": "星海科技有限公司"}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outbound_client(OutboundPolicy()) as client:
        yield client


@pytest.fixture
def channel(http: httpx.AsyncClient) -> Callable[..., ChannelContext]:
    def opened(**settings: str) -> ChannelContext:
        return ChannelContext("xinghai", new_id(), ManualSettings(**settings), http, SystemClock())

    return opened


@pytest.fixture
def gateway() -> ManualGateway:
    return ManualGateway()


def attempt(money: Money) -> CreatePayment:
    return CreatePayment(
        "20261121M9QX2TA7K301",
        money,
        "星海点卡",
        SystemClock().now(),
        "https://x.example",
        "203.0.113.7",
        "pc",
    )


@pytest.mark.parametrize(
    ("money", "amount"), [(Money(9980, "CNY"), "99.80 CNY"), (Money(980, "JPY"), "980 JPY")]
)
async def test_the_buyer_is_told_what_to_send_where_and_with_which_reference(
    gateway: Any, channel: Any, money: Money, amount: str
) -> None:
    created = await gateway.create(channel(**ACCOUNT, where="工商银行上海分行"), attempt(money))
    assert isinstance(created.action, Instructions)
    assert [(label.zh, value) for label, value in created.action.lines] == [
        ("转账金额", amount),
        ("收款账号", "6222 0000 1234 5678"),
        ("收款人", "星海科技有限公司"),
        ("银行或钱包", "工商银行上海分行"),
        ("转账备注", "20261121M9QX2TA7K301"),
    ]
    assert "人工" in gateway.name.zh


async def test_what_is_not_filled_in_is_not_shown(gateway: Any, channel: Any) -> None:
    created = await gateway.create(channel(**ACCOUNT), attempt(Money(9980, "CNY")))
    assert "Bank or wallet" not in [label.en for label, _ in created.action.lines]


async def test_asking_twice_shows_the_same(gateway: Any, channel: Any) -> None:
    context, payment = channel(**ACCOUNT), attempt(Money(9980, "CNY"))
    assert gateway.creates_offline(context.settings)
    assert await gateway.create(context, payment) == await gateway.create(context, payment)


@pytest.mark.parametrize("missing", ["account", "holder"])
async def test_without_an_account_it_takes_no_money(gateway: Any, channel: Any, missing: str) -> None:
    context = channel(**(ACCOUNT | {missing: ""}))
    with pytest.raises(ConfigInvalid):
        await gateway.create(context, attempt(Money(9980, "CNY")))
    with pytest.raises(ConfigInvalid):
        await gateway.check_settings(context)
    await gateway.check_settings(channel(**ACCOUNT))


@pytest.mark.parametrize("body", [b"", b"state=paid&order=20261121M9QX2TA7K301"])
async def test_no_message_is_believed(gateway: Any, channel: Any, body: bytes) -> None:
    request = RawRequest("POST", "/pay/notify/1", b"", {}, body, "198.51.100.9")
    with pytest.raises(SignatureInvalid):
        await gateway.parse_notification(channel(**ACCOUNT), request)
    assert gateway.ack(accepted=False).status == 400


async def test_only_a_person_knows_whether_it_was_paid(gateway: Any, channel: Any) -> None:
    context, payment = channel(**ACCOUNT), PaymentRef("20261121M9QX2TA7K301")
    assert await gateway.query(context, payment) == PaymentStatus("pending")
    assert await gateway.close(context, payment) == "unsupported"
    assert gateway.capabilities(context.settings) == Capabilities(
        flows=frozenset({"instructions"}), confirmed_by_hand=True
    )
    with pytest.raises(Unsupported):
        await gateway.bill(context, SystemClock().now().date())


def test_each_setting_says_where_to_find_it_and_nothing_is_a_secret() -> None:
    fields = fields_of(ManualSettings)
    assert not [field for field in fields if field.setting.secret]
    assert all(field.setting.help.en and field.setting.help.zh for field in fields)


async def test_a_shop_offers_it_and_a_stranger_pays_nothing_at_its_address(street: Any, shop: Any) -> None:
    floor = floor_of(street.runtime)
    assert floor.gateways.plugin_of("manual") == manifest.id
    with pytest.raises(InvalidInput):
        read_form(ManualSettings, form_values(ManualSettings, {}), {}, vault=shop.vault, owner=new_id())
    kept = read_form(ManualSettings, ACCOUNT, {}, vault=shop.vault, owner=new_id())
    assert kept == {**ACCOUNT, "where": ""}
