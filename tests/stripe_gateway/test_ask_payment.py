"""Xinghai asks Stripe: was this paid, how much came, and what did Stripe keep?"""

from typing import Any

import pytest

from bodega_shop.extend import Money, PaymentRef, PaymentStatus, UnknownOutcome
from simulators.stripe import pay
from stripe_gateway.rig import StripeRig


async def test_a_payment_is_found_with_its_sum_and_its_fee(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    status = await gateway.query(channel(rig), payment)
    assert (status.state, status.money) == ("succeeded", Money(9980, "CNY"))
    assert status.fee == Money(319, "CNY")
    assert status.paid_at is not None
    assert status.merchant_matches


async def test_a_fee_in_another_currency_waits_for_the_bill(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    rig.ours.all("balance_transaction")[0]["currency"] = "usd"
    status = await gateway.query(channel(rig), payment)
    assert (status.money, status.fee) == (Money(9980, "CNY"), None)


async def test_currencies_that_stripe_counts_otherwise_come_back_as_they_went(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    for money in (Money(5000, "UGX"), Money(500_000, "MGA"), Money(800, "JPY"), Money(12_340, "KWD")):
        payment = await paid(rig, money=money)
        assert (await gateway.query(channel(rig), payment)).money == money


async def test_an_open_session_is_pending_and_an_expired_one_has_failed(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any
) -> None:
    payment = await opened(rig)
    assert await gateway.query(channel(rig), payment) == PaymentStatus("pending")
    assert await gateway.close(channel(rig), payment) == "closed"
    assert await gateway.query(channel(rig), payment) == PaymentStatus("failed")


async def test_a_slow_payment_is_pending_until_it_comes_or_bounces(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any
) -> None:
    arriving, bouncing = await opened(rig), await opened(rig)
    for payment in (arriving, bouncing):
        pay.pay_slowly(*rig.session(payment.out_trade_no))
        assert (await gateway.query(channel(rig), payment)).state == "pending"
    pay.arrive(*rig.session(arriving.out_trade_no))
    pay.bounce(*rig.session(bouncing.out_trade_no))
    assert (await gateway.query(channel(rig), arriving)).state == "succeeded"
    assert (await gateway.query(channel(rig), bouncing)).state == "failed"


async def test_a_payment_whose_session_was_never_learnt_is_found_by_our_number(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any, paid: Any
) -> None:
    """The answer to its opening was lost on the way."""
    unpaid, done = await opened(rig), await paid(rig)
    ask = gateway.query
    assert (await ask(channel(rig), PaymentRef(unpaid.out_trade_no))).state == "pending"
    found = await ask(channel(rig), PaymentRef(done.out_trade_no))
    assert (found.state, found.money, found.fee) == ("succeeded", Money(9980, "CNY"), Money(319, "CNY"))
    assert await ask(channel(rig), PaymentRef("20261121S0")) == PaymentStatus("not_found")


async def test_a_payment_that_the_search_does_not_know_yet_is_found_among_the_last_ones(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, opened: Any
) -> None:
    done = await paid(rig)
    rig.ours.searchable = False
    for _ in range(3):
        await opened(rig)
    found = await gateway.query(channel(rig), PaymentRef(done.out_trade_no))
    assert (found.state, found.gateway_txn) == ("succeeded", done.gateway_txn)


async def test_a_list_that_is_longer_than_we_read_leaves_the_outcome_open(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any
) -> None:
    payment = await opened(rig)
    session = rig.ours.all("checkout.session")[0]
    for number in range(501):
        rig.ours.add("cs", {**session, "id": f"cs_test_{number}", "client_reference_id": f"N{number}"})
    with pytest.raises(UnknownOutcome):
        await gateway.query(channel(rig), PaymentRef(payment.out_trade_no))


async def test_a_payment_is_found_by_its_intent_alone(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    named = PaymentRef(payment.out_trade_no, gateway_txn=payment.gateway_txn)
    assert (await gateway.query(channel(rig), named)).state == "succeeded"
    intent = rig.ours.get("payment_intent", payment.gateway_txn)
    for status, state in (("canceled", "failed"), ("processing", "pending"), ("requires_capture", "pending")):
        intent["status"] = status
        assert (await gateway.query(channel(rig), named)).state == state


async def test_what_stripe_never_heard_of_is_not_found(rig: StripeRig, gateway: Any, channel: Any) -> None:
    for unknown in (PaymentRef("N1", gateway_ref="cs_test_1"), PaymentRef("N1", gateway_txn="pi_1")):
        assert await gateway.query(channel(rig), unknown) == PaymentStatus("not_found")


async def test_an_answer_about_another_payment_is_no_answer(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    for wrong in (
        PaymentRef("N1", gateway_ref=payment.gateway_ref),
        PaymentRef("N1", gateway_txn=payment.gateway_txn),
    ):
        with pytest.raises(UnknownOutcome):
            await gateway.query(channel(rig), wrong)


async def test_money_of_the_other_mode_is_not_this_channels(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    rig.ours.get("checkout.session", payment.gateway_ref)["livemode"] = True
    assert not (await gateway.query(channel(rig), payment)).merchant_matches


async def test_a_connected_shops_payment_is_asked_for_in_its_account(
    connect: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(connect, platform_fee=Money(500, "CNY"))
    status = await gateway.query(channel(connect), payment)
    assert (status.money, status.fee) == (Money(9980, "CNY"), Money(319, "CNY"))
    foreign = channel(connect, connected_account="acct_yunting")
    assert await gateway.query(foreign, payment) == PaymentStatus("not_found")


async def test_closing_tells_what_became_of_the_money(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any, paid: Any
) -> None:
    close, ctx = gateway.close, channel(rig)
    lost = await opened(rig)
    assert await close(ctx, PaymentRef(lost.out_trade_no)) == "closed"
    assert await close(ctx, lost) == "closed"
    assert await close(ctx, await paid(rig)) == "already_paid"
    assert await close(ctx, PaymentRef("N1")) == "not_found"
    assert await close(ctx, PaymentRef("N1", gateway_ref="cs_test_1")) == "not_found"


async def test_a_payment_that_is_under_way_cannot_be_called_closed(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any
) -> None:
    payment = await opened(rig)
    pay.pay_slowly(*rig.session(payment.out_trade_no))
    with pytest.raises(UnknownOutcome):
        await gateway.close(channel(rig), payment)
