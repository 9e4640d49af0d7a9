"""Xinghai asks the service: was this paid, and are we known there?"""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bodega_shop.extend import (
    ConfigInvalid,
    GatewayRejected,
    Money,
    PaymentRef,
    PaymentStatus,
    Temporary,
    UnknownOutcome,
)

PAID = {
    "code": 1,
    "msg": "查询订单号成功！",
    "trade_no": "T1",
    "out_trade_no": "N1",
    "pid": 1001,
    "money": "99.80",
    "status": 1,
}


def question(service: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(service.heard[-1].target).query))


async def test_a_paid_order_is_found_with_its_sum(gateway: Any, channel: Any, service: Any, key: str) -> None:
    service.says(json.dumps(PAID))
    status = await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
    assert status == PaymentStatus("succeeded", Money(9980, "CNY"), "T1")
    assert question(service) == {"act": "order", "pid": "1001", "out_trade_no": "N1", "key": key}


async def test_a_question_can_be_signed_so_that_the_key_stays_here(
    gateway: Any, channel: Any, service: Any, sdk: Any, key: str
) -> None:
    service.says(json.dumps(PAID))
    await gateway.query(channel(base_url=service.url, question="sign"), PaymentRef("N1"))
    asked = question(service)
    assert sdk.verify_sign(asked)
    assert key not in service.heard[0].target


@pytest.mark.parametrize(("number", "minor"), [("99.8", 9980), ("99.80", 9980), ("100", 10000), ("0.1", 10)])
async def test_a_sum_that_is_a_number_never_becomes_a_float(
    gateway: Any, channel: Any, service: Any, number: str, minor: int
) -> None:
    service.says(json.dumps(PAID).replace('"99.80"', number))
    status = await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
    assert status.money == Money(minor, "CNY")


@pytest.mark.parametrize("number", ["1e2", "99.801", "-5", '"abc"', "null", "[1]", "1E400"])
async def test_a_sum_that_is_none_settles_nothing(
    gateway: Any, channel: Any, service: Any, number: str
) -> None:
    service.says(json.dumps(PAID).replace('"99.80"', number))
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))


async def test_an_unpaid_order_waits(gateway: Any, channel: Any, service: Any) -> None:
    service.says(json.dumps(PAID | {"status": 0}))
    assert (await gateway.query(channel(base_url=service.url), PaymentRef("N1"))).state == "pending"


@pytest.mark.parametrize("change", [{"out_trade_no": "N2"}, {"pid": 1002}, {"status": 2}, {"status": None}])
async def test_an_answer_about_something_else_settles_nothing(
    gateway: Any, channel: Any, service: Any, change: dict[str, Any]
) -> None:
    service.says(json.dumps(PAID | change))
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))


@pytest.mark.parametrize(
    "words", ["订单不存在", "订单号不存在！", "未找到该订单", "Order not found", "knows no such order"]
)
async def test_an_order_that_the_service_never_heard_of(
    gateway: Any, channel: Any, service: Any, words: str
) -> None:
    service.says(json.dumps({"code": -1, "msg": words}))
    assert (await gateway.query(channel(base_url=service.url), PaymentRef("N1"))).state == "not_found"


@pytest.mark.parametrize("words", ["商户ID不存在", "密钥错误", "交易接口没有开通", "IP not allowed", ""])
async def test_a_service_that_will_not_say_does_not_mean_unpaid(
    gateway: Any, channel: Any, service: Any, words: str
) -> None:
    """Hole of the field: a wrong key at the query must not turn a paid order into an unpaid one."""
    service.says(json.dumps({"code": -1, "msg": words}))
    with pytest.raises(GatewayRejected):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))


async def test_another_code_for_a_good_answer_is_a_setting(gateway: Any, channel: Any, service: Any) -> None:
    service.says(json.dumps(PAID | {"code": 0}))
    with pytest.raises(GatewayRejected):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
    assert (
        await gateway.query(channel(base_url=service.url, ok_code="0"), PaymentRef("N1"))
    ).state == "succeeded"


async def test_a_question_that_carries_the_key_is_never_redirected(
    gateway: Any, channel: Any, service: Any, ear: Any
) -> None:
    """Hole of the field: redirects followed with secrets."""
    service.says("", "302 Found", f"location: {ear.url}/api.php")
    with pytest.raises(GatewayRejected):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
    assert ear.heard == []


async def test_no_answer_is_not_no(gateway: Any, channel: Any, service: Any, closed_address: str) -> None:
    service.answer = None
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(base_url=service.url), PaymentRef("N1"))
    with pytest.raises(Temporary):
        await gateway.query(channel(base_url=closed_address), PaymentRef("N1"))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('{"code": -3, "msg": "密钥错误"}', "密钥错误"),
        ('{"code": -3}', "answered: -"),
        ('{"code": 1, "pid": 1002, "active": 1}', "another merchant number"),
        ('{"code": 1, "pid": 1001, "active": 0}', "closed this account"),
        ("<html>", "does not speak Epay"),
    ],
)
async def test_the_owner_is_told_what_is_wrong(
    gateway: Any, channel: Any, service: Any, answer: str, says: str
) -> None:
    service.says(answer)
    with pytest.raises(ConfigInvalid, match=says):
        await gateway.check_settings(channel(base_url=service.url))


async def test_the_owner_is_told_when_nobody_answers(gateway: Any, channel: Any, closed_address: str) -> None:
    with pytest.raises(ConfigInvalid, match="cannot be reached"):
        await gateway.check_settings(channel(base_url=closed_address))


async def test_a_good_account_is_good(gateway: Any, channel: Any, service: Any) -> None:
    service.says('{"code": 1, "pid": 1001, "active": 1, "money": "0.00"}')
    await gateway.check_settings(channel(base_url=service.url))
    assert question(service)["act"] == "query"
