"""Mei gives money back: once, never more than came, and with the platform's part where it had one."""

from typing import Any

import pytest

from bodega_shop.extend import GatewayRejected, Money, RefundRef, RefundStatus, UnknownOutcome
from simulators.stripe import refunds
from stripe_gateway.rig import StripeRig


async def test_parts_go_back_under_their_own_numbers(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    payment = await paid(rig)
    for minor, before in ((4000, 0), (5980, 4000)):
        wanted = refund_of(payment, minor, before)
        done = await gateway.refund(channel(rig), wanted)
        assert (done.state, done.money) == ("succeeded", Money(minor, "CNY"))
        assert (done.out_trade_no, done.gateway_txn) == (payment.out_trade_no, payment.gateway_txn)
        asked = RefundRef(wanted.out_refund_no, gateway_txn=payment.gateway_txn)
        assert await gateway.query_refund(channel(rig), asked) == done
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(rig), refund_of(payment, 1, 9980))


async def test_a_number_that_is_repeated_after_stripe_forgot_the_key_gives_nothing_twice(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    wanted = refund_of(await paid(rig), 4000)
    first = await gateway.refund(channel(rig), wanted)
    rig.ours.answered.clear()
    assert await gateway.refund(channel(rig), wanted) == first
    assert len(rig.ours.all("refund")) == 1


async def test_the_same_number_for_another_sum_is_not_another_refund(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    payment = await paid(rig)
    wanted = refund_of(payment, 4000)
    await gateway.refund(channel(rig), wanted)
    other = refund_of(payment, 5000, out_refund_no=wanted.out_refund_no)
    assert (await gateway.refund(channel(rig), other)).money == Money(4000, "CNY")


async def test_a_try_that_another_worker_finished_meanwhile_is_found(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any, monkeypatch: Any
) -> None:
    """Between the look for an earlier try and this one, the whole sum went back under this very number."""
    wanted = refund_of(await paid(rig), 9980)
    plain = refunds.check_wish

    def overtaken(account: Any, wish: Any) -> None:
        monkeypatch.setattr(refunds, "check_wish", plain)
        refunds.refund(account, wish)

    monkeypatch.setattr(refunds, "check_wish", overtaken)
    done = await gateway.refund(channel(rig), wanted)
    assert (done.state, done.money) == ("succeeded", Money(9980, "CNY"))
    assert len(rig.ours.all("refund")) == 1


async def test_what_is_already_back_or_disputed_is_refused(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    back, disputed = await paid(rig), await paid(rig)
    await rig.refund_at_service(back.out_trade_no, Money(9980, "CNY"))
    await rig.dispute(disputed.out_trade_no, "open")
    for payment in (back, disputed):
        with pytest.raises(GatewayRejected):
            await gateway.refund(channel(rig), refund_of(payment, 100))


async def test_nothing_is_refunded_that_nobody_paid(
    rig: StripeRig, gateway: Any, channel: Any, opened: Any, refund_of: Any
) -> None:
    for payment in (await opened(rig),):
        with pytest.raises(GatewayRejected):
            await gateway.refund(channel(rig), refund_of(payment, 100))
    with pytest.raises(GatewayRejected):
        await gateway.refund(channel(rig), refund_of(payment, 100, gateway_txn="pi_unknown"))


async def test_a_refund_may_start_from_the_session_alone(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    wanted = refund_of(await paid(rig), 100, gateway_txn="")
    assert (await gateway.refund(channel(rig), wanted)).state == "succeeded"
    asked = RefundRef(wanted.out_refund_no, out_trade_no=wanted.out_trade_no)
    assert (await gateway.query_refund(channel(rig), asked)).state == "succeeded"


async def test_a_refund_that_succeeded_may_fail_days_later(
    rig: StripeRig, gateway: Any, channel: Any, heard: Any, paid: Any, refund_of: Any
) -> None:
    wanted = refund_of(await paid(rig), 9980)
    done = await gateway.refund(channel(rig), wanted)
    [sent] = await rig.fail_refund(wanted.out_refund_no)
    read = await gateway.parse_notification(channel(rig), heard(sent))
    assert (read.about, read.refund_no, read.state) == ("refund", wanted.out_refund_no, "ignored")
    failed = await gateway.query_refund(channel(rig), RefundRef("", done.gateway_refund))
    assert (failed.state, failed.failure) == ("failed", "expired_or_canceled_card")


@pytest.mark.parametrize(
    ("said", "state"),
    [("pending", "pending"), ("requires_action", "pending"), ("canceled", "failed"), ("failed", "failed")],
)
async def test_every_state_of_a_refund_means_something(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any, said: str, state: str
) -> None:
    done = await gateway.refund(channel(rig), refund_of(await paid(rig), 100))
    rig.ours.get("refund", done.gateway_refund)["status"] = said
    assert (await gateway.query_refund(channel(rig), RefundRef("", done.gateway_refund))).state == state


async def test_a_state_that_nobody_knows_leaves_the_outcome_open(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    done = await gateway.refund(channel(rig), refund_of(await paid(rig), 100))
    rig.ours.get("refund", done.gateway_refund)["status"] = "levitating"
    with pytest.raises(UnknownOutcome):
        await gateway.query_refund(channel(rig), RefundRef("", done.gateway_refund))


async def test_a_refund_of_the_dashboard_names_its_payment(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    await rig.refund_at_service(payment.out_trade_no, Money(100, "CNY"))
    made = rig.ours.all("refund")[0]
    status = await gateway.query_refund(channel(rig), RefundRef("", made["id"]))
    assert (status.out_trade_no, status.gateway_txn) == (payment.out_trade_no, payment.gateway_txn)
    assert (status.state, status.money) == ("succeeded", Money(100, "CNY"))


async def test_what_stripe_never_heard_of_is_not_found(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment = await paid(rig)
    for unknown in (
        RefundRef("R1", gateway_refund="re_1"),
        RefundRef("R1", gateway_txn=payment.gateway_txn),
        RefundRef("R1", out_trade_no="N1"),
        RefundRef("R1"),
    ):
        assert await gateway.query_refund(channel(rig), unknown) == RefundStatus("not_found")


async def test_another_number_under_stripes_id_is_not_this_refund(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    done = await gateway.refund(channel(rig), refund_of(await paid(rig), 100))
    status = await gateway.query_refund(channel(rig), RefundRef("R1", done.gateway_refund))
    assert not status.merchant_matches


@pytest.mark.parametrize("fee_back", [True, False])
async def test_the_platforms_part_goes_back_when_that_is_wanted(
    connect: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any, fee_back: bool
) -> None:
    payment = await paid(connect, platform_fee=Money(500, "CNY"))
    await gateway.refund(channel(connect), refund_of(payment, 100, platform_fee_back=fee_back))
    said = connect.server.said[-1].asked
    assert said.wish.get("refund_application_fee") == ("true" if fee_back else None)
    assert said.headers["stripe-account"] == "acct_xinghai"


async def test_a_shop_with_its_own_key_has_no_part_to_give_back(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    done = await gateway.refund(channel(rig), refund_of(await paid(rig), 100, platform_fee_back=True))
    assert done.state == "succeeded"
