"""A payment that was closed takes no money, and one that took money was not closed, whoever was faster."""

import asyncio
from contextlib import suppress

from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.skip_unless import skip_if, skip_unless
from bodega_shop.conformance.till import Till

ROUNDS = 5


class Closing:
    async def test_a_gateway_that_cannot_close_says_so(self, rig: GatewayRig, conformance_till: Till) -> None:
        skip_if((await conformance_till.capabilities()).close, "close")
        payment = await conformance_till.create()
        assert await rig.gateway.close(await conformance_till.context(), payment) == "unsupported"

    async def test_a_closed_payment_takes_no_more_money(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).close, "close")
        payment = await till.create()
        assert await rig.gateway.close(await till.context(), payment) == "closed"
        # How a service turns the late buyer away is its own affair.
        with suppress(Exception):
            await rig.pay(payment.out_trade_no)
        assert (await rig.gateway.query(await till.context(), payment)).state != "succeeded"

    async def test_a_payment_that_was_made_cannot_be_closed(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).close, "close")
        payment = await till.charge()
        assert await rig.gateway.close(await till.context(), payment) == "already_paid"
        assert (await rig.gateway.query(await till.context(), payment)).state == "succeeded"

    async def test_closing_and_paying_at_the_same_moment_agree_on_who_won(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).close, "close")
        context = await till.context()
        for _ in range(ROUNDS):
            payment = await till.create()
            paying = asyncio.gather(rig.pay(payment.out_trade_no), return_exceptions=True)
            said = await rig.gateway.close(context, payment)
            await paying
            paid = (await rig.gateway.query(context, payment)).state == "succeeded"
            assert (said, paid) in {("closed", False), ("already_paid", True)}

    async def test_money_that_was_faster_than_the_close_still_delivers(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).close, "close")
        order = await till.place()
        payment = await till.create(order.out_trade_no, order.to_pay)
        await rig.pay(order.out_trade_no)
        await till.expire(order)
        assert await rig.gateway.close(await till.context(), payment) == "already_paid"
        await till.hear_of(order.out_trade_no)
        assert await till.state(order) == "delivered"
