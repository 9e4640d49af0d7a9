"""Money that is late, comes twice, is too little or of another currency: never lost, and never too many goods."""

from bodega.kernel.money import Money
from bodega_shop.conformance.open_shops import OpenTill
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.till import Till


class OddMoney:
    async def test_late_money_is_delivered_while_the_shelf_holds_the_goods(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        await till.expire(order)
        answers = await till.hear_of(order.out_trade_no)
        assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "delivered"
        assert await till.codes_sold() == 1

    async def test_late_money_for_goods_that_are_gone_waits_for_a_person(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.begin(order)
        await rig.pay(order.out_trade_no)
        await till.expire(order)
        await till.empty_the_shelf()
        answers = await till.hear_of(order.out_trade_no)
        assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "exception"
        assert await till.payment_state(order.out_trade_no) == "succeeded"

    async def test_two_payments_of_one_order_deliver_once_and_the_second_is_a_surplus(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        numbers = [order.out_trade_no, await till.second_attempt(order)]
        for number in numbers:
            await till.create(number, order.to_pay)
        for number in numbers:
            await rig.pay(number)
            answers = await till.hear_of(number)
            assert all(till.accepted(answer) for answer in answers)
        assert await till.state(order) == "delivered"
        assert await till.codes_sold() == 1
        assert [await till.payment_state(number) for number in numbers] == ["succeeded", "surplus"]

    async def test_too_little_money_delivers_nothing_and_waits_for_a_person(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        order = await till.place()
        await till.create(order.out_trade_no, Money(order.to_pay.minor // 2, order.to_pay.currency))
        await rig.pay(order.out_trade_no)
        await till.hear_of(order.out_trade_no)
        assert await till.state(order) == "exception"
        assert await till.payment_state(order.out_trade_no) == "needs_review"
        assert await till.codes_sold() == 0

    async def test_as_much_of_another_currency_delivers_nothing(
        self, rig: GatewayRig, conformance_shops: OpenTill
    ) -> None:
        """The same number of minor units: only the currency tells that it is not what the order costs."""
        other = "USD" if rig.money.currency != "USD" else "EUR"
        async with conformance_shops(rig.settings(), currency=other) as till:
            order = await till.place()
            await till.create(order.out_trade_no, rig.money)
            await rig.pay(order.out_trade_no)
            await till.hear_of(order.out_trade_no)
            assert await till.state(order) != "delivered"
            assert await till.payment_state(order.out_trade_no) != "succeeded"
            assert await till.codes_sold() == 0
