"""Lin Wei writes a product, prices it, and puts it on sale."""

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega_shop.catalog.choose_slug import slug_for
from bodega_shop.catalog.delete_product import delete_product
from bodega_shop.catalog.edit_product import edit_product
from bodega_shop.catalog.find_missing import INSTRUCTIONS, find_missing
from bodega_shop.catalog.publish_product import publish_product, unpublish_product
from bodega_shop.catalog.save_sku import SkuTexts, edit_sku, shift_sku


async def row(shelf, sql, *args):
    async with shop_scope(shelf.shop) as scope:
        return await scope.fetchrow(sql, *args)


async def test_a_new_product_is_a_draft_that_lacks_everything(shelf):
    product_id = await shelf.draft()

    async with shop_scope(shelf.shop) as scope:
        assert await find_missing(scope, product_id) == list(INSTRUCTIONS)


async def test_an_unfinished_product_is_not_published_and_the_owner_is_told_why(shelf):
    product_id = await shelf.draft(category_id=await shelf.category())

    with pytest.raises(Refused, match="Add a denomination"):
        await publish_product(shelf.shop, product_id, by=shelf.owner, now=shelf.now)


async def test_a_complete_product_goes_on_sale_and_the_deed_is_recorded(shelf):
    product_id, _ = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())

    assert (await row(shelf, "select state from product where id = $1", product_id))["state"] == "published"
    deed = await row(shelf, "select actor, subject from deed where deed = 'product.published'")
    assert tuple(deed) == ("Lin Wei", str(product_id))


async def test_what_is_on_sale_cannot_lose_a_module(shelf):
    category_id = await shelf.category()
    product_id, _ = await shelf.on_sale("星海点卡", "xinghai", category_id)

    without = shelf.texts("星海点卡", "xinghai", category_id, guarantee=" ")
    with pytest.raises(InvalidInput) as refused:
        await edit_product(shelf.shop, product_id, without, now=shelf.now)
    assert refused.value.field == "guarantee"

    await unpublish_product(shelf.shop, product_id, by=shelf.owner, now=shelf.now)
    await edit_product(shelf.shop, product_id, without, now=shelf.now)


async def test_two_products_cannot_have_one_address(shelf):
    category_id = await shelf.category()
    await shelf.on_sale("星海点卡", "xinghai", category_id)
    other = await shelf.draft("云听会员", category_id)

    with pytest.raises(InvalidInput) as refused:
        await edit_product(shelf.shop, other, shelf.texts("云听会员", "xinghai", category_id), now=shelf.now)
    assert refused.value.field == "slug"


@pytest.mark.parametrize("slug", ["", "点卡", "a b", "-a", "a--b", "a/b", "../x", "x" * 81])
async def test_an_address_that_cannot_be_one_is_refused(shelf, slug):
    product_id = await shelf.draft()

    with pytest.raises(InvalidInput) as refused:
        await edit_product(shelf.shop, product_id, shelf.texts("星海点卡", slug, None), now=shelf.now)
    assert refused.value.field == "slug"


def test_an_address_is_made_from_latin_letters_or_at_random():
    assert slug_for("Star Card 100", "p").rpartition("-")[0] == "star-card-100"
    assert slug_for("星海点卡 100", "p").rpartition("-")[0] == "p"
    assert slug_for("星海点卡", "p") != slug_for("星海点卡", "p")


async def test_a_title_cannot_hide_signs_that_nobody_sees(shelf):
    product_id = await shelf.draft("星海\u202e点卡\u200b\n 100 元")

    found = await row(shelf, "select title from product where id = $1", product_id)
    assert found["title"] == "星海点卡 100 元"


async def test_a_price_is_kept_in_fen_and_its_changes_are_recorded(shelf):
    product_id = await shelf.draft()
    sku_id = await shelf.sku(product_id, price="99.8")

    await edit_sku(
        shelf.shop, sku_id, SkuTexts("100 元", "98", "1", "5", True), by=shelf.owner, now=shelf.now
    )

    assert (await row(shelf, "select price from sku where id = $1", sku_id))["price"] == 9800
    async with shop_scope(shelf.shop) as scope:
        deeds = await scope.fetch("select detail from deed where deed = 'sku.priced' order by at, id")
    assert [deed["detail"]["price"]["amount"] for deed in deeds] == [9980, 9800]


@pytest.mark.parametrize(
    "field, texts",
    [
        ("price", {"price": "九十九"}),
        ("price", {"price": "-1"}),
        ("price", {"price": "1.999"}),
        ("price", {"price": ""}),
        ("min_quantity", {"min_quantity": "0"}),
        ("max_quantity", {"max_quantity": "501"}),
        ("max_quantity", {"min_quantity": "3", "max_quantity": "2"}),
        ("max_quantity", {"max_quantity": "²"}),
        ("name", {"name": "  "}),
    ],
)
async def test_a_denomination_that_cannot_be_is_refused_at_its_field(shelf, field, texts):
    product_id = await shelf.draft()

    with pytest.raises(InvalidInput) as refused:
        await shelf.sku(product_id, **texts)
    assert refused.value.field == field


async def test_denominations_stand_in_the_owners_order(shelf):
    product_id = await shelf.draft()
    await shelf.sku(product_id, "10 元")
    second = await shelf.sku(product_id, "50 元")

    await shift_sku(shelf.shop, second, steps=-1)

    async with shop_scope(shelf.shop) as scope:
        rows = await scope.fetch("select name from sku where product_id = $1 order by position", product_id)
    assert [found["name"] for found in rows] == ["50 元", "10 元"]


async def test_a_draft_can_be_thrown_away_but_not_one_with_stock_or_on_sale(shelf):
    fresh = await shelf.draft()
    await shelf.sku(fresh)
    await delete_product(shelf.shop, fresh, now=shelf.now)
    with pytest.raises(NotFound):
        await delete_product(shelf.shop, fresh, now=shelf.now)

    product_id, (sku_id,) = await shelf.on_sale("星海点卡", "xinghai", await shelf.category())
    with pytest.raises(Refused, match="off sale first"):
        await delete_product(shelf.shop, product_id, now=shelf.now)
    await shelf.stock(sku_id, 1)
    await unpublish_product(shelf.shop, product_id, by=shelf.owner, now=shelf.now)
    with pytest.raises(Refused, match="Codes were stocked"):
        await delete_product(shelf.shop, product_id, now=shelf.now)


async def test_what_does_not_exist_is_not_found(shelf):
    nowhere = new_id()
    with pytest.raises(NotFound):
        await shelf.sku(nowhere)
    with pytest.raises(NotFound):
        await publish_product(shelf.shop, nowhere, by=shelf.owner, now=shelf.now)
    with pytest.raises(NotFound):
        await unpublish_product(shelf.shop, nowhere, by=shelf.owner, now=shelf.now)
    with pytest.raises(NotFound):
        await shift_sku(shelf.shop, nowhere, steps=1)
