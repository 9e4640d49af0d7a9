"""星海点卡行 gives money back through the Epay service itself, over real HTTP."""

from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused
from bodega.kernel.money import Money
from bodega_shop.payments.ask_live import ask_live
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.plan_refund import RefundWish
from bodega_shop.refunds.send_refund import send_refund


async def give_back(stand, order, minor):
    wish = RefundWish(order.id, Money(minor, "CNY"), "source", "买家申请")
    [number] = await begin_refund(stand.street.runtime, stand.shop, wish, actor="Mei", now=datetime.now(UTC))
    async with shop_scope(stand.shop) as scope:
        refund_id = await scope.fetchval("select id from refund where number = $1", number)
    for _ in range(2):
        await send_refund(stand.street.runtime, stand.shop, {"refund": str(refund_id)})
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval("select state from refund where id = $1", refund_id)


async def test_parts_and_the_rest_go_back_through_the_service_and_no_more(stand, practice, open_tills):
    till = await open_tills(stand, practice, refunds="on")
    order = await stand.place()
    await practice.press(await till.pay_url(order), "never-notify")
    async with shop_scope(stand.shop) as scope:
        payment = await scope.fetchval("select id from payment where purchase_id = $1", order.id)
    await ask_live(stand.street.runtime, stand.shop, payment, now=datetime.now(UTC))
    assert await stand.state(order.number) == "delivered"
    assert await give_back(stand, order, 3000) == "succeeded"
    assert await give_back(stand, order, 6980) == "succeeded"
    assert await stand.state(order.number) == "refunded"
    with pytest.raises(Refused):
        await give_back(stand, order, 1)
