"""What is hit goes off sale, exactly that; what is mended comes back."""

from bodega_shop.catalog.read_product import read_product

GUILTY = "100 元面值，全网最低价"


async def test_an_innocent_good_is_on_sale_without_a_case(shelf):
    good = await shelf.on_sale()
    assert await shelf.state(good) == "published"
    assert await shelf.cases() == {}


async def test_a_word_that_is_forbidden_takes_the_good_off_sale_and_its_correction_puts_it_back(shelf):
    good, other = await shelf.on_sale(), await shelf.on_sale("云听音乐季卡 会员")
    judged = await shelf.save(good, introduction=GUILTY)
    assert judged.stopped
    assert [await shelf.state(one) for one in (good, other)] == ["stopped", "published"]
    assert (await shelf.cases())["false-promises"] == "open"
    await shelf.save(good)
    assert await shelf.state(good) == "published"
    assert set((await shelf.cases()).values()) == {"fixed"}
    assert (await shelf.deeds())[-2:] == ["product.stopped", "product.restored"]


async def test_what_was_typed_is_kept_and_the_words_are_marked_where_they_stand(shelf):
    good = await shelf.on_sale()
    await shelf.save(good, introduction=GUILTY)
    product = await read_product(shelf.shop, good, today=shelf.now.date())
    assert product.introduction == GUILTY
    hit = (await shelf.case("false-promises"))["hits"][0]
    start, end = hit["marks"][0]
    assert hit["field"] == "texts.introduction"
    assert GUILTY[start:end] == "全网最低"


async def test_a_guilty_draft_raises_no_case_until_somebody_wants_to_sell_it(shelf):
    good = await shelf.draft(introduction=GUILTY)
    assert await shelf.cases() == {}
    assert not await shelf.publish(good)
    assert await shelf.state(good) == "stopped"
    await shelf.save(good)
    assert await shelf.state(good) == "published"


async def test_a_warning_leaves_the_good_on_sale(shelf):
    good = await shelf.on_sale("星海" * 31)
    assert await shelf.state(good) == "published"
    assert await shelf.cases() == {"title-says-what-it-is": "open"}
