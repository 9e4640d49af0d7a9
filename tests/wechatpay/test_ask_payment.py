"""Xinghai asks WeChat Pay: was this paid? And: take no more money for it."""

from typing import Any

import pytest

from bodega_shop.extend import GatewayRejected, Money, PaymentRef, PaymentStatus, Temporary, UnknownOutcome


def told(rig: Any, **changes: Any) -> dict[str, Any]:
    return {
        "mchid": rig.merchant.mchid,
        "appid": rig.merchant.appid,
        "out_trade_no": "20261122N1",
        "transaction_id": "4200001",
        "trade_state": "SUCCESS",
        "success_time": "2026-11-22T10:00:00+08:00",
        "amount": {"total": 9980, "payer_total": 9000, "currency": "CNY"},
    } | changes


async def test_a_paid_order_is_found_with_its_whole_sum(
    gateway: Any, channel: Any, paid: Any, service: Any
) -> None:
    """A coupon makes the buyer pay less; the order is paid in full all the same."""
    number = await paid(coupon=500)
    order = service.orders[number]
    status = await gateway.query(channel(), PaymentRef(number))
    assert status == PaymentStatus(
        "succeeded", Money(9980, "CNY"), order.transaction_id, paid_at=order.paid_at.replace(microsecond=0)
    )


async def test_an_unpaid_order_waits(gateway: Any, channel: Any, attempt: Any) -> None:
    wanted = attempt()
    await gateway.create(channel(), wanted)
    assert (await gateway.query(channel(), PaymentRef(wanted.out_trade_no))).state == "pending"


async def test_an_order_that_was_never_opened_is_not_known(gateway: Any, channel: Any) -> None:
    assert (await gateway.query(channel(), PaymentRef("20261122NEVER"))).state == "not_found"


async def test_an_order_of_another_merchant_is_not_known(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    number = await paid()
    theirs = channel(**rig.settings_of_another() | {"native": True})
    assert (await gateway.query(theirs, PaymentRef(number))).state == "not_found"


async def test_a_payment_given_back_was_paid_all_the_same(
    gateway: Any, channel: Any, paid: Any, service: Any
) -> None:
    number = await paid()
    service.refund_in_console(number, 100)
    assert (await gateway.query(channel(), PaymentRef(number))).state == "succeeded"


@pytest.mark.parametrize(
    ("state", "means"),
    [("USERPAYING", "pending"), ("PAYERROR", "pending"), ("CLOSED", "failed"), ("REVOKED", "failed")],
)
async def test_every_other_state_has_its_meaning(
    gateway: Any, channel: Any, says: Any, rig: Any, state: str, means: str
) -> None:
    says(told(rig, trade_state=state))
    assert (await gateway.query(channel(), PaymentRef("20261122N1"))).state == means


@pytest.mark.parametrize("change", [{"mchid": "1700000001"}, {"appid": "wx9999999999999999"}, {"appid": ""}])
async def test_money_for_another_merchant_or_app_is_pointed_out(
    gateway: Any, channel: Any, says: Any, rig: Any, change: dict[str, str]
) -> None:
    says(told(rig, **change))
    status = await gateway.query(channel(), PaymentRef("20261122N1"))
    assert (status.state, status.merchant_matches) == ("succeeded", False)


@pytest.mark.parametrize(
    "change",
    [
        {"out_trade_no": "20261122N2"},
        {"trade_state": "SOMETHING"},
        {"amount": {"total": 99.8, "currency": "CNY"}},
        {"amount": {"total": "9980", "currency": "CNY"}},
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": 9980, "currency": "???"}},
        {"amount": {"total": 10**30, "currency": "CNY"}},
        {"amount": {"payer_total": 9980}},
        {"amount": None},
    ],
)
async def test_an_answer_that_makes_no_sense_settles_nothing(
    gateway: Any, channel: Any, says: Any, rig: Any, change: dict[str, Any]
) -> None:
    says(told(rig, **change))
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef("20261122N1"))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>", b"[" * 100_000])
async def test_an_answer_that_is_no_json_settles_nothing(
    gateway: Any, channel: Any, says: Any, body: bytes
) -> None:
    says(body)
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef("20261122N1"))


@pytest.mark.parametrize(
    ("status", "code", "raises"),
    [
        (403, "NO_AUTH", GatewayRejected),
        (404, "MCH_NOT_EXISTS", GatewayRejected),
        (404, "", GatewayRejected),
        (429, "FREQUENCY_LIMITED", Temporary),
        (429, "RATELIMIT_EXCEEDED", Temporary),
        (500, "SYSTEM_ERROR", UnknownOutcome),
        (502, "BANK_ERROR", UnknownOutcome),
        (302, "", UnknownOutcome),
        (202, "", UnknownOutcome),
    ],
)
async def test_a_service_that_will_not_say_does_not_mean_unpaid(
    gateway: Any, channel: Any, says: Any, status: int, code: str, raises: type[Exception]
) -> None:
    says({"code": code, "message": "…"}, status)
    with pytest.raises(raises):
        await gateway.query(channel(), PaymentRef("20261122N1"))


async def test_a_refusal_that_somebody_else_signed_is_not_believed(
    gateway: Any, channel: Any, service: Any, rig: Any
) -> None:
    service.signer_next = rig.other.public_keys[0]
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef("20261122NEVER"))


async def test_a_question_with_a_wrong_key_does_not_mean_unpaid(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    number = await paid()
    with pytest.raises(GatewayRejected):
        await gateway.query(channel(private_key=rig.other.own.private_pem), PaymentRef(number))


async def test_a_closed_order_takes_no_money(gateway: Any, channel: Any, attempt: Any, service: Any) -> None:
    wanted = attempt()
    await gateway.create(channel(), wanted)
    payment = PaymentRef(wanted.out_trade_no)
    assert await gateway.close(channel(), payment) == "closed"
    assert service.orders[wanted.out_trade_no].state == "CLOSED"
    assert await gateway.close(channel(), payment) == "closed"
    assert (await gateway.query(channel(), payment)).state == "failed"


async def test_a_paid_order_is_not_closed(gateway: Any, channel: Any, paid: Any) -> None:
    assert await gateway.close(channel(), PaymentRef(await paid())) == "already_paid"


async def test_an_order_that_was_never_opened_cannot_be_closed(gateway: Any, channel: Any) -> None:
    assert await gateway.close(channel(), PaymentRef("20261122NEVER")) == "not_found"


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_nobody_knows_whether_it_was_closed_without_an_answer(
    gateway: Any, channel: Any, attempt: Any, service: Any, how: Any
) -> None:
    wanted = attempt()
    await gateway.create(channel(), wanted)
    service.broken.append(("close", how))
    with pytest.raises(UnknownOutcome):
        await gateway.close(channel(), PaymentRef(wanted.out_trade_no))
