"""The levers do what they say, before a suite pulls them."""

from datetime import timedelta
from typing import Any

import pytest

from bodega_shop.extend import Money, Temporary, UnknownOutcome


async def test_a_payment_is_made_and_told(rig: Any, opened: Any) -> None:
    payment = await opened()
    assert await rig.messages(payment.out_trade_no) == []
    await rig.pay(payment.out_trade_no)
    [message] = await rig.messages(payment.out_trade_no)
    assert b"total_amount=99.80" in message.body
    assert rig.tampered(message).body != message.body


@pytest.mark.parametrize("how", ["unread", "silent", "error"])
async def test_a_broken_call_breaks_once(
    rig: Any, gateway: Any, channel: Any, attempt: Any, how: str
) -> None:
    await rig.break_next("create", how)
    with pytest.raises(UnknownOutcome):
        await gateway.create(channel(), attempt())
    await gateway.create(channel(), attempt())


async def test_a_silent_call_was_carried_out_and_an_unread_one_was_not(
    rig: Any, gateway: Any, channel: Any, attempt: Any
) -> None:
    for how, carried_out in (("unread", 0), ("silent", 1), ("error", 1)):
        await rig.break_next("create", how)
        with pytest.raises((UnknownOutcome, Temporary)):
            await gateway.create(channel(), attempt())
        assert len(rig.platform.trades) == carried_out


async def test_what_was_paid_so_far_stands_in_the_bill_of_one_day(rig: Any, paid: Any) -> None:
    payment = await paid()
    day = await rig.bill_day()
    assert rig.trade(payment.out_trade_no).paid_at.date() - day <= timedelta(days=1)


async def test_a_refund_in_the_console_is_told(rig: Any, paid: Any) -> None:
    payment = await paid()
    [message] = await rig.refund_at_service(payment.out_trade_no, Money(100, "CNY"))
    assert b"refund_fee=1.00" in message.body
