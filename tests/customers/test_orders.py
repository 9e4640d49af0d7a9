"""Chen Hao orders signed in: the contact is remembered, the balance pays, guest orders are there too, one click repeats."""

import re
from datetime import UTC, datetime

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment

EMAIL = "chen.hao@example.com"


async def checkout(visitor, **changes: str):
    query = {"sku": str(visitor.stand.sku_id), "quantity": "1"}
    page = await visitor.browser.get("/checkout", params=query)
    assert page.status_code == 200, page.text
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page.text)
    form = {
        **query,
        "contact": EMAIL,
        "channel": "epay",
        "notice": "on",
        "consent": "on",
        "idempotency_key": key[1],
    }
    return await visitor.browser.post("/orders", data={**form, **changes})


async def pay(visitor, number: str, minor: int) -> None:
    claim = Claim(
        visitor.stand.channel_id, f"e-{number}", f"{number}01", f"T{number}", Money(minor, "CNY"), b"", "test"
    )
    await confirm_payment(visitor.stand.shop, await visitor.stand.profile(), claim, now=datetime.now(UTC))


async def top_up(visitor, minor: int) -> str:
    placed = await visitor.send("/account/top-up", choice=str(minor), channel="epay", consent="on")
    assert placed.status_code == 303, placed.text
    number = placed.headers["location"].split("/")[2]
    await pay(visitor, number, minor)
    return number


async def test_an_order_signed_in_is_the_customers_and_remembered_for_the_next_one(chen_hao):
    await chen_hao.sign_up()
    placed = await checkout(chen_hao, contact="13800138000")
    number = placed.headers["location"].split("/")[2]
    assert await chen_hao.fetchval("select customer_id is not null from purchase where number = $1", number)
    again = await chen_hao.browser.get(
        "/checkout", params={"sku": str(chen_hao.stand.sku_id), "quantity": "1"}
    )
    assert 'value="+8613800138000"' in again.text
    assert re.search(r'value="epay"[^>]*checked', again.text)
    account = await chen_hao.browser.get("/account")
    assert f"/orders/{number}" in account.text
    assert f"/checkout?sku={chen_hao.stand.sku_id}&amp;quantity=1" in account.text


async def test_guest_orders_with_the_proved_contact_are_shown_and_opened(chen_hao, visit):
    guest = visit()
    before = (await checkout(guest)).headers["location"].split("/")[2]
    chen_hao.sent = guest.sent
    await chen_hao.sign_up()
    after = (await checkout(guest)).headers["location"].split("/")[2]
    page = (await chen_hao.browser.get("/account")).text
    assert before in page
    assert after in page
    for number in (before, after):
        assert (await chen_hao.browser.get(f"/orders/{number}")).status_code == 200
    assert (await visit().browser.get(f"/orders/{before}")).status_code == 404


async def test_an_order_of_another_customer_is_not_opened(chen_hao, visit):
    await chen_hao.sign_up()
    number = (await checkout(chen_hao, contact="mei@example.com")).headers["location"].split("/")[2]
    mei = visit()
    mei.sent = chen_hao.sent
    await mei.sign_up("mei@example.com")
    assert (await mei.browser.get(f"/orders/{number}")).status_code == 404, (
        "placed by somebody who was signed in"
    )
    assert number not in (await mei.browser.get("/account")).text


async def test_a_top_up_is_paid_like_an_order_and_shown_in_the_header_and_statement(chen_hao):
    await chen_hao.sign_up()
    number = await top_up(chen_hao, 20_000)
    assert "are in your balance" in (await chen_hao.browser.get(f"/orders/{number}")).text
    assert "¥200.00" in (await chen_hao.browser.get("/")).text
    statement = (await chen_hao.browser.get("/account/statement")).text
    assert "Topped up" in statement
    assert number in statement
    assert (await chen_hao.browser.post(f"/orders/{number}/reveals")).status_code == 200
    assert number in (await chen_hao.browser.get("/account/orders")).text


async def test_a_top_up_can_be_looked_up_by_number_and_contact(chen_hao, visit):
    await chen_hao.sign_up()
    number = await top_up(chen_hao, 10_000)
    stranger = visit()
    found = await stranger.browser.post("/look-up", data={"number": number, "contact": EMAIL})
    assert found.status_code == 303
    assert (await stranger.browser.get("/look-up")).status_code == 200


async def test_a_balance_that_is_enough_pays_with_one_tap(chen_hao):
    await chen_hao.sign_up()
    await top_up(chen_hao, 10_000)
    placed = await checkout(chen_hao, use_balance="on", channel="")
    assert placed.status_code == 303, placed.text
    number = placed.headers["location"].split("/")[2]
    assert placed.headers["location"] == f"/orders/{number}", "there is nothing left to pay"
    assert "XH-" in (await chen_hao.browser.get(f"/orders/{number}")).text
    assert "¥0.20" in (await chen_hao.browser.get("/")).text


async def test_a_sum_beyond_the_cap_is_refused_before_paying(chen_hao):
    await chen_hao.sign_up()
    refused = await chen_hao.send(
        "/account/top-up", choice="own", amount="5000.01", channel="epay", consent="on"
    )
    assert refused.status_code == 400
    await top_up(chen_hao, 50_000)
    refused = await chen_hao.send(
        "/account/top-up", choice="own", amount="4500.01", channel="epay", consent="on"
    )
    assert refused.status_code == 422
    assert "You have not been charged" in refused.text


async def test_guests_cost_no_session(chen_hao):
    """Only who brings the cookie is asked for: a page of a guest reads no session."""
    async with shop_scope(chen_hao.stand.shop) as scope:
        before = await scope.fetchval("select count(*) from customer_session")
    assert (await chen_hao.browser.get("/")).status_code == 200
    assert not chen_hao.browser.cookies
    assert before == 0
