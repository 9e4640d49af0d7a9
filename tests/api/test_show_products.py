"""A downstream shop reads what 星海点卡行 has on its shelf."""

from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id


async def test_the_shelf_says_what_can_be_ordered_at_which_price_and_how_many_there_are(reseller):
    answer = await reseller.http.get("/api/v1/products")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    (product,) = answer.json()["items"]
    assert answer.json()["next"] is None
    assert (product["slug"], product["title"]) == ("xinghai-100", "星海点卡")
    assert product["category"]["name"] == "游戏点卡"
    assert product["skus"] == [
        {
            "id": str(reseller.stand.sku_id),
            "name": "100元",
            "price": {"amount": 9980, "currency": "CNY"},
            "min_quantity": 1,
            "max_quantity": 5,
            "stock": 3,
        }
    ]


async def test_one_good_comes_with_its_texts(reseller):
    product = (await reseller.http.get("/api/v1/products/xinghai-100")).json()

    assert (product["introduction"], product["how_to"], product["guarantee"]) == ("a", "b", "c")
    assert UUID(product["id"])
    assert product["skus"][0]["stock"] == 3


async def test_a_reserved_code_is_not_in_stock(reseller):
    await reseller.order(quantity=2)

    product = (await reseller.http.get("/api/v1/products/xinghai-100")).json()
    assert product["skus"][0]["stock"] == 1


async def test_a_shop_that_hides_its_numbers_says_words(reseller):
    async def stock() -> object:
        return (await reseller.http.get("/api/v1/products")).json()["items"][0]["skus"][0]["stock"]

    await reseller.stand.set(hide_stock=True, low_stock=2)
    assert await stock() == "in_stock"
    await reseller.order()
    assert await stock() == "low"
    await reseller.order(quantity=2)
    assert await stock() == "out"


async def test_hidden_stock_that_is_less_than_the_smallest_order_is_out(reseller):
    await reseller.stand.set(hide_stock=True, low_stock=2)
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute("update sku set min_quantity = 4")

    product = (await reseller.http.get("/api/v1/products/xinghai-100")).json()
    assert product["skus"][0]["stock"] == "out"


async def test_a_stock_above_a_thousand_is_told_exactly(reseller):
    await reseller.stand.stock(1200)

    for path in ("/api/v1/products/xinghai-100", "/api/v1/products"):
        answer = (await reseller.http.get(path)).json()
        assert answer.get("items", [answer])[0]["skus"][0]["stock"] == 1203


async def test_pages_follow_one_another_without_a_gap(reseller):
    await add_goods(reseller.stand, 4)

    slugs, after = [], ""
    while True:
        page = (await reseller.http.get(f"/api/v1/products?limit=2&after={after}")).json()
        slugs += [product["slug"] for product in page["items"]]
        if not (after := page["next"]):
            break

    assert slugs == ["xinghai-100", "good-2", "good-3", "good-4", "good-5"]


async def test_words_and_categories_narrow_the_list(reseller):
    await add_goods(reseller.stand, 1)

    async def slugs(query: str) -> list[str]:
        items = (await reseller.http.get(f"/api/v1/products?{query}")).json()["items"]
        return [product["slug"] for product in items]

    category = (await reseller.http.get("/api/v1/products")).json()["items"][0]["category"]["id"]
    assert await slugs("q=点卡") == ["xinghai-100"]
    assert await slugs("q=%25") == []
    assert await slugs(f"category={category}") == ["xinghai-100", "good-2"]
    assert await slugs(f"category={new_id()}") == []


async def test_what_cannot_be_a_page_or_a_category_names_the_field(reseller):
    for query, field in {
        "limit=0": "limit",
        "limit=101": "limit",
        "limit=many": "limit",
        "category=cards": "category",
        "after=1.nonsense": "after",
        "after=99999999999999999999.00000000000070008000000000000000": "after",
        "after=%00": "after",
        f"q={'a' * 61}": "q",
    }.items():
        answer = await reseller.http.get(f"/api/v1/products?{query}")
        assert (answer.status_code, answer.json()["field"]) == (400, field), query


async def test_a_good_that_is_not_on_sale_is_not_there(reseller):
    async with shop_scope(reseller.stand.shop) as scope:
        await scope.execute("update product set state = 'draft'")

    assert (await reseller.http.get("/api/v1/products")).json()["items"] == []
    for slug in ("xinghai-100", "nothing", "a%00b", "%ED%A0%80", "x" * 5000):
        answer = await reseller.http.get(f"/api/v1/products/{slug}")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:bodega:not-found")


async def test_another_shop_has_another_shelf(reseller, resell, another_stand):
    yunting = await resell(await another_stand(name="云听会员店", price=2500))

    (ours,) = (await reseller.http.get("/api/v1/products")).json()["items"]
    (theirs,) = (await yunting.http.get("/api/v1/products")).json()["items"]
    assert ours["id"] != theirs["id"]
    assert theirs["skus"][0]["price"]["amount"] == 2500


async def test_prices_and_stock_are_not_kept_by_anybody(reseller):
    for path in ("/api/v1/products", "/api/v1/products/xinghai-100"):
        assert (await reseller.http.get(path)).headers["cache-control"] == "private, max-age=0"


async def add_goods(stand, count: int) -> None:
    async with shop_scope(stand.shop) as scope:
        category = await scope.fetchval("select id from category")
        for place in range(2, count + 2):
            product = new_id()
            await scope.execute(
                "insert into product (id, category_id, slug, title, kind, introduction, how_to, guarantee, state,"
                " position, created_at, changed_at)"
                " values ($1, $2, $3, 'Good', 'code', '', '', '', 'published', $4, now(), now())",
                product, category, f"good-{place}", place,
            )  # fmt: skip
            await scope.execute(
                "insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)"
                " values ($1, $2, '10', 1000, 'CNY', 1, 5, true, 1)",
                new_id(), product,
            )  # fmt: skip
