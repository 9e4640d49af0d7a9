"""Visitors look for a shop: who is listed, in which order, with which figures, and what is told to nobody."""

import re

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.plugins.standing_door import Figures
from bodega.storefinder.find_shops import LISTED
from bodega.storefinder.score import score_of, score_of_unknown


async def names(visitor, path: str) -> list[str]:
    page = await visitor.get(path)
    assert page.status_code == 200, page.text[:500]
    return re.findall(r'<h2><a href="[^"]+">([^<]+)</a></h2>', page.text)


@pytest.fixture
def a_word() -> str:
    """Shops of a story share it, so that a search finds no others."""
    return f"w{new_id().hex[-9:]}"


async def test_the_best_known_shop_comes_first_and_a_new_one_between_good_and_bad(
    visitor, another_stand, sold, ask, a_word
):
    good = await another_stand(name=f"Xinghai {a_word}")
    bad = await another_stand(name=f"Mobi {a_word}")
    new = await another_stand(name=f"Yunting {a_word}")
    await sold(good, 29)
    await sold(good, 1, waited=True, seconds=4000)
    await sold(bad, 18)
    await sold(bad, 12, refunded=9980, state="refunded")
    await sold(new, 3)
    await sold(new, 40, total=0)
    for stand in (bad, good, new):
        await ask(stand.shop)
    assert await names(visitor, f"/shops?q={a_word}") == [
        f"Xinghai {a_word}", f"Yunting {a_word}", f"Mobi {a_word}",
    ]  # fmt: skip
    page = (await visitor.get(f"/shops?q={a_word}")).text
    entry = {name: page[page.index(f"{name} {a_word}") :][:1500] for name in ("Xinghai", "Yunting", "Mobi")}
    assert "100 %" in entry["Xinghai"]
    assert "3.3 %" in entry["Xinghai"]
    assert "5 s" in entry["Xinghai"]
    assert "60 %" in entry["Mobi"]
    assert "New</span>" in entry["Yunting"]
    assert "Delivered right" not in entry["Yunting"].split("</li>")[0]


async def test_who_does_not_take_orders_or_does_not_wish_it_is_not_listed(
    street, visitor, another_stand, set_shop, a_word
):
    name = f"Xinghai {a_word}"
    stand = await another_stand(name=name)
    here = f"/shops?q={a_word}"
    assert await names(visitor, here) == [name]
    now = street.runtime.clock.now()
    for column, away, back in (
        ("state", "frozen", "live"),
        ("state", "soft", "live"),
        ("state", "closed", "live"),
        ("closes_at", now, None),
        ("rehearses", stand.shop.id, None),
        ("listed", False, True),
    ):
        await set_shop(stand.shop, **{column: away})
        assert await names(visitor, here) == [], column
        assert f"http://{stand.shop.canonical_host}/" not in (await visitor.get("/")).text
        await set_shop(stand.shop, **{column: back})
    assert await names(visitor, here) == [name]


async def test_a_shop_stands_in_the_categories_of_its_goods_as_far_as_it_may_sell_them(
    visitor, another_stand, ask, set_shop, a_word
):
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select c.code, c.parent from trade_category c join trade_category p on p.code = c.parent"
            " where c.state = 'open' and p.state = 'open' and p.parent is null"
            " and not exists (select 1 from trade_category k where k.parent = c.code) order by c.code limit 1"
        )
        other = await scope.fetchval(
            "select code from trade_category where state = 'open' and parent is null and code <> $1 limit 1",
            row["parent"],
        )
    stand = await another_stand(name=f"Xinghai {a_word}")
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update category set trade = $1", row["code"])
    await ask(stand.shop)
    for code, listed in ((row["code"], True), (row["parent"], True), (other, False)):
        assert bool(await names(visitor, f"/shops/{code}?q={a_word}")) == listed
    assert f'href="/shops/{row["parent"]}"' in (await visitor.get("/")).text
    # Not vouched for any more, and approved for nothing: what lies on its shelf opens no door.
    await set_shop(stand.shop, vouched=False)
    assert await names(visitor, f"/shops/{row['code']}?q={a_word}") == []
    assert (await visitor.get("/shops/no_such_category")).status_code == 404


async def test_what_is_typed_into_the_search_is_only_text(visitor, another_stand, a_word):
    await another_stand(name=f"<b>%_{a_word}</b>")
    page = await visitor.get("/shops", params={"q": f"%_{a_word}"})
    assert f"&lt;b&gt;%_{a_word}" in page.text
    assert await names(visitor, f"/shops?q=_%25{a_word}") == []
    assert "No shop of that name here" in (await visitor.get("/shops", params={"q": '"><script>'})).text
    assert "set-cookie" not in page.headers
    assert (await visitor.get("/shops?page=99")).status_code == 200


async def test_an_owner_sees_the_own_figures_and_steps_out_and_nobody_else_can(
    visitor, sign_in, another_stand, street, sold, ask, a_word
):
    stand = await another_stand(name=f"Xinghai {a_word}")
    await sold(stand, 25)
    await ask(stand.shop)
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", stand.shop.id)
    lin_wei, path = await sign_in(owner), f"/my/shops/{stand.shop.id}/listing"
    assert '<dd class="figures">25</dd>' in (await lin_wei.browser.get(path)).text
    done = await lin_wei.send(path)
    assert "The shop is out of the directory." in done.text
    assert await names(visitor, f"/shops?q={a_word}") == []
    await lin_wei.send(path, listed="on")
    assert await names(visitor, f"/shops?q={a_word}") == [f"Xinghai {a_word}"]
    stranger = await sign_in(await street.account("Mobi"))
    assert (await stranger.browser.get(path)).status_code == 404
    await stranger.browser.aclose()
    await lin_wei.browser.aclose()


def test_a_single_order_decides_nothing_and_many_decide():
    def score(orders: int, correct: int, seconds: int = 10, days: int = 30) -> int:
        return score_of(Figures(orders, orders, correct, orders - correct, seconds, ()), days_open=days)

    assert abs(score(1, 0) - score(1, 1)) < 2_500
    assert score(10_000, 9_999) > score(20, 20) > score_of_unknown() > score(10_000, 9_300)
    assert score(1000, 990, seconds=5) > score(1000, 990, seconds=500) > score(1000, 960, seconds=5)
    assert score(1000, 990, days=365) > score(1000, 990, days=0)
    assert 0 <= score(10_000, 0, seconds=10**6) <= score(10_000, 10_000, seconds=0, days=9999) <= 10_000


async def test_a_street_of_many_shops_is_read_in_one_statement_that_goes_by_the_live_ones(street):
    async with platform_scope() as scope:
        await scope.execute("set local enable_seqscan = off")
        plan = await scope.fetch(f"explain select s.id from shop s where {LISTED}")
    assert any("shop_live" in row[0] for row in plan)
