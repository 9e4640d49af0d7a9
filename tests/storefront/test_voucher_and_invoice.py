"""Chen Hao prints the voucher of what was bought, and asks for an invoice over it."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.qualifications.check_uscc import is_credit_code
from bodega_shop.invoices.check_tax_number import could_be_tax_number
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


@pytest_asyncio.fixture
async def bought(stand):
    """A delivered order, and the browser that placed it."""
    order = await stand.place()
    claim = Claim(
        stand.channel_id, f"event-{order.number}", f"{order.number}01", f"T{order.number}", Money(9980, "CNY"), b"",
        "channel:epay",
    )  # fmt: skip
    await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))
    async with stand.street.client(stand.shop) as browser:
        browser.cookies.set("orders", f"{order.number}.{order.token}.placed")
        yield order, browser


COMPANY = {
    "kind": "company",
    "title": "星海网络有限公司",
    "tax_number": "91350100M000100Y43",
    "send_to": "books@example.com",
    "note": "",
}


async def test_a_voucher_says_who_sold_what_for_how_much(bought, stand):
    order, browser = bought
    page = (await browser.get(f"/orders/{order.number}/voucher")).text.replace("<small>", "")
    for words in ("星海点卡行", order.number, "星海点卡", "99.80", f"T{order.number}", "ch***@example.com"):
        assert words in page
    assert "chen.hao@example.com" not in page
    async with shop_scope(stand.shop) as scope:
        digest = await scope.fetchval(
            "select encode(digest, 'hex') from purchase_event where purchase_id = $1 and seq = 3", order.id
        )
    assert digest in page


async def test_a_voucher_holds_no_code_and_opens_none(bought, stand):
    order, browser = bought
    page = (await browser.get(f"/orders/{order.number}/voucher")).text
    assert "XH-" not in page
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select count(*) from reveal") == 0


async def test_another_browser_sees_no_voucher_and_no_invoice(bought, client, stand):
    order, _ = bought
    async with stand.street.client(stand.shop) as stranger:
        for page in ("voucher", "invoice"):
            assert (await stranger.get(f"/orders/{order.number}/{page}")).status_code == 404


async def test_an_order_that_waits_has_no_voucher(stand):
    order = await stand.place()
    async with stand.street.client(stand.shop) as browser:
        browser.cookies.set("orders", f"{order.number}.{order.token}.placed")
        assert (await browser.get(f"/orders/{order.number}/voucher")).status_code == 409


async def test_the_order_page_leads_to_both(bought):
    order, browser = bought
    page = (await browser.get(f"/orders/{order.number}")).text
    assert f"/orders/{order.number}/voucher" in page
    assert f"/orders/{order.number}/invoice" in page


async def test_a_voucher_is_kept_as_long_as_the_shop_says(bought, stand):
    order, browser = bought
    await stand.set(voucher_years=5)
    page = (await browser.get(f"/orders/{order.number}/voucher")).text
    assert str(datetime.now(UTC).year + 5) in page


async def invoice_of(stand):
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchrow("select kind, title, tax_number, amount, state from invoice_request")


async def test_a_company_asks_for_an_invoice_over_what_it_paid(bought, stand):
    order, browser = bought
    answer = await browser.post(f"/orders/{order.number}/invoice", data=COMPANY)
    assert answer.status_code == 303
    assert tuple(await invoice_of(stand)) == (
        "company",
        "星海网络有限公司",
        "91350100M000100Y43",
        9980,
        "asked",
    )
    page = (await browser.get(f"/orders/{order.number}/invoice")).text
    assert "The shop has not made it yet" in page
    assert 'name="title"' not in page
    assert (await stand.events(order.number))[-1] == "invoice_asked"


async def test_a_person_needs_no_tax_number(bought, stand):
    order, browser = bought
    await browser.post(
        f"/orders/{order.number}/invoice",
        data={"kind": "personal", "title": "Chen Hao", "tax_number": "nonsense", "send_to": "c@example.com"},
    )
    assert tuple(await invoice_of(stand))[:3] == ("personal", "Chen Hao", "")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tax_number", "91350100M000100Y44", "This is no Unified Social Credit Code"),
        ("tax_number", "12", "A tax number has 6 to 30 letters and digits."),
        ("tax_number", "", "tax_number"),
        ("send_to", "nobody", "send_to"),
        ("title", "", "title"),
        ("kind", "ghost", "kind"),
    ],
)
async def test_a_mistake_is_told_beside_its_field_and_nothing_is_asked(bought, stand, field, value, words):
    order, browser = bought
    answer = await browser.post(f"/orders/{order.number}/invoice", data={**COMPANY, field: value})
    assert answer.status_code == 400 or answer.status_code == 422
    assert words in answer.text
    assert await invoice_of(stand) is None


async def test_it_is_asked_once_and_again_after_a_refusal(bought, stand):
    order, browser = bought
    await browser.post(f"/orders/{order.number}/invoice", data=COMPANY)
    assert (await browser.post(f"/orders/{order.number}/invoice", data=COMPANY)).status_code == 409
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "update invoice_request set state = 'refused', answer = 'Please give the full name.'"
        )
    page = (await browser.get(f"/orders/{order.number}/invoice")).text
    assert "Please give the full name." in page
    assert (
        await browser.post(f"/orders/{order.number}/invoice", data={**COMPANY, "title": "Xinghai"})
    ).status_code == 303
    assert tuple(await invoice_of(stand))[1:5:3] == ("Xinghai", "asked")


async def test_a_script_in_a_title_stays_text(bought):
    order, browser = bought
    await browser.post(
        f"/orders/{order.number}/invoice", data={**COMPANY, "title": "<script>alert(1)</script>"}
    )
    assert "<script>alert(1)" not in (await browser.get(f"/orders/{order.number}/invoice")).text


# The first is the example of GB 32100-2015; the others are made up, their last characters computed with its weights.
@pytest.mark.parametrize("code", ["91350100M000100Y43", "91440300MA5F000A1L", "91310115MA1H7XLN24"])
def test_a_credit_code_with_the_right_last_character_is_one(code):
    assert is_credit_code(code)


@pytest.mark.parametrize("code", ["91350100M000100Y34", "9135O100M000100Y43", "91350100M000100Y", ""])
def test_any_other_is_none(code):
    assert not is_credit_code(code)


def test_numbers_of_other_countries_are_taken_as_they_are():
    assert could_be_tax_number("DE123456789")
    assert not could_be_tax_number("DE-123")
