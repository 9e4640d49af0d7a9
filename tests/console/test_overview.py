"""The first page answers what needs somebody now, and each line leads to where it is solved."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.console.compare_days import compare_days
from bodega_shop.console.read_needs import read_needs


async def needs_of(stand, street):
    now = street.runtime.clock.now()
    found = await read_needs(street.runtime, stand.shop, await stand.profile(), now=now, today=now.date())
    return {need.what: need for need in found}


async def test_an_empty_shop_is_told_its_first_steps(street, shop, take_seat, words):
    page = words(await (await take_seat(shop)).read("/"))

    assert "Nobody can pay you yet" in page
    assert "Your shelf is empty" in page


async def test_a_shop_where_all_is_well_is_told_so(lin_wei, stand, words):
    await stand.stock(20)

    assert "Nothing waits." in words(await lin_wei.read("/"))


async def test_an_order_that_needs_a_person_comes_first_and_is_counted_in_the_menu(
    lin_wei, stand, street, elements
):
    order = await stand.place()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "update purchase set state = 'exception', exception = 'goods_missing', paid_at = placed_at where id = $1",
            order.id,
        )

    page = await lin_wei.read("/")

    assert next(iter(await needs_of(stand, street))) == "exceptions"
    assert ("a", {"class": "bad", "href": "/console/exceptions"}) in elements(page)
    assert '<span class="count">1</span>' in page


async def test_stock_that_is_gone_and_stock_that_is_going_are_told_apart(stand, street, another_stand):
    assert (await needs_of(stand, street))["low_stock"].facts == {"count": 1, "names": ["星海点卡 100元"]}

    empty = await another_stand(codes=0)
    assert "sold_out" in await needs_of(empty, street)

    await stand.stock(20)
    assert "low_stock" not in await needs_of(stand, street)


async def test_a_channel_that_fails_or_whose_extension_is_off_is_named(stand, street):
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "update channel set problem = $1", {"message": "Please fill this in.", "params": {}}
        )
    assert (await needs_of(stand, street))["channel_failing"].facts["name"] == "支付宝"

    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set gateway = 'gone'")
    assert "channel_without_gateway" in await needs_of(stand, street)

    async with shop_scope(stand.shop) as scope:
        await scope.execute("update channel set enabled = false")
    assert "no_open_channel" in await needs_of(stand, street)


@pytest.mark.parametrize("hour", [1, 12, 23])
async def test_today_begins_at_midnight_where_the_shop_is(stand, hour):
    shanghai = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 21, hour, 30, tzinfo=shanghai).astimezone(UTC)
    await stand.place(now=now - timedelta(minutes=5), contact="a@example.com")
    await stand.place(now=now - timedelta(hours=24), contact="b@example.com")
    await stand.place(now=now - timedelta(days=7, minutes=5), contact="c@example.com")
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update purchase set paid_at = placed_at")

    days = await compare_days(stand.shop, "CNY", shanghai, now=now)

    assert (days.today.orders, days.today.paid, days.today.revenue) == (1, 1, Money(9980, "CNY"))
    assert days.last_week.orders == 1


async def test_a_morning_is_not_held_against_a_whole_day(stand):
    shanghai = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 21, 9, 0, tzinfo=shanghai).astimezone(UTC)
    await stand.place(now=now - timedelta(days=7) + timedelta(hours=3))

    assert (await compare_days(stand.shop, "CNY", shanghai, now=now)).last_week.orders == 0
