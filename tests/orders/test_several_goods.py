"""Chen Hao buys several goods in one order: all of them are his, or none is taken."""

import asyncio
from datetime import UTC, datetime

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, OutOfStock
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.delivery.reveal_codes import reveal_codes
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import OrderRequest, WantedLine
from bodega_shop.orders.place_order import PriceChanged, place_order
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code


async def second_good(stand, *, codes: int = 2, price: int = 500, currency: str = "CNY"):
    """A card of 5.00 beside the one of 99.80."""
    sku, batch = new_id(), new_id()
    now = datetime.now(UTC)
    async with shop_scope(stand.shop) as scope:
        product = await scope.fetchval("select id from product")
        await scope.execute(
            "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
            " values ($1, $2, '5元', $3, $4, 1, 5, true, 2)",
            sku, product, price, currency,
        )  # fmt: skip
        await scope.execute(
            "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report,"
            " total, imported, created_at) values ($1, $2, 'ready', 'paste', '', 'CNY', '', 'utf-8', '{}', $3, $3, $4)",
            batch, sku, codes, now,
        )  # fmt: skip
        sealed = [sealed_code(stand.shop, f"FIVE-{new_id().hex[-12:]}", rank) for rank in range(codes)]
        await put_codes(scope, Place(sku, batch), sealed)
    return sku


async def place(stand, *lines, contact: str = "chen.hao@example.com", expected: int | None = None):
    request = OrderRequest(
        tuple(WantedLine(sku, count) for sku, count in lines), contact, "epay", "zh-CN", "198.51.100.4",
        "storefront", "1", expected=expected,
    )  # fmt: skip
    return await place_order(
        stand.shop, await stand.profile(), floor_of(stand.street.runtime).tending, request,
        limit_per_address=0, now=datetime.now(UTC),
    )  # fmt: skip


async def pay(stand, order):
    claim = Claim(
        stand.channel_id,
        f"k{order.number}",
        order.out_trade_no,
        f"T{order.number}",
        order.to_pay,
        b"",
        "test",
    )
    return await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))


async def test_two_goods_are_paid_once_and_each_code_stands_under_its_good(stand):
    five = await second_good(stand)
    order = await place(stand, (five, 2), (stand.sku_id, 1))

    assert order.to_pay == Money(2 * 500 + 9980, "CNY")
    assert (await pay(stand, order)).word == "delivered"
    codes = await reveal_codes(
        stand.shop, order.id, quantity=3, actor="buyer", via="api", address="a", now=datetime.now(UTC)
    )
    assert [code.secret[:4] for code in codes] == ["FIVE", "FIVE", "XH-" + codes[2].secret[3]]
    assert [code.sku_id for code in codes] == [five, five, stand.sku_id]


async def test_what_one_good_lacks_leaves_the_others_on_the_shelf(stand):
    five = await second_good(stand, codes=1)

    with pytest.raises(OutOfStock) as refused:
        await place(stand, (stand.sku_id, 1), (five, 2))

    assert "5元" in str(refused.value.params["good"])
    assert refused.value.params["count"] == 1
    assert await stand.codes() == {"free": 4}


async def test_two_baskets_that_cross_wait_for_nobody_and_share_nothing(stand):
    """Each wants what the other holds last; SKIP LOCKED lets neither wait for the other."""
    five = await second_good(stand, codes=3)
    await stand.set(unpaid_per_contact=0)
    forth = [(stand.sku_id, 1), (five, 1)]
    back = list(reversed(forth))
    placed = await asyncio.gather(
        *(place(stand, *lines, contact=f"c{n}@example.com") for n, lines in enumerate([forth, back] * 4)),
        return_exceptions=True,
    )
    stand_still = [one for one in placed if not isinstance(one, OutOfStock)]
    assert not [one for one in stand_still if isinstance(one, BaseException)]
    async with shop_scope(stand.shop) as scope:
        held = await scope.fetch(
            "select purchase_id, count(*) as n from code where state = 'reserved' group by 1"
        )
    assert [row["n"] for row in held] == [2] * len(stand_still)


@pytest.mark.parametrize("lines", [0, 2, 21])
async def test_an_order_of_nothing_of_one_good_twice_or_of_too_many_is_refused(stand, lines):
    wanted = [(stand.sku_id, 1)] * lines if lines < 3 else [(new_id(), 1) for _ in range(lines)]
    with pytest.raises(InvalidInput):
        await place(stand, *wanted)


async def test_goods_of_two_currencies_are_not_one_order(stand):
    dollars = await second_good(stand, currency="USD")
    with pytest.raises(InvalidInput):
        await place(stand, (stand.sku_id, 1), (dollars, 1))


async def test_a_good_that_left_the_shelf_is_named_before_anything_is_ordered(stand):
    with pytest.raises(NotFound):
        await place(stand, (stand.sku_id, 1), (new_id(), 1))
    assert await stand.codes() == {"free": 3}


async def test_a_price_that_changed_since_it_was_seen_orders_nothing(stand):
    with pytest.raises(PriceChanged):
        await place(stand, (stand.sku_id, 1), expected=9979)
    assert (await place(stand, (stand.sku_id, 1), expected=9980)).to_pay.minor == 9980
