"""What stands struck through was really asked, or says what it is."""

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput

RULE = "struck-price-has-basis"


async def test_a_price_that_was_never_asked_may_not_be_struck_through(shelf):
    good = await shelf.draft()
    await shelf.price(good, "50", struck_price="99")
    assert not await shelf.publish(good)
    assert (await shelf.cases(good))[RULE] == "open"


async def test_the_lowest_of_the_seven_days_before_may_be_struck_through(shelf):
    good = await shelf.draft()
    sku = await shelf.price(good, "120")
    await shelf.publish(good)
    shelf.later(days=30)
    await shelf.reprice(sku, "110")
    shelf.later(days=3)
    await shelf.reprice(sku, "98", struck_price="110")
    assert await shelf.state(good) == "published"
    await shelf.reprice(sku, "98", struck_price="120")
    assert await shelf.state(good) == "stopped"
    await shelf.reprice(sku, "98", struck_price="120", struck_basis="厂商建议零售价")
    assert await shelf.state(good) == "published"


@pytest.mark.parametrize(("hours_after", "state"), [(7 * 24 - 1, "stopped"), (7 * 24 + 2, "published")])
async def test_an_hour_at_a_lower_price_counts_for_seven_days_and_not_longer(shelf, hours_after, state):
    good = await shelf.draft()
    sku = await shelf.price(good, "110")
    await shelf.publish(good)
    shelf.later(days=20)
    await shelf.reprice(sku, "70")
    shelf.later(hours=1)
    await shelf.reprice(sku, "110")
    shelf.later(hours=hours_after - 1)
    await shelf.reprice(sku, "98", struck_price="110")
    assert await shelf.state(good) == state


async def test_a_price_that_is_raised_for_a_minute_is_no_price_to_compare_with(shelf):
    good = await shelf.draft()
    sku = await shelf.price(good, "98")
    await shelf.publish(good)
    shelf.later(days=20)
    await shelf.reprice(sku, "200")
    shelf.later(minutes=1)
    await shelf.reprice(sku, "98", struck_price="200")
    assert await shelf.state(good) == "stopped"


async def test_what_is_struck_through_must_be_more(shelf):
    good = await shelf.draft()
    with pytest.raises(InvalidInput):
        await shelf.price(good, "98", struck_price="98")


async def test_a_buyer_sees_what_is_struck_through_and_what_it_is(street, shelf):
    good = await shelf.draft()
    async with shop_scope(shelf.shop) as scope:
        sku = await scope.fetchval("select id from sku where product_id = $1", good)
    await shelf.reprice(sku, "98", struck_price="120", struck_basis="厂商建议零售价")
    await shelf.publish(good)
    async with street.client(shelf.shop) as chen_hao:
        page = (await chen_hao.get(f"/products/good-{good.hex[-12:]}")).text
    assert "120.00</s>" in page
    assert "厂商建议零售价" in page
