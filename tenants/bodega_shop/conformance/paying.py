"""A payment as promised delivers once, however often, early or never the service says so."""

import asyncio

import pytest

from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.paying import PaymentRef


class Paying:
    async def test_the_account_of_the_form_is_known_at_the_service(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        await rig.gateway.check_settings(await conformance_till.context())

    async def test_a_payment_as_promised_delivers_once(self, rig: GatewayRig, conformance_till: Till) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        answers = await till.hear_of(order.out_trade_no)
        assert answers
        assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "delivered"
        assert await till.payment_state(order.out_trade_no) == "succeeded"
        assert await till.codes_sold() == 1

    async def test_the_service_is_asked_and_says_the_same(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        payment = await conformance_till.charge()
        status = await rig.gateway.query(await conformance_till.context(), payment)
        assert (status.state, status.money, status.merchant_matches) == ("succeeded", rig.money, True)
        assert status.gateway_txn

    async def test_five_equal_messages_at_once_deliver_once(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        messages = await rig.messages(order.out_trade_no)
        answers = await asyncio.gather(*(till.hear(sent) for sent in messages for _ in range(5)))
        assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "delivered"
        assert await till.codes_sold() == 1

    async def test_repetitions_are_one_event_and_other_payments_are_others(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        first, second = await till.charge(), await till.charge()
        keys = [
            {(await till.parse(sent)).event_key for sent in await rig.messages(payment.out_trade_no)}
            for payment in (first, first, second)
        ]
        assert keys[0] == keys[1]
        assert not keys[0] & keys[2]

    async def test_a_message_comes_before_the_shop_knows_what_it_asked_for(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        """The service was asked, and its news overtakes its answer: the shop has stored only the number."""
        till = conformance_till
        order = await till.place()
        await till.create(order.out_trade_no, order.to_pay)
        assert await till.payment_state(order.out_trade_no) == "created"
        await rig.pay(order.out_trade_no)
        answers = await till.hear_of(order.out_trade_no)
        assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "delivered"

    async def test_a_lost_message_is_found_by_asking(self, rig: GatewayRig, conformance_till: Till) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        await till.ask(order.out_trade_no)
        assert await till.state(order) == "delivered"
        answers = await till.hear_of(order.out_trade_no)
        assert all(till.accepted(answer) for answer in answers)
        assert await till.codes_sold() == 1

    async def test_a_payment_that_nobody_made_is_not_paid(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await till.ask(order.out_trade_no)
        assert await till.state(order) == "pending"
        status = await rig.gateway.query(await till.context(), await till.create())
        assert status.state in {"pending", "not_found"}
        assert status.money is None

    async def test_a_number_that_nobody_gave_out_is_not_paid(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        context = await conformance_till.context()
        status = await rig.gateway.query(context, PaymentRef("C0000000000000000001"))
        assert status.state in {"pending", "not_found"}

    @pytest.mark.parametrize("accepted", [True, False])
    async def test_the_two_answers_to_a_message_differ(self, rig: GatewayRig, accepted: bool) -> None:
        this, other = rig.gateway.ack(accepted=accepted), rig.gateway.ack(accepted=not accepted)
        assert (this.status, this.body) != (other.status, other.body)
        assert (200 <= this.status < 300) or not accepted
