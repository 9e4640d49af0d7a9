"""Money goes back as far as it came and no further, and one refund gives it back once."""

import asyncio

import pytest

from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.skip_unless import skip_if, skip_unless
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.gateway_errors import GatewayRejected, Temporary, UnknownOutcome, Unsupported
from bodega_shop.contracts.paying import PaymentRef
from bodega_shop.contracts.refunding import RefundRef, RefundRequest, RefundStatus

PARTS = 3
ASKED_AT_MOST = 40


class Refunding:
    async def test_a_gateway_without_refunds_says_so(self, rig: GatewayRig, conformance_till: Till) -> None:
        offered = (await conformance_till.capabilities()).refund
        skip_if(offered != "none", "refund")
        payment = await conformance_till.charge()
        request = refund_request(rig, payment, rig.money, Money.zero(rig.money.currency))
        with pytest.raises(Unsupported):
            await rig.gateway.refund(await conformance_till.context(), request)

    async def test_a_whole_payment_goes_back_once(self, rig: GatewayRig, conformance_till: Till) -> None:
        till = conformance_till
        await _needs_refunds(till)
        payment, nothing = await till.charge(), Money.zero(rig.money.currency)
        status = await _settled(till, refund_request(rig, payment, rig.money, nothing))
        assert (status.state, status.money) == ("succeeded", rig.money)
        await rig.rest()
        await _refused(till, payment, Money(1, rig.money.currency), rig.money)

    async def test_parts_go_back_up_to_the_limit_and_one_more_is_refused(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        offered = (await till.capabilities()).refund
        skip_unless(offered == "partial", "refund partial")
        most = (await till.capabilities()).refunds_per_payment or PARTS
        payment, back = await till.charge(), Money.zero(rig.money.currency)
        for part in rig.money.split([1] * min(PARTS, most)):
            status = await _settled(till, refund_request(rig, payment, part, back))
            assert (status.state, status.money) == ("succeeded", part)
            back += part
            await rig.rest()
        assert back == rig.money
        await _refused(till, payment, Money(1, rig.money.currency), back)

    async def test_more_than_was_paid_is_refused(self, rig: GatewayRig, conformance_till: Till) -> None:
        await _needs_refunds(conformance_till)
        payment = await conformance_till.charge()
        more = Money(rig.money.minor + 1, rig.money.currency)
        await _refused(conformance_till, payment, more, Money.zero(rig.money.currency))

    async def test_what_nobody_paid_is_not_refunded(self, rig: GatewayRig, conformance_till: Till) -> None:
        await _needs_refunds(conformance_till)
        payment = await conformance_till.create()
        await _refused(conformance_till, payment, rig.money, Money.zero(rig.money.currency))

    async def test_a_refund_without_an_answer_is_found_by_its_number_and_was_made_once(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_refunds(till)
        can = await till.capabilities()
        payment = await till.charge()
        request = refund_request(rig, payment, rig.money, Money.zero(rig.money.currency))
        await rig.break_next("refund", "silent")
        with pytest.raises(UnknownOutcome):
            await rig.gateway.refund(await till.context(), request)
        if can.refund_idempotent:
            again = await rig.gateway.refund(await till.context(), request)
            assert again.state in {"pending", "succeeded"}
        skip_unless(can.refund_query, "refund_query")
        found = await _asked(till, request)
        assert (found.state, found.money) == ("succeeded", rig.money)
        await rig.rest()
        await _refused(till, payment, Money(1, rig.money.currency), rig.money)

    async def test_a_refund_that_never_arrived_is_not_found_and_may_be_sent_as_it_was(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_refunds(till)
        skip_unless((await till.capabilities()).refund_query, "refund_query")
        payment = await till.charge()
        request = refund_request(rig, payment, rig.money, Money.zero(rig.money.currency))
        await rig.break_next("refund", "unread")
        with pytest.raises((UnknownOutcome, Temporary)):
            await rig.gateway.refund(await till.context(), request)
        missing = await rig.gateway.query_refund(await till.context(), refund_ref(request))
        assert missing.state == "not_found"
        status = await _settled(till, request)
        assert (status.state, status.money) == ("succeeded", rig.money)

    async def test_the_same_number_twice_gives_the_money_back_once(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        can = await till.capabilities()
        skip_unless(can.refund_idempotent, "refund_idempotent")
        part = rig.money if can.refund == "whole" else rig.money.split([1, 1])[0]
        payment = await till.charge()
        request = refund_request(rig, payment, part, Money.zero(rig.money.currency))
        for _ in range(2):
            await rig.gateway.refund(await till.context(), request)
        await _settled(till, request)
        rest = rig.money - part
        await rig.rest()
        if rest.minor:
            status = await _settled(till, refund_request(rig, payment, rest, part))
            assert (status.state, status.money) == ("succeeded", rest)
            await rig.rest()
        await _refused(till, payment, Money(1, rig.money.currency), rig.money)

    async def test_a_refund_made_at_the_service_is_no_payment_and_can_be_looked_up(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_refunds(till)
        payment = await till.charge()
        for sent in await rig.refund_at_service(payment.out_trade_no, rig.money):
            event = await till.parse(sent)
            assert (event.about, event.state) == ("refund", "ignored")
            event = await rig.gateway.resolve(await till.context(), event)
            assert payment.out_trade_no == event.out_trade_no or event.reference or event.refund_no

    async def test_a_refund_may_fail_after_it_had_succeeded(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless(rig.refunds_can_fail, "refunds_can_fail, taking a refund back")
        payment = await till.charge()
        request = refund_request(rig, payment, rig.money, Money.zero(rig.money.currency))
        assert (await _settled(till, request)).state == "succeeded"
        messages = await rig.fail_refund(request.out_refund_no)
        assert messages
        assert {(await till.parse(sent)).about for sent in messages} == {"refund"}
        assert (await rig.gateway.query_refund(await till.context(), refund_ref(request))).state == "failed"


async def _needs_refunds(till: Till) -> None:
    skip_unless((await till.capabilities()).refund != "none", "refund")


def refund_request(rig: GatewayRig, payment: PaymentRef, money: Money, before: Money) -> RefundRequest:
    """A refund under a number of its own, of a payment of the rig's sum."""
    return RefundRequest(
        out_refund_no=f"R{new_id().hex[-20:]}",
        out_trade_no=payment.out_trade_no,
        gateway_txn=payment.gateway_txn,
        gateway_ref=payment.gateway_ref,
        money=money,
        paid=rig.money,
        refunded_before=before,
        reason="买家申请退款",
    )


def refund_ref(request: RefundRequest, gateway_refund: str = "") -> RefundRef:
    """How the shop asks about that refund."""
    return RefundRef(
        out_refund_no=request.out_refund_no,
        gateway_refund=gateway_refund,
        out_trade_no=request.out_trade_no,
        gateway_txn=request.gateway_txn,
        gateway_ref=request.gateway_ref,
    )


async def _settled(till: Till, request: RefundRequest) -> RefundStatus:
    """Send it, and wait until the service has made up its mind."""
    status = await till.rig.gateway.refund(await till.context(), request)
    return await _asked(till, request) if status.state == "pending" else status


async def _asked(till: Till, request: RefundRequest) -> RefundStatus:
    context = await till.context()
    status = await till.rig.gateway.query_refund(context, refund_ref(request))
    for _ in range(ASKED_AT_MOST):
        if status.state != "pending":
            break
        await asyncio.sleep(0.1)
        status = await till.rig.gateway.query_refund(context, refund_ref(request, status.gateway_refund))
    return status


async def _refused(till: Till, payment: PaymentRef, money: Money, before: Money) -> None:
    """A definite no, said at once or when asked; the money stays where it is."""
    try:
        status = await _settled(till, refund_request(till.rig, payment, money, before))
    except GatewayRejected:
        return
    assert status.state == "failed"
