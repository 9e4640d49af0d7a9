"""A third party's client, `epay-sdk`, sends its orders to the running program and reads what comes back."""

import asyncio
from typing import Any

import pytest
from epay_sdk import (  # type: ignore[import-untyped]
    CreateOrderRequest,
    EPayClient,
    EPayConfig,
    EPayRequestError,
    EPaySignError,
    QueryOrderRequest,
)

pytestmark = pytest.mark.peer


@pytest.fixture
def sdk(xinghai: Any, key: str) -> EPayClient:
    return EPayClient(EPayConfig(pid=xinghai.pid, key=key, base_url=xinghai.base_url, environment="sandbox"))


def card(xinghai: Any, number: str, **more: str) -> CreateOrderRequest:
    asked = {
        "pay_type": "alipay",
        "money": "99.8",
        "name": "星海点卡 100 元",
        "sitename": "星海点卡行",
    } | more
    addresses = {"notify_url": f"{xinghai.ear.url}/notify", "return_url": f"{xinghai.ear.url}/return"}
    return CreateOrderRequest(out_trade_no=number, **addresses, **asked)


async def test_its_order_opens_the_payers_page(sdk: EPayClient, xinghai: Any) -> None:
    page = await asyncio.to_thread(sdk.create_order, card(xinghai, "SDK-1", param="a b&c=中文"))
    assert "星海点卡 100 元" in page
    link = await xinghai.client.get(sdk.create_order_url(card(xinghai, "SDK-1", param="a b&c=中文")))
    assert link.status_code == 303


async def test_it_finds_an_order_unpaid_then_paid(sdk: EPayClient, xinghai: Any) -> None:
    page = await xinghai.open("SDK-2")
    asked = QueryOrderRequest(out_trade_no="SDK-2")
    before = sdk.parse_query_result(await asyncio.to_thread(sdk.query_order, asked))
    await xinghai.press(page, "pay")
    after = sdk.parse_query_result(await asyncio.to_thread(sdk.query_order, asked))
    assert (before.query_ok, before.paid) == (True, False)
    assert (after.query_ok, after.paid, after.amount) == (True, True, "99.80")
    assert page.endswith(str(after.gateway_trade_no))


async def test_it_verifies_our_notify_and_our_way_back(sdk: EPayClient, xinghai: Any) -> None:
    page = await xinghai.open("SDK-3", param="a b&c=中文")
    back = (await xinghai.press(page, "pay")).next_request.url
    await xinghai.follow(page)
    for fields in (xinghai.ear.heard[0].fields, dict(back.params)):
        told = sdk.verify_callback(fields)
        assert (told.out_trade_no, told.money, told.trade_status) == ("SDK-3", "99.80", "TRADE_SUCCESS")
        assert told.attach == "a b&c=中文"


async def test_it_sees_through_a_forged_notify(sdk: EPayClient, xinghai: Any) -> None:
    page = await xinghai.open("SDK-4")
    await xinghai.press(page, "forge", kind="signature")
    await xinghai.follow(page)
    with pytest.raises(EPaySignError):
        sdk.verify_callback(xinghai.ear.heard[0].fields)


async def test_with_a_wrong_key_it_is_sent_away(xinghai: Any) -> None:
    config = EPayConfig(pid=xinghai.pid, key="not the key", base_url=xinghai.base_url, environment="sandbox")
    stranger = EPayClient(config)
    answer = await asyncio.to_thread(stranger.query_order, QueryOrderRequest(out_trade_no="SDK-5"))
    assert answer["code"] == -1
    with pytest.raises(EPayRequestError):
        await asyncio.to_thread(stranger.create_order, card(xinghai, "SDK-5"))
