"""Chen Hao buys a code with a phone's browser at 星海点卡行: from the shelf to the code, and the bad paths."""

import asyncio
import re
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment

GOOD = {
    "contact": "Chen.Hao@Example.com",
    "quantity": "1",
    "channel": "epay",
    "notice": "on",
    "consent": "on",
}


@pytest_asyncio.fixture
async def browser(street, stand):
    async with street.client(stand.shop) as client:
        yield client


async def checkout(browser: httpx.AsyncClient, stand, **changes: str) -> httpx.Response:
    page = await browser.get("/checkout", params={"sku": str(stand.sku_id), "quantity": "1"})
    assert page.status_code == 200, page.text
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page.text)
    assert key
    form = {**GOOD, "sku": str(stand.sku_id), "idempotency_key": key[1], **changes}
    return await browser.post("/orders", data={name: value for name, value in form.items() if value})


async def pay(stand, number: str, *, minor: int = 9980) -> None:
    claim = Claim(
        stand.channel_id, f"e-{number}", f"{number}01", "T1", Money(minor, "CNY"), b"", "channel:epay"
    )
    await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))


def number_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("/")[2]


async def test_the_home_page_shows_the_good_with_its_price_and_true_stock(browser):
    page = await browser.get("/")
    assert page.status_code == 200
    assert "星海点卡" in page.text
    assert "99<small>.80</small>" in page.text
    assert "3 in stock" in page.text


async def test_the_product_page_offers_the_denomination(browser):
    page = await browser.get("/products/xinghai-100")
    assert page.status_code == 200
    assert "100元" in page.text


async def test_the_product_page_counts_anew_for_each_visitor_and_calls_the_good_by_its_present_name(
    browser, stand
):
    before = await browser.get("/products/xinghai-100")
    await checkout(browser, stand)
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update product set title = $1", "星海点卡 <new>")
        await scope.execute("update sku set price = $1", 8850)
    after = [
        page.text for page in await asyncio.gather(*(browser.get("/products/xinghai-100") for _ in range(5)))
    ]
    assert "3 in stock" in before.text
    assert all("2 in stock" in page and "3 in stock" not in page for page in after)
    assert all("星海点卡 &lt;new&gt;" in page and "88<small>.50</small>" in page for page in after)


async def test_buying_shows_the_code_once_at_once_and_later_after_a_tap(browser, stand):
    number = number_of(await checkout(browser, stand))
    assert (await browser.get(f"/orders/{number}")).status_code == 200
    await pay(stand, number)
    first = await browser.get(f"/orders/{number}")
    codes = re.findall(r"XH-[0-9A-F]{16}", first.text)
    assert codes
    second = await browser.get(f"/orders/{number}")
    assert "XH-" not in second.text
    tapped = await browser.post(f"/orders/{number}/reveals")
    assert codes[0] in tapped.text


async def test_what_a_service_sends_back_through_the_browser_delivers_nothing(browser, stand):
    number = number_of(await checkout(browser, stand))
    answer = await browser.get(f"/orders/{number}", params={"trade_status": "TRADE_SUCCESS", "sign": "x"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/orders/{number}")
    assert await stand.state(number) == "pending"


async def test_a_page_read_ahead_by_the_browser_opens_nothing(browser, stand):
    number = number_of(await checkout(browser, stand))
    await pay(stand, number)
    ahead = await browser.get(f"/orders/{number}", headers={"sec-purpose": "prefetch"})
    assert "XH-" not in ahead.text
    assert "XH-" in (await browser.get(f"/orders/{number}")).text


async def test_another_browser_sees_nothing_of_the_order(street, browser, stand):
    number = number_of(await checkout(browser, stand))
    await pay(stand, number)
    async with street.client(stand.shop) as stranger:
        for path in (f"/orders/{number}", f"/orders/{number}/pay", f"/orders/{number}/live"):
            assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post(f"/orders/{number}/reveals")).status_code == 404


async def test_looking_an_order_up_needs_its_contact_and_a_tap(street, browser, stand):
    number = number_of(await checkout(browser, stand))
    await pay(stand, number)
    async with street.client(stand.shop) as phone:
        wrong = await phone.post("/look-up", data={"number": number, "contact": "mallory@example.com"})
        assert wrong.status_code == 404
        found = await phone.post(
            "/look-up", data={"number": number.lower(), "contact": "chen.hao@example.com"}
        )
        assert found.status_code == 303
        page = await phone.get(f"/orders/{number}")
        assert "XH-" not in page.text
        assert "XH-" in (await phone.post(f"/orders/{number}/reveals")).text


async def test_looking_up_is_throttled_per_number(street, stand, browser):
    number = number_of(await checkout(browser, stand))
    async with street.client(stand.shop) as mallory:
        answers = [
            await mallory.post("/look-up", data={"number": number, "contact": f"m{n}@example.com"})
            for n in range(10)
        ]
    assert [answer.status_code for answer in answers][-1] == 429


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contact": "nonsense"}, "contact"),
        ({"contact": ""}, "contact"),
        ({"notice": ""}, "notice"),
        ({"consent": ""}, "consent"),
        ({"channel": "bank"}, "channel"),
        ({"quantity": "6"}, "quantity"),
    ],
)
async def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(browser, stand, changes, field):
    answer = await checkout(browser, stand, **changes)
    assert answer.status_code == 400
    assert 'class="error"' in answer.text
    if field != "contact":
        assert "Chen.Hao@Example.com" in answer.text
    assert await stand.codes() == {"free": 3}


async def test_the_same_form_sent_twice_is_one_order(browser, stand):
    page = await browser.get("/checkout", params={"sku": str(stand.sku_id)})
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page.text)
    form = {**GOOD, "sku": str(stand.sku_id), "idempotency_key": key[1]}
    answers = [await browser.post("/orders", data=form) for _ in range(2)]
    assert number_of(answers[0]) == number_of(answers[1])


async def test_cancelling_gives_the_goods_back(browser, stand):
    number = number_of(await checkout(browser, stand))
    answer = await browser.post(f"/orders/{number}/cancellation", data={"then": "stop"})
    assert answer.status_code == 303
    assert await stand.state(number) == "cancelled"
    assert await stand.codes() == {"free": 3}
    assert "cancelled" in (await browser.get(f"/orders/{number}")).text


async def test_a_free_good_needs_no_payment(street, free_stand):
    async with street.client(free_stand.shop) as browser:
        answer = await checkout(browser, free_stand, channel="")
        page = await browser.get(f"/orders/{number_of(answer)}")
        assert re.search(r"XH-[0-9A-F]{16}", page.text)


async def test_sold_out_is_said_before_and_at_the_checkout(browser, stand):
    await stand.set(unpaid_per_contact=0)
    await stand.place(quantity=3)
    assert "Sold out" in (await browser.get("/products/xinghai-100")).text
    assert (await browser.get("/checkout", params={"sku": str(stand.sku_id)})).status_code == 200
    answer = await checkout(browser, stand)
    assert answer.status_code == 409
    assert "sold out" in answer.text.lower()


@pytest.mark.parametrize(
    "path", ["/products/nothing", "/checkout?sku=x", "/orders/1", "/nowhere", "/static/../app.py"]
)
async def test_what_is_not_there_is_said_in_the_shops_own_face(browser, path):
    page = await browser.get(path)
    assert page.status_code == 404
    assert "星海点卡行" in page.text


async def test_the_live_state_is_told_as_json(browser, stand):
    number = number_of(await checkout(browser, stand))
    live = await browser.get(f"/orders/{number}/live", headers={"accept": "application/json"})
    assert live.json() == {"state": "pending"}


async def test_every_page_comes_with_a_strict_policy_and_is_not_kept(browser):
    page = await browser.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["x-request-id"]


async def test_both_languages_are_offered_and_the_choice_is_remembered(browser):
    assert "库存 3" in (await browser.get("/?lang=zh-CN")).text
    assert 'lang="zh-CN"' in (await browser.get("/")).text
