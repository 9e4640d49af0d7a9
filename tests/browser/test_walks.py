"""Chen Hao buys on a phone, Lin Wei stocks a shelf and sees the order, Ada freezes the shop: in real browsers."""

import re
import secrets

import pyotp
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def order_something(page: Page, shop: dict, contact: str = "chen.hao@example.com") -> str:
    """From the home page to the payer's page; the order's number comes back."""
    page.goto(shop["url"])
    page.locator('a[href^="/products/"]').first.click()
    page.wait_for_url("**/products/**")
    page.locator(".bar button, form button[type=submit]").last.click()
    page.wait_for_url("**/checkout**")
    page.fill("input[name=contact]", contact)
    page.check("input[name=notice]")
    page.check("input[name=consent]")
    page.locator(".bar button").last.click()
    page.wait_for_url("**/orders/*/pay")
    return page.url.split("/")[-2]


def pay(page: Page) -> None:
    page.locator("a.go").click()
    page.locator('form[action*="/pay/"] button, button[formaction$="/pay"]').first.click()
    page.wait_for_url("**/orders/**")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_buyer_finds_a_good_pays_and_has_the_code(demo, person, locale):
    buyer = person(phone=True, locale=locale)
    number = order_something(buyer.page, demo["shops"][0])
    pay(buyer.page)
    ticket = buyer.page.locator(".ticket-code").first
    expect(ticket).to_be_visible(timeout=15_000)
    code = ticket.get_attribute("data-copy")
    assert code
    buyer.page.reload()
    assert code not in buyer.page.content()
    buyer.page.locator("form.tickets button").first.click()
    expect(buyer.page.locator(".ticket-code").first).to_contain_text(code)
    assert number in buyer.page.url


def test_the_paying_page_moves_on_by_itself_when_the_money_arrives(demo, person):
    buyer = person(phone=True)
    order_something(buyer.page, demo["shops"][1], "wang@example.com")
    way = buyer.page.locator("a.go").get_attribute("href")
    other = buyer.context.new_page()
    other.goto(demo["shops"][1]["url"] + str(way))
    other.locator('form[action$="/stay"] button, button[formaction$="/stay"]').first.click()
    expect(buyer.page.locator(".ticket-code").first).to_be_visible(timeout=15_000)


def test_buying_works_without_scripts(demo, chromium):
    context = chromium.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    order_something(page, demo["shops"][0], "noscript@example.com")
    pay(page)
    assert page.locator(".ticket-code").first.inner_text()
    context.close()


def test_a_customer_opens_an_account_tops_up_and_pays_with_the_balance(demo, person):
    shop = demo["shops"][0]
    wang_fang = person(phone=True, locale="en")
    page, mailbox = wang_fang.page, wang_fang.context.new_page()
    page.goto(f"{shop['url']}/account/sign-up")
    page.fill("input[name=contact]", "wang.fang@example.com")
    page.fill("input[name=password]", "four quiet lamps tonight")
    page.check("input[name=consent]")
    page.locator("main form button").last.click()
    page.fill("input[name=code]", code_in(mailbox, shop["mailbox"]))
    page.locator("main form button").first.click()
    page.wait_for_url("**/account")

    page.goto(f"{shop['url']}/account/top-up")
    page.locator("label.choice", has_text="100").first.click()
    page.locator("label.channel").first.click()
    page.check("input[name=consent]")
    page.locator("main form button").last.click()
    pay(page)
    expect(page.locator("h1")).to_contain_text("in your balance", timeout=15_000)
    page.goto(f"{shop['url']}/account")
    expect(page.locator("main")).to_contain_text("¥105.00")

    page.goto(f"{shop['url']}/products/xinghai-zhengtu-points")
    page.locator(".bar button, form button[type=submit]").last.click()
    page.wait_for_url("**/checkout**")
    page.check("input[name=use_balance]")
    expect(page.locator(".bar-total")).to_contain_text("¥0.00")
    page.check("input[name=notice]")
    page.check("input[name=consent]")
    page.locator(".bar button").last.click()
    expect(page.locator(".ticket-code").first).to_be_visible(timeout=15_000)


def code_in(mailbox: Page, address: str) -> str:
    """The six digits of the newest message that arrives there with some."""
    message = mailbox.locator(".letter", has_text=re.compile(r"\b\d{6}\b")).first
    mailbox.goto(address)
    while not message.count():
        mailbox.wait_for_timeout(200)
        mailbox.reload()
    found = re.search(r"\b\d{6}\b", message.inner_text())
    assert found
    return found[0]


def test_the_owner_imports_codes_and_sees_the_order(demo, person):
    shop = demo["shops"][0]
    owner = person()
    owner.sign_in(shop["console"], shop["owner"]["email"], shop["owner"]["password"])
    page = owner.page
    page.goto(f"{shop['console']}/stock/imports/new")
    page.locator("select[name=sku]").select_option(index=1)
    codes = [f"WALK-{secrets.token_hex(6).upper()}" for _ in range(3)]
    page.fill("textarea[name=text]", "\n".join([*codes, codes[0]]))
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert codes[0] not in page.content()
    page.locator('form[action$="/confirmation"] button').click()
    expect(page.locator("main")).to_contain_text(re.compile(r"3 codes|Imported"), timeout=30_000)

    buyer = person(phone=True)
    number = order_something(buyer.page, shop, "li.na@example.com")
    pay(buyer.page)
    page.goto(f"{shop['console']}/orders")
    expect(page.locator("main")).to_contain_text(number[-10:-5])


def test_the_administrator_freezes_a_shop_and_its_home_page_says_so(demo, person):
    ada = person()
    ada.sign_in(f"{demo['platform']}/admin", demo["admin"]["email"], demo["admin"]["password"])
    page = ada.page
    key = re.sub(r"\s", "", page.locator("details .code").text_content() or "")
    page.fill("input[name=code]", pyotp.TOTP(key).now())
    page.locator('form[action$="/account/second-factor"] button').click()
    page.wait_for_load_state()
    page.goto(f"{demo['platform']}/admin/shops")
    page.get_by_role("link", name=re.compile("Mobi")).first.click()
    page.locator('a[href$="/freeze"]').first.click()
    page.fill("textarea[name=reason]", "A story in a browser")
    page.locator('form[action$="/freeze"] button').first.click()
    page.wait_for_load_state()

    buyer = person(phone=True)
    buyer.page.goto(demo["shops"][2]["url"])
    expect(buyer.page.locator("main")).to_contain_text("takes no new orders")
