"""The pages: both languages, no script, and nothing a shop sends runs in the payer's browser."""

from typing import Any

import pytest


async def test_the_payers_page_says_what_is_paid_to_whom(xinghai: Any) -> None:
    page = await xinghai.client.get(await xinghai.open("V-1"))
    for words in ("星海点卡行", "99.80", "V-1", "仅供练习", "重复付款", "永不通知"):
        assert words in page.text


async def test_english_is_chosen_by_the_browser_or_by_hand(xinghai: Any) -> None:
    address = await xinghai.open("V-2")
    english = await xinghai.client.get(address, headers={"Accept-Language": "en-GB,en;q=0.9"})
    chosen = await xinghai.client.get(address, params={"lang": "en"})
    kept = await xinghai.client.get(address)
    back = await xinghai.client.get(address, params={"lang": "zh"})
    assert all("Pay twice" in page.text for page in (english, chosen, kept))
    assert "重复付款" in back.text


async def test_a_script_in_a_name_or_a_shop_is_only_text(xinghai: Any) -> None:
    address = await xinghai.open("V-3", name="<script>alert(1)</script>")
    for page in (await xinghai.client.get(address), await xinghai.client.get("/")):
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


async def test_an_answer_of_the_shop_is_only_text(xinghai: Any) -> None:
    xinghai.ear.answers = [(200, "<img src=x onerror=alert(1)>")]
    address = await xinghai.open("V-4")
    await xinghai.press(address, "forge", kind="status")
    await xinghai.follow(address)
    assert "&lt;img src=x" in (await xinghai.client.get(address)).text


async def test_no_page_allows_a_script(xinghai: Any) -> None:
    address = await xinghai.open("V-5")
    for page in ("/", address, "/nowhere"):
        policy = (await xinghai.client.get(page)).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "script-src" not in policy


async def test_a_paid_page_leads_back_with_the_signed_fields(xinghai: Any) -> None:
    address = await xinghai.open("V-6")
    await xinghai.press(address, "stay")
    text = (await xinghai.client.get(address)).text
    assert "trade_status=TRADE_SUCCESS" in text
    assert "重复付款" not in text


async def test_the_front_page_lists_the_payments(xinghai: Any) -> None:
    address = await xinghai.open("V-7")
    text = (await xinghai.client.get("/")).text
    assert address in text
    assert "没有真实资金" in text


@pytest.mark.parametrize("deed", ["late", "never-notify", "cancel", "less", "twice"])
async def test_every_state_has_its_page(xinghai: Any, deed: str) -> None:
    address = await xinghai.open(f"V-8-{deed}")
    await xinghai.press(address, deed)
    for language in ("zh", "en"):
        assert (await xinghai.client.get(address, params={"lang": language})).status_code == 200
    await xinghai.client.get(address, params={"lang": "zh"})


async def test_a_page_that_is_not_there_says_so_kindly(xinghai: Any) -> None:
    page = await xinghai.client.get("/pay/20260101")
    assert page.status_code == 404
    assert "订单不存在" in page.text


async def test_the_stylesheet_may_be_kept(xinghai: Any) -> None:
    sheet = await xinghai.client.get("/practice.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
