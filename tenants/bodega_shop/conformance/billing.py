"""The service's own list of a day holds what was paid to this merchant, and lacks what the service left out."""

from collections.abc import Sequence

import pytest

from bodega_shop.conformance.open_shops import OpenTill
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.skip_unless import skip_if, skip_unless
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.gateway_errors import Temporary, UnknownOutcome, Unsupported
from bodega_shop.contracts.paying import PaymentRef
from bodega_shop.contracts.refunding import BillLine


class Billing:
    async def test_a_gateway_without_a_bill_says_so(self, rig: GatewayRig, conformance_till: Till) -> None:
        skip_if((await conformance_till.capabilities()).bill, "bill")
        today = conformance_till.street.runtime.clock.now().date()
        with pytest.raises(Unsupported):
            await rig.gateway.bill(await conformance_till.context(), today)

    async def test_the_bill_holds_what_was_paid_and_lacks_what_was_left_out(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_bill(till)
        paid, left_out = await till.charge(), await till.charge()
        await rig.leave_out_of_bill(left_out.out_trade_no)
        lines = await rig.gateway.bill(await till.context(), await rig.bill_day())
        [line] = _of(lines, paid)
        assert (line.kind, line.gross, line.state) == ("payment", rig.money, "succeeded")
        assert _of(lines, left_out) == []

    async def test_the_bill_holds_nothing_of_another_merchant(
        self, rig: GatewayRig, conformance_till: Till, conformance_shops: OpenTill
    ) -> None:
        till = conformance_till
        await _needs_bill(till)
        ours = await till.charge()
        async with conformance_shops(rig.settings_of_another()) as yunting:
            theirs = await yunting.charge()
        lines = await rig.gateway.bill(await till.context(), await rig.bill_day())
        assert len(_of(lines, ours)) == 1
        assert _of(lines, theirs) == []

    async def test_a_bill_that_is_loaded_again_has_the_same_lines(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_bill(till)
        for _ in range(2):
            await till.charge()
        day = await rig.bill_day()
        first, second = [await rig.gateway.bill(await till.context(), day) for _ in range(2)]
        keys = [line.line_key for line in first]
        assert len(keys) == len(set(keys))
        assert len(keys) >= 2
        assert {line.line_key for line in second} == set(keys)

    async def test_amounts_are_never_negative(self, rig: GatewayRig, conformance_till: Till) -> None:
        till = conformance_till
        await _needs_bill(till)
        await till.charge()
        for line in await rig.gateway.bill(await till.context(), await rig.bill_day()):
            assert line.gross.minor >= 0
            assert line.fee is None or line.fee.minor >= 0

    async def test_a_bill_that_cannot_be_had_is_no_empty_bill(
        self, rig: GatewayRig, conformance_till: Till
    ) -> None:
        till = conformance_till
        await _needs_bill(till)
        await till.charge()
        await rig.break_next("bill", "error")
        with pytest.raises((Temporary, UnknownOutcome)):
            await rig.gateway.bill(await till.context(), await rig.bill_day())


async def _needs_bill(till: Till) -> None:
    skip_unless((await till.capabilities()).bill, "bill")


def _of(lines: Sequence[BillLine], payment: PaymentRef) -> list[BillLine]:
    """The payment lines that name this payment by our number or by the service's."""
    found = [line for line in lines if line.kind == "payment"]
    return [
        line
        for line in found
        if payment.out_trade_no == line.out_trade_no or payment.gateway_txn == line.gateway_txn
    ]
