"""The levers that the conformance suite pulls move what they say."""

from typing import Any

import pytest

from bodega.plugins.settings_form import fields_of
from bodega_shop.extend import Money, PaymentRef, SignatureInvalid, UnknownOutcome


async def test_the_levers_move_what_they_say(
    rig: Any, channel: Any, attempt: Any, raw: Any, wish: Any
) -> None:
    first, second = attempt(), attempt()
    for wanted in (first, second):
        await rig.follow((await rig.gateway.create(channel(), wanted)).action)
    assert await rig.messages(first.out_trade_no) == []
    await rig.pay(first.out_trade_no)
    await rig.pay(second.out_trade_no, money=Money(1, "CNY"))
    (sent,) = await rig.messages(second.out_trade_no)
    event = await rig.gateway.parse_notification(channel(), raw(sent.body, dict(sent.headers)))
    assert (event.out_trade_no, event.money) == (second.out_trade_no, Money(1, "CNY"))
    forged = rig.tampered(sent)
    with pytest.raises(SignatureInvalid):
        await rig.gateway.parse_notification(channel(), raw(forged.body, dict(forged.headers)))
    (told,) = await rig.refund_at_service(first.out_trade_no, Money(100, "CNY"))
    assert (await rig.gateway.parse_notification(channel(), raw(told.body, dict(told.headers)))).about == (
        "refund"
    )
    await rig.leave_out_of_bill(second.out_trade_no)
    lines = await rig.gateway.bill(channel(), await rig.bill_day())
    assert {line.out_trade_no for line in lines} == {first.out_trade_no}
    await rig.break_next("query", "silent")
    with pytest.raises(UnknownOutcome):
        await rig.gateway.query(channel(), PaymentRef(first.out_trade_no))


def test_every_form_names_settings_that_exist(rig: Any) -> None:
    known = {field.name for field in fields_of(rig.gateway.settings_type)}
    for form in (
        rig.settings(),
        rig.settings_of_another(),
        rig.settings_without_secret(),
        rig.settings_with_two_secrets(),
    ):
        assert set(form) <= known
