"""Xinghai gives money back through V1, which has neither numbers for refunds nor a question about them."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bodega_shop.extend import (
    Capabilities,
    GatewayRejected,
    Money,
    RefundRef,
    RefundRequest,
    UnknownOutcome,
    Unsupported,
)

ORDER = {"code": 1, "trade_no": "T1", "out_trade_no": "N1", "pid": 1001, "money": "99.80", "status": 1}


def wanted(minor: int = 1000, before: int = 0, txn: str = "T1") -> RefundRequest:
    return RefundRequest(
        "R1", "N1", txn, "", Money(minor, "CNY"), Money(9980, "CNY"), Money(before, "CNY"), "申请退款"
    )


async def test_a_refund_is_posted_with_its_sum(gateway: Any, channel: Any, service: Any, key: str) -> None:
    service.says('{"code": 1, "msg": "退款成功"}')
    status = await gateway.refund(channel(base_url=service.url, refunds=True), wanted())
    assert (status.state, status.money) == ("succeeded", Money(1000, "CNY"))
    [said] = service.heard
    assert (said.method, said.target) == ("POST", "/api.php?act=refund")
    assert dict(parse_qsl(said.body.decode())) == {
        "trade_no": "T1",
        "money": "10.00",
        "pid": "1001",
        "key": key,
    }


async def test_our_number_is_used_where_the_services_is_unknown(
    gateway: Any, channel: Any, service: Any
) -> None:
    service.says('{"code": 1}')
    await gateway.refund(channel(base_url=service.url, refunds=True), wanted(txn=""))
    fields = dict(parse_qsl(service.heard[0].body.decode(), keep_blank_values=True))
    assert fields["out_trade_no"] == "N1"
    assert not fields.get("trade_no")


async def test_without_the_services_permission_nobody_is_asked(
    gateway: Any, channel: Any, service: Any
) -> None:
    context = channel(base_url=service.url)
    assert gateway.capabilities(context.settings).refund == "none"
    with pytest.raises(Unsupported):
        await gateway.refund(context, wanted())
    assert service.heard == []


async def test_a_v1_account_says_what_it_can_do(gateway: Any, channel: Any) -> None:
    context = channel(refunds=True)
    assert gateway.capabilities(context.settings) == Capabilities(refund="partial", bill=True, bill_hour=1)
    with pytest.raises(Unsupported):
        await gateway.query_refund(context, RefundRef("R1"))


async def test_a_no_is_a_no(gateway: Any, channel: Any, service: Any) -> None:
    service.says('{"code": -1, "msg": "商户余额不足"}')
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(base_url=service.url, refunds=True), wanted())


@pytest.mark.parametrize(("back", "before"), [("10.00", 0), ("30.00", 2000), ("99.8", 2000)])
async def test_an_unclear_answer_is_cleared_up_by_the_order_itself(
    gateway: Any, channel: Any, service: Any, back: str, before: int
) -> None:
    """`code` 0 means yes at some builds and no at others."""
    service.answers = [b'{"code": 0}', json.dumps(ORDER | {"refundmoney": back}).encode()]
    status = await gateway.refund(channel(base_url=service.url, refunds=True), wanted(before=before))
    assert (status.state, status.money) == ("succeeded", Money(1000, "CNY"))
    assert [said.method for said in service.heard] == ["POST", "GET"]


@pytest.mark.parametrize("back", [{}, {"refundmoney": "0.00"}, {"refundmoney": "9.99"}, {"refundmoney": "-"}])
async def test_an_unclear_answer_that_the_order_does_not_clear_up_stays_unknown(
    gateway: Any, channel: Any, service: Any, back: dict[str, str]
) -> None:
    service.answers = [b'{"code": 0}', json.dumps(ORDER | back).encode()]
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(base_url=service.url, refunds=True), wanted())


async def test_a_service_whose_yes_is_zero_is_believed(gateway: Any, channel: Any, service: Any) -> None:
    service.says('{"code": 0}')
    context = channel(base_url=service.url, refunds=True, ok_code="0")
    assert (await gateway.refund(context, wanted())).state == "succeeded"


async def test_silence_is_neither_yes_nor_no_and_nothing_is_repeated(
    gateway: Any, channel: Any, service: Any
) -> None:
    service.answer = None
    with pytest.raises(UnknownOutcome):
        await gateway.refund(channel(base_url=service.url, refunds=True), wanted())
    assert len(service.heard) == 1
