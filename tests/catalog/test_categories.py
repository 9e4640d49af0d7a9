"""Lin Wei sorts her shelf: games, platforms, denominations."""

import asyncio

import pytest

from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega_shop.catalog.delete_category import delete_category
from bodega_shop.catalog.edit_category import edit_category
from bodega_shop.catalog.list_categories import list_categories
from bodega_shop.catalog.move_category import move_category, shift_category


async def names(shelf) -> list[str]:
    return [" / ".join(node.path) for node in await list_categories(shelf.shop)]


async def test_a_category_is_created_inside_another_and_listed_below_it(shelf):
    games = await shelf.category("游戏点卡")
    await shelf.category("会员")
    await shelf.category("星海", games)

    assert await names(shelf) == ["游戏点卡", "游戏点卡 / 星海", "会员"]


async def test_a_fourth_level_is_refused(shelf):
    first = await shelf.category("一")
    second = await shelf.category("二", first)
    third = await shelf.category("三", second)

    with pytest.raises(InvalidInput) as refused:
        await shelf.category("四", third)
    assert refused.value.field == "parent"


async def test_a_moved_category_takes_along_what_is_in_it(shelf):
    games = await shelf.category("游戏")
    cards = await shelf.category("点卡")
    await shelf.category("星海", cards)

    await move_category(shelf.shop, cards, parent_id=games)

    assert await names(shelf) == ["游戏", "游戏 / 点卡", "游戏 / 点卡 / 星海"]
    assert [node.level for node in await list_categories(shelf.shop)] == [1, 2, 3]


async def test_a_category_cannot_be_moved_into_itself_or_its_own_child(shelf):
    games = await shelf.category("游戏")
    cards = await shelf.category("点卡", games)

    for inside in (games, cards):
        with pytest.raises(InvalidInput):
            await move_category(shelf.shop, games, parent_id=inside)


async def test_two_moves_at_once_close_no_circle(shelf):
    one, two = await shelf.category("甲"), await shelf.category("乙")

    await asyncio.gather(
        move_category(shelf.shop, one, parent_id=two),
        move_category(shelf.shop, two, parent_id=one),
        return_exceptions=True,
    )

    assert len(await names(shelf)) == 2


async def test_a_move_that_would_make_a_fourth_level_is_refused(shelf):
    top = await shelf.category("一")
    second = await shelf.category("二", top)
    other = await shelf.category("甲")
    await shelf.category("乙", other)

    with pytest.raises(InvalidInput):
        await move_category(shelf.shop, other, parent_id=second)


async def test_the_owner_puts_categories_into_an_order_of_her_own(shelf):
    for name in "甲乙丙":
        await shelf.category(name)
    last = (await list_categories(shelf.shop))[-1]

    await shift_category(shelf.shop, last.id, steps=-1)
    assert await names(shelf) == ["甲", "丙", "乙"]
    await shift_category(shelf.shop, last.id, steps=-5)
    assert await names(shelf) == ["丙", "甲", "乙"]


async def test_a_category_with_goods_is_not_deleted_and_the_owner_is_told_what_to_do(shelf):
    category_id = await shelf.category()
    await shelf.draft(category_id=category_id)

    with pytest.raises(Refused, match="Move them to another category first"):
        await delete_category(shelf.shop, category_id)


async def test_an_empty_category_is_deleted_and_one_that_holds_others_is_not(shelf):
    outer = await shelf.category("外")
    inner = await shelf.category("内", outer)

    with pytest.raises(Refused):
        await delete_category(shelf.shop, outer)
    await delete_category(shelf.shop, inner)
    await delete_category(shelf.shop, outer)
    assert await names(shelf) == []


async def test_two_categories_cannot_have_one_address(shelf):
    await shelf.category("点卡")
    other = await shelf.category("会员")
    taken = (await list_categories(shelf.shop))[0].slug

    with pytest.raises(InvalidInput) as refused:
        await edit_category(
            shelf.shop, other, name="会员", slug=taken, visible=True, parent_id=None, now=shelf.now
        )
    assert refused.value.field == "slug"


async def test_what_does_not_exist_is_not_found(shelf):
    with pytest.raises(NotFound):
        await edit_category(
            shelf.shop, new_id(), name="无", slug="nothing", visible=True, parent_id=None, now=shelf.now
        )
    with pytest.raises(NotFound):
        await move_category(shelf.shop, new_id(), parent_id=None)
    with pytest.raises(NotFound):
        await delete_category(shelf.shop, new_id())
    with pytest.raises(NotFound):
        await shelf.category("无", new_id())
