"""What stands on the platform's pages: the texts a street begins with, who runs it, what it costs, what data it keeps."""

import re
from dataclasses import replace

from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import Text
from bodega.kernel.ids import new_id
from bodega.plugins.personal_data import CONTRACT, PersonalData, data_table
from bodega.published.declared_data import declared_data, own_data
from bodega.published.kinds import RULES

PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|contact|address|agent|recipient|buyer|tax_number|password_hash|proof|actor)(_|$)"
)
# What looks like it and is not about a person's private life, by table or column.
NOT_PERSONAL = {
    "application_note.actor": "a colleague, named in the audit trail as well",
    "application_note.actor_id": "as above",
    "audit_entry.actor_id": "an id; the name is declared",
    "notice_listing.address": "that of a listing on the web",
    "decision.actor": "as above",
    "decision.actor_id": "as above",
}


async def test_a_street_begins_with_texts_that_anybody_reads_and_takes_away(reader):
    chen_hao = reader()
    home = await chen_hao.read("/rules")
    for kind in RULES:
        assert f'href="/rules/{kind}"' in home
        page = await chen_hao.read(f"/rules/{kind}")
        assert "{{" not in page
        chinese = (await chen_hao.browser.get(f"/rules/{kind}", headers={"accept-language": "zh-CN"})).text
        assert "## " not in chinese
        assert "一、" in chinese
    file = await chen_hao.browser.get("/rules/agreement/versions/1/file")
    assert "attachment" in file.headers["content-disposition"]
    assert file.text.startswith("# Reseller agreement 1")
    for gone in (
        "/rules/licence",
        "/rules/wizard",
        "/rules/agreement/versions/9",
        "/rules/agreement/comparison?from=1",
    ):
        await chen_hao.read(gone, 404)


async def test_who_runs_the_platform_stands_below_every_page_once_it_is_published(
    ada, lin_wei, reader, street
):
    wrong = await ada.send(
        "/admin/terms/facts", holder="Bodega Ltd", uscc="91350100M000100Y44", licence_url="http://x"
    )
    assert wrong.status_code == 400
    assert "https://" in wrong.text
    assert 'value="Bodega Ltd"' in wrong.text
    facts = {"holder": "Bodega Ltd", "uscc": "91350100M000100Y43", "licence_url": "https://licence.test/1", "icp": "浙ICP备12345678号"}  # fmt: skip
    assert (await ada.send("/admin/terms/facts", **facts)).status_code == 303
    chen_hao = reader()
    assert "Bodega Ltd" not in await chen_hao.read("/")
    assert (await ada.send("/admin/terms/licence/versions")).status_code == 303
    pages = [
        await chen_hao.read("/"),
        await chen_hao.read("/open"),
        await chen_hao.read("/rules/fees"),
        await chen_hao.read("/nothing-here", 404),
        await lin_wei.read("/my"),
        await ada.read("/admin"),
    ]
    for page in pages:
        assert "Bodega Ltd" in page
        assert 'href="https://licence.test/1"' in page
        assert 'href="https://beian.miit.gov.cn/"' in page
        assert 'href="/rules/privacy"' in page
    assert "浙ICP备12345678号" in await chen_hao.read("/rules/licence")


async def test_the_fee_rules_say_what_plans_cost_and_staff_see_when_they_do_not(ada, reader, street, fetch):
    said = {"note_chinese": "公布套餐", "note_english": "Plans", "forced": "on", "by_law": "A law"}
    # Other stories may have left plans and channels on this street.
    await ada.send("/admin/terms/fees/versions", **said)
    assert "Texts of ours that say other than holds now" not in await ada.read("/admin")
    plan_id = new_id()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into plan (id, code, version, name, currency, price_month, price_year, trial_days, goods, staff, orders,"
            " plugins, domains, commission_points, trade_points, offered, created_at)"
            " values ($1, 'lamp', 1, $2, 'CNY', 9900, 99000, 14, 100, null, null, null, 1, 60, $3, true, now())",
            plan_id, {"en": "Lamp", "zh": "路灯"}, {"games_pc_cards": 125},
        )  # fmt: skip
    try:
        assert "differs from what is published" in await ada.read("/admin/terms")
        assert "Texts of ours that say other than holds now" in await ada.read("/admin")
        assert (await ada.send("/admin/terms/fees/versions", **said)).status_code == 303
        page = await reader().read("/rules/fees")
        for fact in ("Lamp", "CN¥99.00", "14 days", "goods 100", "people no limit", "0.6%", "1.25%"):
            assert fact in page.replace("¥99.00", "CN¥99.00").replace("CNCN", "CN"), fact
    finally:
        async with street.owner_pool.acquire() as connection:
            await connection.execute("delete from platform.plan where id = $1", plan_id)


async def test_every_two_versions_can_be_compared(ada, reader, announce):
    await announce(ada, "privacy", "We count lamps.", forced="on", by_law="A law")
    await announce(ada, "privacy", "We count cats.", forced="on", by_law="A law")
    page = await reader().read("/rules/privacy/comparison?from=3&to=1")
    assert "<ins>We count lamps.</ins>" in page
    assert "<ins>We count cats.</ins>" in page
    assert "<del>" not in page


async def test_a_text_that_names_what_is_missing_is_not_published(ada, draft):
    await draft(ada, "privacy", "Ask {{email}} or {{wizard}}.")
    page = await ada.read("/admin/terms/privacy")
    assert "There is no variable wizard." in page
    refused = await ada.send("/admin/terms/privacy/versions", note_chinese="一", note_english="one")
    assert refused.status_code == 400


async def test_every_column_of_the_platform_about_a_person_is_declared(street):
    async with street.owner_pool.acquire() as connection:
        rows = await connection.fetch(
            "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'platform'"
        )
    there = {row["name"] for row in rows}
    declared = {column for one in own_data() for column in one.columns}
    personal = {name for name in there if PERSONAL.search(name.partition(".")[2])}
    assert sorted(personal - declared - NOT_PERSONAL.keys()) == []
    assert sorted(declared - there) == []


def test_an_extension_is_named_in_the_platforms_inventory(street):
    kept = PersonalData(
        Text(en="Voices", zh="声音"), Text(en="to hear", zh="收听"), CONTRACT, Text(en="a day", zh="一天"),
        sent_to=Text(en="the choir | of lamps", zh="合唱团"),
    )  # fmt: skip
    choir = replace(street.runtime.extensions.manifests["email"], id="choir", platform_data=[kept])
    table = data_table(declared_data([choir]), "en")
    assert "| Voices | to hear | needed for the contract | a day | the choir \\| of lamps |" in table
    assert "Papers and what stands on them" in table
