"""The platform's bills are taken by Stripe Billing: one invoice each, for exactly that sum, however often it is asked."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bodega.kernel.money import Money
from bodega_shop.extend import BillToCollect, GatewayRejected, Payer, PaymentRef, UnknownOutcome
from simulators.stripe import billing, events
from simulators.stripe.serve import Breakdown

NOW = datetime.now(UTC)
LINES = (("Plan Large", Money(9300, "CNY")), ("Plan Small, not used any more", Money(-3100, "CNY")))


@pytest.fixture
def enter(gateway, channel) -> Callable[..., Any]:
    """Lin Wei leaves a card; the number of the customer comes back."""

    async def one(rig: Any, payer: str = "", **card: Any) -> str:
        ctx = channel(rig)
        if not payer:
            payer = await gateway.open_payer(
                ctx, Payer("payer:1", "星海点卡行", "lin.wei@xinghai.example", "zh-CN")
            )
        page = await gateway.card_page(
            ctx, payer, return_url="https://bodega.example/my/plans", locale="zh-CN"
        )
        assert await gateway.read_card(ctx, payer, page.reference) is None or card
        billing.enter_card(rig.ours, rig.ours.get("checkout.session", page.reference), **card)
        assert (await gateway.read_card(ctx, payer, page.reference)).expires == "12/2031"
        return payer

    return one


def bill_of(payer: str, **changes: Any) -> BillToCollect:
    wanted = BillToCollect(
        "B1", payer, Money(6200, "CNY"), "2027-000001", LINES, NOW, NOW + timedelta(days=30), {"shop": "@platform"}
    )  # fmt: skip
    return replace(wanted, **changes)


async def test_a_bill_becomes_one_invoice_with_its_lines_and_is_paid_from_the_card(
    rig, gateway, channel, enter
):
    payer = await enter(rig)
    found = [await gateway.collect(channel(rig), bill_of(payer)) for _ in range(2)]
    assert [(one.state, one.money) for one in found] == [("succeeded", Money(6200, "CNY"))] * 2
    (invoice,) = rig.ours.all("invoice")
    assert [line["amount"] for line in invoice["lines"]["data"]] == [9300, -3100]
    assert found[0].gateway_txn.startswith("pi_")
    assert await gateway.ask_collection(channel(rig), payer, PaymentRef("B1", found[0].reference)) == found[0]


@pytest.mark.parametrize("path", ["", "/add_lines", "/finalize", "/pay"])
async def test_an_answer_that_is_lost_on_the_way_makes_no_second_invoice(rig, gateway, channel, enter, path):
    payer = await enter(rig)
    ctx, bill = channel(rig), bill_of(payer)
    if path:
        with pytest.raises(UnknownOutcome):
            rig.server.breakdowns.append(Breakdown("POST", "/v1/invoices", "silent"))
            await gateway.collect(ctx, bill)
        (invoice,) = rig.ours.all("invoice")
        path = f"/{invoice['id']}{path}"
    rig.server.breakdowns.append(Breakdown("POST", f"/v1/invoices{path}", "silent"))
    with contextlib.suppress(UnknownOutcome):
        await gateway.collect(ctx, bill)
    assert (await gateway.collect(ctx, bill)).state == "succeeded"
    (invoice,) = rig.ours.all("invoice")
    assert invoice["amount_paid"] == 6200


async def test_a_refused_card_leaves_the_bill_payable_there_and_another_card_pays_it(
    rig, gateway, channel, enter
):
    payer = await enter(rig, refused=True)
    failed = await gateway.collect(channel(rig), bill_of(payer))
    assert (failed.state, failed.tries) == ("failed", 1)
    assert failed.page.startswith("https://invoice.stripe.com/")
    billing.try_again(rig.ours, rig.ours.all("invoice")[0])
    lost = PaymentRef("B1")
    assert (await gateway.ask_collection(channel(rig), payer, lost)).tries == 2
    await enter(rig, payer, last4="1881")
    assert (await gateway.collect(channel(rig), bill_of(payer))).state == "succeeded"
    assert (await gateway.stop_collection(channel(rig), payer, lost)).state == "succeeded"


async def test_what_is_called_off_is_not_taken_and_a_forgotten_card_is_nobodys(rig, gateway, channel, enter):
    payer = await enter(rig, refused=True)
    ctx = channel(rig)
    assert (await gateway.stop_collection(ctx, payer, PaymentRef("B1"))).state == "gone"
    failed = await gateway.collect(ctx, bill_of(payer))
    for _ in range(2):
        assert (await gateway.stop_collection(ctx, payer, PaymentRef("B1", failed.reference))).state == "gone"
    for _ in range(2):
        await gateway.forget_card(ctx, payer)
    assert await gateway.read_card(ctx, payer, "") is None
    assert (await gateway.collect(ctx, bill_of(payer, out_trade_no="B2"))).state == "waiting"


@pytest.mark.parametrize("case", ["balance", "least", "lines"])
async def test_stripe_never_takes_another_sum_than_the_bills(rig, gateway, channel, enter, case):
    payer = await enter(rig)
    bill = bill_of(payer)
    if case == "balance":
        rig.ours.get("customer", payer)["balance"] = 500
    if case == "least":
        bill = replace(bill, money=Money(49, "CNY"), lines=(("Plan", Money(49, "CNY")),))
    if case == "lines":
        bill = replace(bill, money=Money(6201, "CNY"))
    with pytest.raises(GatewayRejected):
        await gateway.collect(channel(rig), bill)
    assert rig.ours.all("invoice") == []


async def test_messages_name_the_bill_or_the_payer_and_are_never_believed_by_themselves(
    rig, gateway, channel, enter, heard
):
    rig.ours.destinations[0].wanted = frozenset()
    payer = await enter(rig, refused=True)
    await gateway.collect(channel(rig), bill_of(payer))
    billing.settle_invoice(rig.ours, rig.ours.all("invoice")[0])
    said = {}
    for event in reversed(rig.ours.all("event")):
        for posted in events.posted(rig.ours, event):
            read = await gateway.parse_notification(channel(rig), heard(posted))
            assert read.must_query
            said[event["type"]] = (read.about, read.state, read.out_trade_no or read.reference)
    assert said["checkout.session.completed"] == ("card", "ignored", payer)
    assert said["customer.updated"] == ("card", "ignored", payer)
    assert said["invoice.payment_failed"] == ("payment", "ignored", "B1")
    assert said["invoice.paid"] == ("payment", "succeeded", "B1")
