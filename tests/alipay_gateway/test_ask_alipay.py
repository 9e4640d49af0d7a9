"""Xinghai asks Alipay: was this paid, and are we known there?"""

from datetime import UTC, datetime
from typing import Any

import pytest

from bodega_shop.extend import ConfigInvalid, GatewayRejected, Money, PaymentRef, Temporary, UnknownOutcome
from simulators.alipay import certify


async def test_before_the_buyer_scans_there_is_no_trade(gateway: Any, channel: Any, attempt: Any) -> None:
    payment = attempt()
    await gateway.create(channel(), payment)
    assert (await gateway.query(channel(), PaymentRef(payment.out_trade_no))).state == "not_found"


async def test_a_trade_waits_until_it_is_paid_and_then_names_the_whole_sum(
    gateway: Any, channel: Any, opened: Any, rig: Any
) -> None:
    """The buyer paid a cent less with a coupon of Alipay's: what counts is the sum of the order."""
    payment = await opened()
    reference = PaymentRef(payment.out_trade_no)
    waiting = await gateway.query(channel(), reference)
    assert (waiting.state, waiting.money) == ("pending", None)
    await rig.pay(payment.out_trade_no)
    status = await gateway.query(channel(), reference)
    assert (status.state, status.money) == ("succeeded", Money(9980, "CNY"))
    assert status.gateway_txn == waiting.gateway_txn != ""
    assert abs((status.paid_at - datetime.now(UTC)).total_seconds()) < 3600


async def test_a_finished_trade_was_paid(gateway: Any, channel: Any, paid: Any, rig: Any) -> None:
    payment = await paid()
    rig.trade(payment.out_trade_no).status = "TRADE_FINISHED"
    assert (await gateway.query(channel(), PaymentRef(payment.out_trade_no))).state == "succeeded"


async def test_a_trade_that_ran_out_or_was_given_back_whole_delivers_nothing(
    gateway: Any, channel: Any, opened: Any, paid: Any, rig: Any
) -> None:
    late, returned = await opened(), await paid()
    await rig.refund_at_service(returned.out_trade_no, returned.money)
    rig.platform.now = lambda: late.expires_at
    for payment in (late, returned):
        rig.trade(payment.out_trade_no).end_if_late(late.expires_at)
    rig.platform.now = lambda: datetime.now(UTC)
    for payment in (late, returned):
        assert (await gateway.query(channel(), PaymentRef(payment.out_trade_no))).state == "failed"


def answered(sub_code: str, code: str = "40004", name: str = "alipay_trade_query_response") -> str:
    return f'{{"{name}":{{"code":"{code}","msg":"x","sub_code":"{sub_code}","sub_msg":"y"}}}}'


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered("ACQ.TRADE_NOT_EXIST"), UnknownOutcome),  # not signed: anybody could say so
        (answered("isv.invalid-app-id", "40002"), GatewayRejected),
        (answered("isv.insufficient-isv-permissions", "40006"), GatewayRejected),
        (answered("isv.invalid-signature", "40002", "error_response"), GatewayRejected),
        (answered("aop.invalid-app-auth-token", "20001", "error_response"), GatewayRejected),
        (answered("isv.app-call-limited", "40005", "error_response"), Temporary),
        (answered("isp.unknow-error", "20000", "error_response"), UnknownOutcome),
        (answered("isp.unknow-error", "20000"), UnknownOutcome),
        ('{"alipay_trade_query_response":{"code":"10000","trade_status":"TRADE_SUCCESS"}}', UnknownOutcome),
        ('{"alipay_trade_query_response":[],"sign":"x"}', UnknownOutcome),
        ('{"alipay_trade_close_response":{"code":"10000"},"sign":"x"}', UnknownOutcome),
        (f'{answered("isv.invalid-app-id", "40002")[:-1]},"sign":"AAAA"}}', UnknownOutcome),
        ("<html>", UnknownOutcome),
        ("", UnknownOutcome),
        ("[" * 50_000, UnknownOutcome),
    ],
)
async def test_a_service_that_will_not_say_does_not_mean_unpaid(
    gateway: Any, channel: Any, paid: Any, rig: Any, answer: str, error: type[Exception]
) -> None:
    payment = await paid()
    rig.platform.says = lambda _: answer
    with pytest.raises(error):
        await gateway.query(channel(), PaymentRef(payment.out_trade_no))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("99.80", "98.80"),
        lambda text: text.replace("TRADE_SUCCESS", "TRADE_CLOSED"),
        lambda text: text.replace('"sign":"', '"sign":"A'),
        lambda text: text[: text.index(',"sign"')] + "}",
        lambda text: text.replace('"sign":', '"sign":"","old":'),
        lambda text: text.replace('"sign":', '"sign":null,"old":'),
        lambda text: text.replace('"sign":"', '"sign":"ü'),
    ],
)
async def test_an_answer_that_alipay_did_not_sign_settles_nothing(
    gateway: Any, channel: Any, paid: Any, rig: Any, change: Any
) -> None:
    payment = await paid()
    rig.platform.says = change
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef(payment.out_trade_no))


async def test_an_answer_about_another_payment_settles_nothing(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    """A signed answer that was kept and is played back to another question."""
    first, second = await paid(), await paid()
    kept: list[str] = []
    rig.platform.says = lambda text: kept.append(text) or text  # type: ignore[func-returns-value]
    await gateway.query(channel(), PaymentRef(first.out_trade_no))
    rig.platform.says = lambda _: kept[0]
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef(second.out_trade_no))


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_no_answer_is_not_no(gateway: Any, channel: Any, paid: Any, rig: Any, how: str) -> None:
    payment = await paid()
    await rig.break_next("query", how)
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(), PaymentRef(payment.out_trade_no))


async def test_a_true_answer_that_alipay_is_busy_says_nothing(
    gateway: Any, channel: Any, paid: Any, attempt: Any, rig: Any
) -> None:
    reference = PaymentRef((await paid()).out_trade_no)
    for call, ask in (
        ("query", lambda: gateway.query(channel(), reference)),
        ("close", lambda: gateway.close(channel(), reference)),
        ("create", lambda: gateway.create(channel(), attempt())),
    ):
        await rig.break_next(call, "busy")
        with pytest.raises(UnknownOutcome):
            await ask()


async def test_a_good_account_is_good_and_the_test_changes_nothing(
    gateway: Any, channel: Any, rig: Any
) -> None:
    await gateway.check_settings(channel())
    assert rig.platform.trades == []
    assert rig.platform.asked[-1]["method"] == "alipay.trade.query"


async def test_the_owner_is_told_what_is_wrong(gateway: Any, channel: Any, rig: Any) -> None:
    wrong: list[tuple[dict[str, str], str]] = [
        ({"private_key": certify.private_pem("somebody")}, "INVALID-SIGNATURE"),
        ({"app_id": "2021999999999999"}, "INVALID-APP-ID"),
        ({"alipay_public_key": certify.public_pem("xinghai")}, "does not fit the public key"),
        ({"base_url": "http://127.0.0.1:9/gateway.do"}, "cannot be reached"),
        ({"base_url": f"{rig.platform.url}/elsewhere"}, "does not speak as Alipay"),
        ({"app_auth_token": "stolen-token"}, "INVALID-APP-AUTH-TOKEN"),
    ]
    for changes, says in wrong:
        with pytest.raises(ConfigInvalid, match=says):
            await gateway.check_settings(channel(**changes))


async def test_a_provider_acts_for_a_merchant_with_its_token(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    rig.settings()
    rig.platform.merchants["2021000000000001"].app_auth_token = "token-of-xinghai"
    with pytest.raises(ConfigInvalid, match="AUTH-TOKEN"):
        await gateway.check_settings(channel())
    await gateway.check_settings(channel(app_auth_token="token-of-xinghai"))
    for way in ("page", "qr"):
        action = (
            await gateway.create(channel(app_auth_token="token-of-xinghai", on_computers=way), attempt())
        ).action
        await rig.follow(action)
    assert {trade.status for trade in rig.platform.trades} == {"WAIT_BUYER_PAY"}
