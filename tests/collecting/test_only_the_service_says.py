"""What goes through the platform is believed from the service alone: no shop can write itself money that others hold."""

from datetime import timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.money import Money
from bodega_shop.comparison.china_day import china_day
from bodega_shop.comparison.run_again import run_again
from bodega_shop.payments.confirm_by_hand import Arrival, ask_to_confirm, confirm_transfer


@pytest.mark.parametrize("way", ["platform", "connect"])
async def test_nobody_of_the_shop_confirms_by_hand_what_goes_through_the_platform(
    licensed, open_till, worker, way
):
    till = await open_till(way)
    order = await till.order()
    async with shop_scope(till.shop) as scope:
        payment = await scope.fetchval("select id from payment where purchase_id = $1", order.id)
    arrival, now = Arrival(payment, Money(9980, "CNY"), "T1"), till.runtime.clock.now()
    with pytest.raises(Refused):
        await confirm_transfer(till.runtime, till.shop, arrival, by=worker("Mei"), now=now)
    with pytest.raises(Refused):
        await ask_to_confirm(till.runtime, till.shop, arrival, "photo", by=worker("Mei"), now=now)
    assert await till.platforms_books() == {}


async def test_a_shop_is_not_shown_the_platforms_list_of_all_shops_payments(licensed, open_till, worker):
    till = await open_till("platform")
    await till.sold()
    now = till.runtime.clock.now()
    day = china_day(now) - timedelta(days=1)
    with pytest.raises(InvalidInput):
        await run_again(till.runtime, till.shop, till.channel_id, day, by=worker("Lin Wei"), now=now)


async def test_transfers_that_people_confirm_are_no_account_of_the_platforms(take_seat):
    ada = await take_seat()
    assert "gateway=manual" not in await ada.read("/channels")
    answer = await ada.send(
        "/channels",
        channel_gateway="manual",
        channel_way="collect",
        channel_currency="CNY",
        channel_name="转账",
    )
    assert answer.status_code == 400
