"""What a plan allows is held where the thing is made, and orders are never turned away half-way."""

import pytest

from bodega.billing.bill_commission import bill_commission
from bodega.billing.choose_plan import choose_plan
from bodega.billing.count_month import keep_count
from bodega.billing.limits import PlanLimit
from bodega.domains.add_domain import add_domain
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import ShopClosed
from bodega.kernel.money import Money
from bodega_shop.catalog.create_product import create_product
from bodega_shop.platform_bills.read_for_plan import count_orders, read_sales
from bodega_shop.settings.add_staff import add_staff


async def take(books, plan_id, now):
    await choose_plan(books.runtime, books.shop.id, plan_id, "month", by=books.owner, now=now)
    return await books.fresh()


async def test_goods_people_and_domains_end_where_the_plan_ends_and_the_message_names_it(books, save, begins):
    shop = await take(books, await save(0, goods=1, staff=2, domains=1), begins)
    await create_product(shop, title="星海点卡", category_id=None, now=begins)
    with pytest.raises(PlanLimit) as refused:
        await create_product(shop, title="云听会员", category_id=None, now=begins)
    assert refused.value.params == {"plan": "套餐 0", "most": 1}
    for email, passes in (("mei@example.com", True), ("hao@example.com", False)):
        wish = add_staff(
            books.runtime, shop, email=email, name="Mei", role="operator", by=books.owner, now=begins
        )
        if passes:
            await wish
        else:
            with pytest.raises(PlanLimit):
                await wish
    who = {"actor_id": books.owner.account_id, "actor": "Lin Wei", "now": begins}
    await add_domain(books.runtime, shop, "one.xinghai.example", **who)
    with pytest.raises(PlanLimit):
        await add_domain(books.runtime, shop, "two.xinghai.example", **who)


async def test_beyond_the_orders_of_a_month_the_shop_goes_on_for_seven_days_and_then_waits(
    books, save, begins, days
):
    await take(books, await save(0, orders=10), begins)

    async def count(orders, now):
        async with platform_scope() as scope:
            changed = await keep_count(scope, books.runtime, books.shop.id, orders, now=now)
        return changed, (await books.fresh()).takes_orders

    assert await count(8, begins) == (False, True)
    assert await count(11, begins + days(1)) == (False, True)
    assert await count(12, begins + days(7)) == (False, True)
    assert await count(12, begins + days(8)) == (True, False)
    assert await count(12, begins + days(9)) == (False, False)
    assert await count(0, begins + days(30)) == (True, True)


async def test_a_shop_that_waits_refuses_a_new_order_and_counts_those_it_had(stand, save, books, begins):
    plan_id = await save(0, orders=1)
    await choose_plan(books.runtime, stand.shop.id, plan_id, "month", by=books.owner, now=begins)
    async with platform_scope() as scope:
        await scope.execute(
            "update subscription set stops_orders_at = $2 where shop_id = $1", stand.shop.id, begins
        )
    await books.runtime.directory.announce_change(stand.shop.id)
    stand.shop = await books.runtime.directory.by_id(stand.shop.id)
    with pytest.raises(ShopClosed):
        await stand.place()
    assert await count_orders(stand.shop, begins, begins) == 0
    assert await read_sales(stand.shop, begins, begins) == []


async def test_commission_is_billed_once_a_month_by_category(books, save, begins, days):
    await take(books, await save(0, commission_points=200, trade_points={"game-cards": 500}), begins)
    sales = [{"game-cards": Money(10_000, "CNY"), "other": Money(10_000, "CNY")}]
    for _ in range(2):
        async with platform_scope() as scope:
            await bill_commission(scope, books.shop.id, sales, begins - days(31), begins, now=begins)
    (bill,) = await books.bills()
    assert (bill["kind"], bill["total"]) == ("commission", 700)
    assert await books.balances() == {"due": 700, "commission": -700}
