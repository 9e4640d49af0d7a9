"""A buyer's bank takes money back: the shop hears of it, and can ask how it ended."""

from typing import Literal

import pytest

from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.skip_unless import skip_if, skip_unless
from bodega_shop.conformance.till import Till
from bodega_shop.contracts.gateway_errors import Unsupported


class Disputing:
    @pytest.mark.parametrize("end", ["open", "won", "lost"])
    async def test_a_dispute_is_told_and_can_be_looked_up(
        self, rig: GatewayRig, conformance_till: Till, end: Literal["open", "won", "lost"]
    ) -> None:
        till = conformance_till
        skip_unless((await till.capabilities()).disputes, "disputes")
        payment = await till.charge()
        if end != "open":
            await rig.dispute(payment.out_trade_no, "open")
        messages = await rig.dispute(payment.out_trade_no, end)
        events = [await till.parse(sent) for sent in messages]
        assert {(event.about, event.state) for event in events} == {("dispute", "ignored")}
        event = await rig.gateway.resolve(await till.context(), events[-1])
        status = await rig.gateway.query_dispute(await till.context(), event.reference)
        assert (status.state, status.money) == (end, rig.money)
        assert payment.out_trade_no == status.out_trade_no or payment.gateway_txn == status.gateway_txn

    async def test_a_gateway_without_disputes_says_so(self, rig: GatewayRig, conformance_till: Till) -> None:
        can = await conformance_till.capabilities()
        skip_if(can.disputes, "disputes")
        with pytest.raises(Unsupported):
            await rig.gateway.query_dispute(await conformance_till.context(), "D1")
