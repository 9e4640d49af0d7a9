"""Lin Wei and Mei look at the books, at what payment services list, at the evidence, and make invoices."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.comparison.china_day import bounds_of, china_day
from bodega_shop.evidence.verify_export import verify_export
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment


@pytest.fixture
def sums(words):
    """The words of a page with each sum in one piece."""
    return lambda html: words(html).replace(" .", ".")


@pytest_asyncio.fixture
async def sold(stand):
    order = await stand.place()
    claim = Claim(
        stand.channel_id, f"event-{order.number}", f"{order.number}01", f"T{order.number}", Money(9980, "CNY"), b"",
        "channel:epay",
    )  # fmt: skip
    await confirm_payment(stand.shop, await stand.profile(), claim, now=datetime.now(UTC))
    return order


@pytest_asyncio.fixture
async def compared(stand, sold):
    """Today's list says ten less, and knows a payment that nobody here does."""
    comparison_id, line_id, other_id, now = new_id(), new_id(), new_id(), datetime.now(UTC)
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into comparison (id, channel_id, day, state, attempts, counts, sums, started_at, finished_at)"
            " values ($1, $2, $3, 'done', 1, $4, $5, $6, $6)",
            comparison_id, stand.channel_id, china_day(now), {"amount": 1, "missing_here": 1},
            {"CNY": {"payments": 10470, "fees": 60}}, now,
        )  # fmt: skip
        for one, key, verdict, gross, ours, outcome, order_id in (
            (line_id, "A", "amount", 9970, 9980, "", sold.id),
            (other_id, "B", "missing_here", 500, None, "unknown_order", None),
        ):
            await scope.execute(
                "insert into comparison_line (id, comparison_id, line_key, class, kind, out_trade_no, gateway_txn, gross,"
                " ours, currency, outcome, purchase_id, occurred_at) values ($1, $2, $3, $4, 'payment', 'N1', 'T1', $5, $6,"
                " 'CNY', $7, $8, $9)",
                one, comparison_id, key, verdict, gross, ours, outcome, order_id, now,
            )  # fmt: skip
    return comparison_id, line_id


async def test_a_day_shows_both_sides_and_their_difference(compared, mei, sums):
    page = sums(await mei.read("/reconciliation"))
    assert "支付宝" in page
    assert "104.10" in page
    assert "99.80" in page
    assert "4.30" in page


async def test_every_difference_is_explained_and_leads_to_its_order(compared, sold, mei, words):
    html = await mei.read(f"/reconciliation/{compared[0]}")
    page = words(html)
    assert "2 differences are open" in page
    assert "Sums differ" in page
    assert "The shop has no such order." in page
    assert f"/console/orders/{sold.number}" in html


async def test_a_difference_is_settled_with_words(compared, mei, stand, words):
    comparison_id, line_id = compared
    path = f"/reconciliation/{comparison_id}/lines/{line_id}"
    assert (await mei.send(path, note="")).status_code == 400
    page = words((await mei.send(path, note="Half was paid with a coupon of theirs")).text)
    assert "Half was paid with a coupon of theirs" in page
    assert "1 difference is open" in page
    async with shop_scope(stand.shop) as scope:
        assert await scope.fetchval("select settled_by from comparison_line where id = $1", line_id) == "Mei"
        assert await scope.fetchval("select count(*) from deed where deed = 'comparison.settled'") == 1
    assert "Somebody has settled" in words((await mei.send(path, note="Again")).text)


async def test_only_days_with_something_open_can_be_shown(compared, mei, stand, words):
    assert "支付宝" in words(await mei.read("/reconciliation?open=1"))
    async with shop_scope(stand.shop) as scope:
        await scope.execute("update comparison_line set settled_at = now()")
    assert "Every difference was settled." in words(await mei.read("/reconciliation?open=1"))


async def test_a_person_has_a_day_compared(stand, sold, mei, words):
    yesterday = china_day(datetime.now(UTC)) - timedelta(days=1)
    answer = await mei.send("/reconciliation", channel=str(stand.channel_id), day=yesterday.isoformat())
    assert "It is being compared." in words(answer.text)
    jobs = await stand.street.owner_pool.fetchval(
        "select count(*) from queue.pgqueuer where entrypoint = 'comparison.compare' and shop = $1",
        stand.shop.schema,
    )
    assert jobs == 1


async def test_a_day_that_is_not_over_is_refused(stand, sold, mei, words):
    today = china_day(datetime.now(UTC))
    answer = await mei.send("/reconciliation", channel=str(stand.channel_id), day=today.isoformat())
    assert answer.status_code == 400
    assert "Only a day that is over can be compared." in words(answer.text)


async def test_the_books_say_what_each_account_holds(sold, lin_wei, sums):
    page = sums(await lin_wei.read("/books"))
    assert "At 支付宝" in page
    assert "Goods that were delivered." in page
    assert page.count("99.80") >= 3


async def test_a_day_of_the_books_goes_into_a_spreadsheet(sold, lin_wei):
    answer = await lin_wei.browser.get("/console/books.csv")
    lines = answer.text.splitlines()
    assert lines[0].startswith("\ufeffWhen,Order,What for")
    assert len(lines) == 2
    assert sold.number in lines[1]
    assert "Sales,At 支付宝,99.80,CNY,Booked" in lines[1]


async def test_another_day_of_the_books_is_empty_and_nonsense_is_today(sold, lin_wei, words):
    assert "Nothing moved on this day" in words(await lin_wei.read("/books?day=2020-02-02"))
    assert sold.number in words(await lin_wei.read("/books?day=nonsense"))


async def test_the_evidence_is_checked_and_sealed(sold, lin_wei, stand, words):
    assert "No seal yet" in words(await lin_wei.read("/evidence"))
    assert "Every link holds" in words((await lin_wei.send("/evidence/checks")).text)
    assert "Nothing new is old enough" in words((await lin_wei.send("/evidence/seals")).text)


async def test_the_evidence_of_an_order_is_exported(sold, mei):
    assert f"/console/orders/{sold.number}/evidence.json" in await mei.read(f"/orders/{sold.number}")
    answer = await mei.browser.get(f"/console/orders/{sold.number}/evidence.json")
    assert verify_export(answer.content).broken == ""
    assert json.loads(answer.content)["order"]["number"] == sold.number
    assert f'filename="evidence-{sold.number}.json"' in answer.headers["content-disposition"]


async def test_the_voucher_of_an_order_can_be_printed(sold, mei, sums):
    page = sums(await mei.read(f"/orders/{sold.number}/voucher"))
    assert "Purchase voucher" in page
    assert "99.80" in page


async def ask(stand, order):
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into invoice_request (id, purchase_id, kind, title, tax_number, send_to, amount, currency, state, asked_at)"
            " values ($1, $2, 'company', '墨笔软件', '91350100M000100Y43', 'books@example.com', 9980, 'CNY', 'asked', now())",
            invoice_id := new_id(), order.id,
        )  # fmt: skip
    return invoice_id


async def test_an_invoice_is_recorded_with_its_number(sold, stand, mei, words):
    invoice_id = await ask(stand, sold)
    assert "墨笔软件" in words(await mei.read("/invoices"))
    assert "墨笔软件" not in words(
        (await mei.send(f"/invoices/{invoice_id}/number", number="26117000000123")).text
    )
    assert "26117000000123" in words(await mei.read("/invoices?state=issued"))
    assert (await stand.events(sold.number))[-1] == "invoice_issued"
    assert "decided already" in words((await mei.send(f"/invoices/{invoice_id}/refusal", answer="No")).text)


async def test_an_invoice_is_refused_with_words(sold, stand, mei, words):
    invoice_id = await ask(stand, sold)
    assert (await mei.send(f"/invoices/{invoice_id}/refusal", answer="")).status_code == 400
    await mei.send(f"/invoices/{invoice_id}/refusal", answer="Please give the full name.")
    assert "Please give the full name." in words(await mei.read("/invoices?state=refused"))


@pytest.mark.parametrize("page", ["/books", "/books.csv", "/evidence"])
async def test_an_operator_has_no_business_in_the_books(mei, page):
    assert (await mei.browser.get(f"/console{page}")).status_code == 403


@pytest.mark.parametrize("page", ["/reconciliation", "/invoices"])
async def test_support_has_no_business_with_money(take_seat, stand, page):
    support = await take_seat(stand.shop, "support", "Bao")
    assert (await support.browser.get(f"/console{page}")).status_code == 403


async def test_what_belongs_to_another_shop_is_not_found(compared, take_seat, another_stand):
    yunting = await another_stand(name="云听会员店")
    owner = await take_seat(yunting.shop, "owner", "Lin Wei")
    comparison_id, line_id = compared
    assert (await owner.browser.get(f"/console/reconciliation/{comparison_id}")).status_code == 404
    answer = await owner.send(f"/reconciliation/{comparison_id}/lines/{line_id}", note="Mine")
    assert answer.status_code in (400, 404)


async def test_the_floor_of_the_vouchers_is_said(lin_wei, stand, words):
    form = {
        "name": "星海点卡行", "locale": "zh-CN", "currency": "CNY", "time_zone": "Asia/Shanghai", "theme": "counter",
        "accent": "#c2410c", "low_stock": "5", "reserve_minutes": "15", "unpaid_per_contact": "3",
        "unpaid_per_address": "10", "payback_days": "7", "voucher_years": "2",
    }  # fmt: skip
    answer = await lin_wei.send("/settings", **form)
    assert answer.status_code == 400
    assert "at least 3 years" in words(answer.text)
    assert (await lin_wei.send("/settings", **{**form, "voucher_years": "4"})).status_code == 200
    assert (await stand.profile()).voucher_years == 4
    assert (
        await lin_wei.send("/settings", **{**form, "locale": "en", "voucher_years": "1"})
    ).status_code == 200


def test_a_day_is_as_long_as_a_day():
    begin, end = bounds_of(china_day(datetime.now(UTC)))
    assert end - begin == timedelta(days=1)


async def test_the_overview_leads_to_what_is_open(compared, sold, stand, mei, words):
    await ask(stand, sold)
    page = await mei.read("/")
    assert "2 differences in the reconciliation" in words(page)
    assert "/console/reconciliation?open=1" in page
    assert "1 invoice is to be made" in words(page)
