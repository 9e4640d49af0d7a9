"""The time is over: Xinghai asks Alipay to take no more money."""

from typing import Any

import pytest

from bodega_shop.extend import GatewayRejected, PaymentRef, UnknownOutcome


async def test_a_trade_nobody_paid_is_closed_and_stays_so(
    gateway: Any, channel: Any, opened: Any, rig: Any
) -> None:
    reference = PaymentRef((await opened()).out_trade_no)
    assert await gateway.close(channel(), reference) == "closed"
    assert await gateway.close(channel(), reference) == "closed"
    with pytest.raises(RuntimeError):
        await rig.pay(reference.out_trade_no)


async def test_a_code_nobody_scanned_is_not_found_and_still_takes_money(
    gateway: Any, channel: Any, attempt: Any, rig: Any
) -> None:
    """Which is why `create` tells Alipay when the payment must end."""
    payment = attempt()
    await gateway.create(channel(), payment)
    reference = PaymentRef(payment.out_trade_no)
    assert await gateway.close(channel(), reference) == "not_found"
    await rig.pay(payment.out_trade_no)
    assert (await gateway.query(channel(), reference)).state == "succeeded"


async def test_money_that_was_faster_is_told(gateway: Any, channel: Any, paid: Any) -> None:
    reference = PaymentRef((await paid()).out_trade_no)
    assert await gateway.close(channel(), reference) == "already_paid"


async def test_a_no_to_the_question_is_no_answer(gateway: Any, channel: Any, opened: Any, rig: Any) -> None:
    reference = PaymentRef((await opened()).out_trade_no)
    with pytest.raises(GatewayRejected):
        await gateway.close(channel(app_id="2021999999999999"), reference)
    for how in ("unread", "silent", "error"):
        await rig.break_next("close", how)
        with pytest.raises(UnknownOutcome):
            await gateway.close(channel(), reference)


async def test_when_it_cannot_be_found_out_why_nobody_knows(
    gateway: Any, channel: Any, paid: Any, rig: Any
) -> None:
    reference = PaymentRef((await paid()).out_trade_no)
    await rig.break_next("query", "error")
    with pytest.raises(UnknownOutcome):
        await gateway.close(channel(), reference)
