"""A service that fails or falls silent has said neither yes nor no."""

from typing import Literal

import pytest

from bodega.kernel.money import Money
from bodega_shop.conformance.refunding import refund_ref, refund_request
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.skip_unless import skip_unless
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.gateway_errors import Temporary, UnknownOutcome

How = Literal["unread", "silent", "error"]
HOW: list[How] = ["unread", "silent", "error"]


class Failing:
    @pytest.mark.parametrize("how", HOW)
    async def test_nobody_knows_what_became_of_a_payment_that_was_asked_for(
        self, rig: GatewayRig, conformance_till: Till, how: How
    ) -> None:
        till = conformance_till
        context = await till.context()
        skip_unless(not rig.gateway.creates_offline(context.settings), "a create that calls the service")
        await rig.break_next("create", how)
        with pytest.raises((UnknownOutcome, Temporary) if how == "unread" else UnknownOutcome):
            await rig.gateway.create(context, till.attempt("C0000000000000000003", rig.money))

    @pytest.mark.parametrize("how", HOW)
    async def test_a_question_without_an_answer_does_not_mean_unpaid(
        self, rig: GatewayRig, conformance_till: Till, how: How
    ) -> None:
        payment = await conformance_till.charge()
        context = await conformance_till.context()
        await rig.break_next("query", how)
        with pytest.raises((UnknownOutcome, Temporary)):
            await rig.gateway.query(context, payment)
        assert (await rig.gateway.query(context, payment)).state == "succeeded"

    async def test_the_shop_asks_again_when_a_question_had_no_answer(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        await rig.break_next("query", "error")
        await till.ask(order.out_trade_no)
        assert await till.state(order) == "pending"
        await till.ask(order.out_trade_no)
        assert await till.state(order) == "delivered"

    @pytest.mark.parametrize("how", ["silent", "error"])
    async def test_nobody_knows_what_became_of_a_refund(
        self, rig: GatewayRig, conformance_till: Till, how: How
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).refund != "none", "refund")
        request = refund_request(rig, await till.charge(), rig.money, Money.zero(rig.money.currency))
        await rig.break_next("refund", how)
        with pytest.raises(UnknownOutcome):
            await rig.gateway.refund(await till.context(), request)

    async def test_a_refund_is_asked_about_without_an_answer(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).refund_query, "refund_query")
        request = refund_request(rig, await till.charge(), rig.money, Money.zero(rig.money.currency))
        await rig.gateway.refund(await till.context(), request)
        await rig.break_next("query_refund", "error")
        with pytest.raises((UnknownOutcome, Temporary)):
            await rig.gateway.query_refund(await till.context(), refund_ref(request))
