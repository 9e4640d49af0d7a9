"""Lin Wei publishes the pages of the shop; Chen Hao agrees to them, and is asked again when they change materially."""

import re
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.versions import PublishedVersion
from bodega_shop.rehearsal.survey_shop import pages_check
from bodega_shop.terms.current_terms import CurrentTerms
from bodega_shop.terms.describe_data import describe_data
from bodega_shop.terms.fill_variables import fill_variables
from bodega_shop.terms.kinds import KINDS
from bodega_shop.terms.missing_pages import missing_pages

FACTS = {"entity": "星海网络有限公司", "entity_address": "杭州市西湖区 1 号", "service_hours": "9-22"}


async def publish(lin_wei, kind: str, **fields: str):
    answer = await lin_wei.send(f"/console/terms/{kind}/versions", **fields)
    assert answer.status_code == 200, answer.text
    return answer


async def publish_all(stand, lin_wei) -> None:
    await stand.set(contact="help@xinghai.example")
    await lin_wei.send("/console/terms/facts", **FACTS)
    for kind in KINDS:
        await publish(lin_wei, kind)


async def fetchval(stand, sql: str, *args: object):
    async with shop_scope(stand.shop) as scope:
        return await scope.fetchval(sql, *args)


async def order(person, stand, **changes: str):
    query = {"sku": str(stand.sku_id), "quantity": "1"}
    page = await person.read(f"/checkout?sku={stand.sku_id}&quantity=1")
    agreed = re.search(r'name="agreed" value="([^"]*)"', page)
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    form = {
        **query, "contact": "chen.hao@example.com", "channel": "epay", "notice": "on", "consent": "on",
        "idempotency_key": key[1], "agreed": agreed[1],
    }  # fmt: skip
    return await person.browser.post("/orders", data={**form, **changes})


async def test_a_page_that_lacks_a_fact_is_not_published_and_says_which(lin_wei, stand):
    page = await lin_wei.read("/console/terms/agreement")
    assert "entity_address" in page
    refused = await lin_wei.send("/console/terms/agreement/versions")
    assert refused.status_code == 400
    assert await fetchval(stand, "select count(*) from terms_version") == 0
    async with shop_scope(stand.shop) as scope:
        assert await missing_pages(scope) == list(KINDS)


async def test_published_pages_are_linked_below_each_page_and_name_the_shop(lin_wei, chen_hao, stand):
    await publish_all(stand, lin_wei)
    async with shop_scope(stand.shop) as scope:
        assert await missing_pages(scope) == []
    home = await chen_hao.read("/")
    for kind in KINDS:
        assert f'href="/terms/{kind}"' in home
        text = await chen_hao.read(f"/terms/{kind}")
        assert "星海" in text
        assert "{{" not in text


async def test_the_privacy_page_lists_what_the_shop_declares(lin_wei, chen_hao, stand):
    await publish_all(stand, lin_wei)
    page = await chen_hao.read("/terms/privacy")
    assert "<table>" in page
    assert "Network address of an order" in page


async def test_how_long_comes_from_the_shops_own_periods_and_the_draft_says_when_it_is_out_of_date(
    lin_wei, chen_hao, stand
):
    await stand.set(voucher_years=1)
    await publish_all(stand, lin_wei)
    assert "1096 days (3 years) after the trade has ended" in await chen_hao.read("/terms/privacy")
    assert "The draft is what is published." in await lin_wei.read("/console/terms/privacy")
    async with shop_scope(stand.shop) as scope:
        await scope.execute("insert into retention_period (kind, days) values ('trade', 2000), ('logs', 400)")
    assert "The draft is what is published." not in await lin_wei.read("/console/terms/privacy")
    assert (await lin_wei.read("/console/terms")).count("Says other than you would say now") == 1
    await publish(lin_wei, "privacy", note="Longer")
    page = await chen_hao.read("/terms/privacy")
    assert "2000 days after the trade has ended" in page
    assert "400 days" in page
    assert "1096" not in page


async def test_the_privacy_page_says_whom_an_extension_sends_data_to(lin_wei, chen_hao, stand):
    runtime = stand.street.runtime
    assert "the SMS service of the shop" not in describe_data(runtime, stand.shop, {}, "en")
    on = replace(stand.shop, enabled=stand.shop.enabled | {"sms", "email"})
    table = describe_data(runtime, on, {}, "en")
    assert "the SMS service of the shop" in table
    assert "the mail service of the shop, and that of your address" in table


async def test_a_published_version_is_changed_by_nobody(lin_wei, stand):
    await publish_all(stand, lin_wei)
    for sql in ("update terms_version set english = 'x'", "delete from terms_version"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetchval(stand, sql)


async def test_an_order_holds_the_versions_its_buyer_agreed_to(lin_wei, chen_hao, stand):
    await publish_all(stand, lin_wei)
    placed = await order(chen_hao, stand)
    assert placed.status_code == 303, placed.text
    said = "agreement.1 privacy.1 refunds.1 after_sales.1"
    assert await fetchval(stand, "select consent from purchase") == said
    assert await fetchval(stand, "select consent from customer") == said


async def test_whoever_read_an_older_version_is_asked_to_read_the_new_one(lin_wei, chen_hao, stand):
    await publish_all(stand, lin_wei)
    late = await order(chen_hao, stand, agreed="agreement.9")
    assert late.status_code == 409
    assert await fetchval(stand, "select count(*) from purchase") == 0


async def test_a_material_change_asks_for_consent_again_and_a_small_one_does_not(lin_wei, chen_hao, stand):
    await publish_all(stand, lin_wei)
    said = "agreement.1 privacy.1 refunds.1 after_sales.1"
    agreed = await chen_hao.send("/account/terms", consent="on", agreed=said)
    assert agreed.status_code == 200
    assert "have changed" not in await chen_hao.read("/")

    small = await draft(lin_wei, "Small print was mended.")
    await publish(lin_wei, "refunds", note="A comma")
    assert small.status_code == 200
    assert "have changed" not in await chen_hao.read("/")

    await draft(lin_wei, "Refunds take three days from now on.")
    await publish(lin_wei, "refunds", note="Three days", material="on")
    assert "Refund policy" in await banner(chen_hao, "/")
    assert await banner(chen_hao, f"/checkout?sku={stand.sku_id}&quantity=1")
    page = await chen_hao.read("/account/terms")
    assert "<ins>Refunds take three days from now on.</ins>" in page
    now_in_force = re.search(r'name="agreed" value="([^"]*)"', page)[1]
    await chen_hao.send("/account/terms", consent="on", agreed=now_in_force)
    assert not await banner(chen_hao, "/")
    assert (
        await fetchval(stand, "select count(*) from consent where occasion = 'again' and address <> ''") == 2
    )


async def draft(lin_wei, line: str):
    return await lin_wei.send(
        "/console/terms/refunds/draft", chinese=f"## 退款\n\n{line}", english=f"## R\n\n{line}"
    )


async def banner(person, path: str) -> str:
    found = re.search(r"These pages of the shop have changed: ([^<]*)", await person.read(path))
    return found[1] if found else ""


async def test_what_differs_between_versions_is_shown_to_the_owner(lin_wei, stand):
    await publish_all(stand, lin_wei)
    await draft(lin_wei, "Refunds take three days from now on.")
    await publish(lin_wei, "refunds", note="Three days")
    page = await lin_wei.read("/console/terms/refunds/versions/2")
    assert "<ins>Refunds take three days from now on.</ins>" in page
    assert "<del>" in page


async def test_nothing_new_is_not_published_twice(lin_wei, stand):
    await publish_all(stand, lin_wei)
    again = await lin_wei.send("/console/terms/refunds/versions")
    assert again.status_code == 400
    assert await fetchval(stand, "select count(*) from terms_version where kind = 'refunds'") == 1


async def test_an_announced_version_counts_from_its_day(street):
    now = street.runtime.clock.now()
    first = PublishedVersion("privacy", 1, True, now - timedelta(days=9))
    second = PublishedVersion("privacy", 2, True, now + timedelta(days=7))
    terms = CurrentTerms([first, second])
    assert terms.consent(now) == "privacy.1"
    assert terms.asked_again("privacy.1", now) == []
    assert terms.coming("privacy", now) is second
    later = now + timedelta(days=8)
    assert terms.consent(later) == "privacy.2"
    assert terms.asked_again("privacy.1", later) == ["privacy"]


def test_a_variable_that_does_not_exist_is_named():
    filled = fill_variables("{{shop_name}} {{ contact }} {{wizard}}", {"shop_name": "Mobi"})
    assert (filled.missing, filled.unknown) == (("contact",), ("wizard",))
    assert filled.text == "Mobi {{ contact }} {{wizard}}"


async def test_the_launch_checklist_names_the_pages_that_are_missing(stand):
    async with shop_scope(stand.shop) as scope:
        missing = await missing_pages(scope)
    check = pages_check(await stand.profile(), missing)
    said = [problem.en for problem in check.problems]
    assert "Privacy policy: not published yet (Policy pages)." in said
