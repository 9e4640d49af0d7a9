"""Chen Hao looks along the shelf: what is on sale, at what price, and what is really there."""

from datetime import timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.catalog import read_shelf
from bodega_shop.catalog.edit_category import edit_category
from bodega_shop.catalog.edit_product import edit_product
from bodega_shop.catalog.publish_product import publish_product, unpublish_product
from bodega_shop.catalog.read_shelf import list_shelf, product_on_shelf


@pytest.fixture
def today(shelf):
    return shelf.now.date()


async def titles(shelf, today, **asked) -> list[str]:
    return [product.title for product in (await list_shelf(shelf.shop, today=today, **asked)).products]


async def test_only_what_is_on_sale_is_on_the_shelf(shelf, today):
    category_id = await shelf.category()
    await shelf.draft("草稿", category_id)
    await shelf.on_sale("星海点卡", "xinghai", category_id)

    assert await titles(shelf, today) == ["星海点卡"]


async def test_a_tile_says_the_range_of_prices_and_what_is_in_stock(shelf, today):
    _, (cheap, dear) = await shelf.on_sale(
        "星海点卡", "xinghai", await shelf.category(), prices=("9.90", "99")
    )
    await shelf.stock(cheap, 3)
    await shelf.stock(dear, 2)

    (product,) = (await list_shelf(shelf.shop, today=today)).products

    assert (product.lowest, product.highest) == (Money(990, "CNY"), Money(9900, "CNY"))
    assert [sku.stock for sku in product.skus] == [3, 2]
    assert product.stock == 5


async def test_reserved_sold_void_and_expired_codes_are_not_in_stock(shelf, today):
    _, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await shelf.stock(sku_id, 4, state="void")
    await shelf.stock(sku_id, 3, expires_on=today)
    await shelf.stock(sku_id, 2, expires_on=today + timedelta(days=1))
    await shelf.stock(sku_id, 1)

    assert (await product_on_shelf(shelf.shop, "xinghai", today=today)).stock == 3


async def test_counting_stops_where_the_reader_asked(shelf, today):
    _, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await shelf.stock(sku_id, 20)

    assert (await product_on_shelf(shelf.shop, "xinghai", today=today, count_to=15)).stock == 15


async def test_whether_an_order_can_be_filled_and_stock_is_low_is_always_known(shelf, today):
    product_id = await shelf.draft()
    category_id = await shelf.category()
    await edit_product(shelf.shop, product_id, shelf.texts("大单", "large", category_id), now=shelf.now)
    sku_id = await shelf.sku(product_id, max_quantity="40")
    await publish_product(shelf.shop, product_id, by=shelf.owner, now=shelf.now)
    await shelf.stock(sku_id, 50)

    assert (await product_on_shelf(shelf.shop, "large", today=today, count_to=5)).stock == 40
    async with shop_scope(shelf.shop) as scope:
        await scope.execute("update profile set low_stock = 45")
    assert (await product_on_shelf(shelf.shop, "large", today=today, count_to=5)).stock == 46


async def test_a_search_looks_into_titles_whatever_the_case_and_takes_signs_literally(shelf, today):
    category_id = await shelf.category()
    await shelf.on_sale("Star Card 100%", "star", category_id)
    await shelf.on_sale("云听会员 100", "yunting", category_id)

    assert await titles(shelf, today, search="STAR card") == ["Star Card 100%"]
    assert await titles(shelf, today, search="100%") == ["Star Card 100%"]
    assert await titles(shelf, today, search="_") == []
    assert await titles(shelf, today, search="云听") == ["云听会员 100"]
    assert await titles(shelf, today, search="' or 1=1 --\0") == []


async def test_a_category_stands_for_everything_in_it(shelf, today):
    games = await shelf.category("游戏")
    cards = await shelf.category("点卡", games)
    small = await shelf.category("小额", cards)
    await shelf.on_sale("星海点卡", "xinghai", small)
    await shelf.on_sale("云听会员", "yunting", await shelf.category("会员"))

    for category_id in (games, cards, small):
        assert await titles(shelf, today, category_id=category_id) == ["星海点卡"]


async def test_goods_of_a_hidden_category_leave_the_lists_and_keep_their_address(shelf, today):
    games = await shelf.category("游戏")
    await shelf.on_sale("星海点卡", "xinghai", await shelf.category("点卡", games))

    await edit_category(
        shelf.shop, games, name="游戏", slug="games", visible=False, parent_id=None, now=shelf.now
    )

    assert await titles(shelf, today) == []
    assert (await product_on_shelf(shelf.shop, "xinghai", today=today)).title == "星海点卡"


async def test_pages_follow_the_owners_order_and_miss_nothing_when_goods_are_added(shelf, today):
    category_id = await shelf.category()
    for number in range(5):
        await shelf.on_sale(f"第 {number} 个", f"good-{number}", category_id, position=str(number // 2))

    first = await list_shelf(shelf.shop, today=today, limit=2)
    await shelf.on_sale("新的", "new", category_id, position="0")
    second = await list_shelf(shelf.shop, today=today, limit=2, after=first.next)
    third = await list_shelf(shelf.shop, today=today, limit=2, after=second.next)

    seen = [product.title for page in (first, second, third) for product in page.products]
    assert [title for title in seen if title != "新的"] == [f"第 {number} 个" for number in range(5)]
    assert third.next is None


@pytest.mark.parametrize("after", ["", "1", "x.y", "99999999999.zz", "1.'; drop table product"])
async def test_a_page_that_nobody_gave_is_refused(shelf, today, after):
    with pytest.raises(InvalidInput):
        await list_shelf(shelf.shop, today=today, after=after)


async def test_a_product_off_sale_or_unknown_is_not_found(shelf, today):
    product_id, _ = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await unpublish_product(shelf.shop, product_id, by=shelf.owner, now=shelf.now)

    for slug in ("xinghai", "nothing"):
        with pytest.raises(NotFound):
            await product_on_shelf(shelf.shop, slug, today=today)


@pytest.mark.parametrize("statement", ["_LIST", "_ONE"])
async def test_reading_the_shelf_touches_no_sold_code(shelf, today, statement):
    _, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    await shelf.stock(sku_id, 5)
    async with shop_scope(shelf.shop) as scope:
        await scope.execute("analyze code")
    await sell_20_000(shelf, sku_id)

    arguments = {
        "_LIST": (-1, new_id(), None, "", 25, today, 1000),
        "_ONE": ("xinghai", today, 1000),
    }[statement]
    async with shop_scope(shelf.shop) as scope:
        plan = await scope.fetch("explain " + getattr(read_shelf, statement), *arguments)
    lines = [line["QUERY PLAN"] for line in plan]

    assert any("code_on_shelf" in line for line in lines), "\n".join(lines)
    assert not any("Seq Scan on code" in line for line in lines), "\n".join(lines)


async def sell_20_000(shelf, sku_id) -> None:
    purchase_id = new_id()
    async with shop_scope(shelf.shop) as scope:
        await scope.execute(
            "insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, address, source,"
            " consent, placed_at, expires_at) values ($1, '20261121AAAAAAAAAA', 'delivered', '', '', 'zh-CN', 'CNY', 0,"
            " '', 'storefront', '', $2, $2)",
            purchase_id, shelf.now,
        )  # fmt: skip
        batch_id = await scope.fetchval("select id from batch limit 1")
        ids = [new_id() for _ in range(20_000)]
        columns = (
            "id",
            "sku_id",
            "batch_id",
            "sealed",
            "hint",
            "rank",
            "state",
            "purchase_id",
        )
        rows = [(i, sku_id, batch_id, i.bytes, "", n, "sold", purchase_id) for n, i in enumerate(ids)]
        await scope.copy_rows("code", columns, rows)
