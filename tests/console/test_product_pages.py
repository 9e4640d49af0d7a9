"""Mei puts a good on the shelf through the console, and Chen Hao finds it there."""

import io

from PIL import Image

from bodega.kernel.database import shop_scope


async def id_of(stand, table, **where):
    ((column, value),) = where.items()
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval(f"select id from {table} where {column} = $1", value)


async def test_mei_writes_a_product_prices_it_and_puts_it_on_sale(mei, stand, street, words):
    await mei.send("/categories", name="会员")
    category = await id_of(stand, "category", name="会员")
    draft = await mei.send("/products", title="云听会员", category=str(category))
    assert "Before it can go on sale" in words(draft.text)

    product = await id_of(stand, "product", title="云听会员")
    texts = {"introduction": "**全国**通用", "how_to": "打开官网", "guarantee": "无效包换"}
    place = {"title": "云听会员", "slug": "yunting", "category": str(category), "position": "1"}
    await mei.send(f"/products/{product}", **texts, **place)
    sku = {"name": "1 个月", "price": "25", "min_quantity": "1", "max_quantity": "5", "active": "on"}
    await mei.send(f"/products/{product}/skus", **sku)
    answer = await mei.send(f"/products/{product}/publication")

    assert "It is on sale now." in words(answer.text)
    async with street.client(stand.shop) as chen_hao:
        page = (await chen_hao.get("/products/yunting")).text
    assert "<strong>全国</strong>通用" in page
    assert "25.00" in words(page) or "25 .00" in words(page)


async def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(mei, stand, words):
    product = await id_of(stand, "product", slug="xinghai-100")
    fields = {"title": "星海点卡 改", "slug": "有空格 的", "category": "", "position": "1"}

    answer = await mei.send(
        f"/products/{product}", introduction="写了很久", how_to="b", guarantee="c", **fields
    )

    assert answer.status_code == 400
    assert 'id="f-slug-error"' in answer.text
    assert "写了很久" in answer.text
    assert 'value="有空格 的"' in answer.text


async def test_a_refused_denomination_is_shown_again_in_its_own_form(mei, stand):
    product = await id_of(stand, "product", slug="xinghai-100")

    answer = await mei.send(
        f"/products/{product}/skus", name="50元", price="五十", min_quantity="1", max_quantity="5"
    )

    assert answer.status_code == 400
    assert 'id="f-price-error"' in answer.text
    assert 'value="五十"' in answer.text


async def test_a_changed_price_counts_for_the_next_buyer(mei, stand, street, words):
    await mei.send(
        f"/skus/{stand.sku_id}", name="100元", price="88.80", min_quantity="1", max_quantity="5", active="on"
    )
    async with street.client(stand.shop) as chen_hao:
        page = words((await chen_hao.get("/products/xinghai-100")).text)
    assert "88 .80" in page or "88.80" in page


async def test_an_uploaded_picture_is_written_anew_and_kept_for_ever(mei, stand, street):
    product = await id_of(stand, "product", slug="xinghai-100")
    await mei.send(f"/products/{product}/image", files={"image": ("card.png", picture(), "image/png")})
    image = await id_of(stand, "image", content_type="image/webp")

    async with street.client(stand.shop) as chen_hao:
        answer = await chen_hao.get(f"/images/{image}")
        assert f"/images/{image}" in (await chen_hao.get("/products/xinghai-100")).text

    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert Image.open(io.BytesIO(answer.content)).size == (64, 40)


async def test_a_new_picture_replaces_the_old_one_and_can_be_taken_away(mei, stand, street):
    product = await id_of(stand, "product", slug="xinghai-100")
    for _ in range(2):
        await mei.send(f"/products/{product}/image", files={"image": ("card.png", picture(), "image/png")})
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select count(*) from image") == 1

    await mei.send(f"/products/{product}/image-removal")
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select count(*) from image") == 0


async def test_what_is_no_picture_is_refused_in_words(mei, stand, words):
    product = await id_of(stand, "product", slug="xinghai-100")
    for content in (b"<svg onload=alert(1)>", b"", b"GIF89a<script>alert(1)</script>"):
        answer = await mei.send(
            f"/products/{product}/image", files={"image": ("x.png", content, "image/png")}
        )
        assert "This is not a picture" in words(answer.text)


async def test_a_picture_of_one_shop_is_not_found_on_another(mei, stand, street, another_stand):
    product = await id_of(stand, "product", slug="xinghai-100")
    await mei.send(f"/products/{product}/image", files={"image": ("card.png", picture(), "image/png")})
    image = await id_of(stand, "image", content_type="image/webp")
    other = await another_stand(name="云听会员店")

    async with street.client(other.shop) as chen_hao:
        assert (await chen_hao.get(f"/images/{image}")).status_code == 404


async def test_products_are_found_by_title_category_and_state(mei, stand, words):
    await mei.send("/products", title="草稿 商品", category="")

    assert "草稿 商品" in words(await mei.read("/products?state=draft"))
    assert "草稿 商品" not in words(await mei.read("/products?state=published"))
    assert "草稿 商品" not in words(await mei.read("/products?q=星海"))
    assert "Nothing found" in words(await mei.read("/products?q=nothing-like-this"))
    assert "星海点卡" in words(await mei.read("/products?category=not-a-uuid&state=unknown&page=x"))


async def test_a_category_is_edited_moved_and_not_deleted_while_it_holds_goods(mei, stand, words):
    await mei.send("/categories", name="外面", parent="")
    inner = await id_of(stand, "category", slug="cards")
    outer = await id_of(stand, "category", name="外面")

    await mei.send(f"/categories/{inner}", name="点卡", slug="cards", parent=str(outer), visible="on")
    assert 'class="row-link depth-2"' in await mei.read("/categories")

    answer = await mei.send(f"/categories/{inner}/deletion")
    assert "This category still holds 1 goods." in words(answer.text)

    answer = await mei.send(
        f"/categories/{outer}", name="外面", slug="outer", parent=str(inner), visible="on"
    )
    assert answer.status_code == 400


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 40), "#c2410c").save(out, "PNG")
    return out.getvalue()
