"""The bank takes money back, and Stripe's own list of a day says what really moved."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bodega.kernel.clock import SetClock
from bodega_shop.extend import BillLine, GatewayRejected, Money, Temporary, UnknownOutcome
from simulators.stripe import disputes
from stripe_gateway.rig import StripeRig, open_rig


async def case_of(rig: StripeRig, paid: Any, *, asked: bool = False) -> tuple[Any, dict[str, Any]]:
    payment = await paid(rig)
    intent = rig.ours.get("payment_intent", payment.gateway_txn)
    charge = rig.ours.get("charge", intent["latest_charge"])
    return payment, (disputes.ask if asked else disputes.take_back)(rig.ours, charge)


async def test_a_dispute_costs_the_sum_and_a_fee_until_it_is_won(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    payment, case = await case_of(rig, paid)
    status = await gateway.query_dispute(channel(rig), case["id"])
    assert (status.state, status.money, status.fee) == ("open", Money(9980, "CNY"), Money(1500, "CNY"))
    assert (status.out_trade_no, status.gateway_txn) == (payment.out_trade_no, payment.gateway_txn)
    assert (status.reason, status.opened_at is not None) == ("fraudulent", True)
    disputes.decide(rig.ours, case, won=True)
    status = await gateway.query_dispute(channel(rig), case["id"])
    assert (status.state, status.fee) == ("won", Money(0, "CNY"))


async def test_a_dispute_may_be_lost(rig: StripeRig, gateway: Any, channel: Any, paid: Any) -> None:
    _, case = await case_of(rig, paid)
    disputes.decide(rig.ours, case, won=False)
    assert (await gateway.query_dispute(channel(rig), case["id"])).state == "lost"


@pytest.mark.parametrize("said", ["warning_needs_response", "warning_under_review", "warning_closed"])
async def test_a_question_of_the_bank_moves_no_money(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, said: str
) -> None:
    _, case = await case_of(rig, paid, asked=True)
    case["status"] = said
    status = await gateway.query_dispute(channel(rig), case["id"])
    assert (status.state, status.fee) == ("warning", None)


@pytest.mark.parametrize(("asked", "state"), [(True, "warning"), (False, "lost")])
async def test_a_dispute_that_was_prevented_is_lost_where_money_moved(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, asked: bool, state: str
) -> None:
    _, case = await case_of(rig, paid, asked=asked)
    case["status"] = "prevented"
    assert (await gateway.query_dispute(channel(rig), case["id"])).state == state


async def test_a_dispute_that_stripe_does_not_know_is_refused(
    rig: StripeRig, gateway: Any, channel: Any
) -> None:
    with pytest.raises(GatewayRejected):
        await gateway.query_dispute(channel(rig), "dp_1")


async def bill(rig: StripeRig, gateway: Any, channel: Any) -> list[BillLine]:
    day = await rig.bill_day()
    return list(await gateway.bill(channel(rig), day))


async def test_the_bill_tells_payments_refunds_and_disputes_apart(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any, refund_of: Any
) -> None:
    payment, disputed = await paid(rig), await paid(rig)
    wanted = refund_of(payment, 4000)
    await gateway.refund(channel(rig), wanted)
    await rig.fail_refund(wanted.out_refund_no)
    await rig.dispute(disputed.out_trade_no, "open")
    await rig.dispute(disputed.out_trade_no, "won")
    lines = {(line.kind, line.gateway_txn, line.state): line for line in await bill(rig, gateway, channel)}
    one = lines["payment", payment.gateway_txn, "succeeded"]
    assert (one.gross, one.fee, one.out_trade_no) == (
        Money(9980, "CNY"), Money(319, "CNY"), payment.out_trade_no,
    )  # fmt: skip
    for state in ("succeeded", "failed"):
        back = lines["refund", payment.gateway_txn, state]
        assert (back.gross, back.out_refund_no) == (Money(4000, "CNY"), wanted.out_refund_no)
    case = lines["dispute", disputed.gateway_txn, "succeeded"]
    assert (case.gross, case.fee) == (Money(9980, "CNY"), Money(1500, "CNY"))


async def test_what_concerns_no_buyer_is_in_the_bill_too(rig: StripeRig, gateway: Any, channel: Any) -> None:
    for category, kind in (
        ("payout", "payout"), ("payout_reversal", "payout"), ("fee", "fee"), ("topup", "adjustment"),
        ("a_new_one", "adjustment"),
    ):  # fmt: skip
        thing = {"id": f"po_{category}", "currency": "usd"}
        booked = rig.ours.book(thing, -700, 0, "payout", category)
        [line] = await bill(rig, gateway, channel)
        assert (line.kind, line.gross, line.fee, line.gateway_txn) == (kind, Money(700, "USD"), None, "")
        assert line.line_key == booked["id"]
        del rig.ours.things[booked["id"]]


async def test_a_bill_of_many_pages_is_read_to_its_end_once(
    rig: StripeRig, gateway: Any, channel: Any
) -> None:
    for number in range(121):
        rig.ours.book({"id": f"po_{number}", "currency": "usd"}, -number, 0, "payout", "payout")
    lines = await bill(rig, gateway, channel)
    assert sorted(line.gross.minor for line in lines) == list(range(121))
    assert len({line.line_key for line in lines}) == 121


async def test_the_sum_is_what_the_buyer_paid_where_stripe_booked_another_currency(
    rig: StripeRig, gateway: Any, channel: Any, paid: Any
) -> None:
    await paid(rig)
    rig.ours.all("balance_transaction")[0].update(currency="usd", amount=1404, fee=71)
    [line] = await bill(rig, gateway, channel)
    assert (line.gross, line.fee) == (Money(9980, "CNY"), Money(71, "USD"))


async def test_the_day_is_stripes_and_has_no_bill_before_it_is_over(
    rig: StripeRig, gateway: Any, channel: Any
) -> None:
    day = date(2026, 11, 20)
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    for minute, key in (
        (-1, "txn_before"),
        (0, "txn_first"),
        (24 * 60 - 1, "txn_last"),
        (24 * 60, "txn_after"),
    ):
        booked = rig.ours.book({"id": "po_1", "currency": "usd"}, 100, 0, "payout", "payout")
        del rig.ours.things[booked["id"]]
        created = int((midnight + timedelta(minutes=minute)).timestamp())
        rig.ours.things[key] = {**booked, "id": key, "created": created}
    clock = SetClock(midnight + timedelta(hours=23, minutes=59))
    with pytest.raises(Temporary):
        await gateway.bill(channel(rig, clock=clock), day)
    clock.advance(minutes=1)
    lines = await gateway.bill(channel(rig, clock=clock), day)
    assert {line.line_key for line in lines} == {"txn_first", "txn_last"}


@pytest.mark.parametrize("broken", [{"amount": "100"}, {"currency": "xyz"}, {"fee": None}, {"id": 7}])
async def test_a_bill_with_a_broken_line_is_no_bill(gateway: Any, channel: Any, broken: Any) -> None:
    """The description would rightly complain of such an answer, so the rig is one that nobody holds against it."""
    async with open_rig() as rig:
        rig.ours.book({"id": "po_1", "currency": "usd"}, 100, 0, "payout", "payout")
        day = await rig.bill_day()
        rig.ours.all("balance_transaction")[0].update(broken)
        with pytest.raises(UnknownOutcome):
            await gateway.bill(channel(rig), day)
