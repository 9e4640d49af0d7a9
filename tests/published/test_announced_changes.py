"""A change of the platform's rules: announced in time, commented, taken back or agreed to; what was before stays readable."""

import asyncio
import re
from datetime import datetime, timedelta

import asyncpg
import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.mail_server import MailServer
from bodega.published.mail_change import mail_change
from bodega.published.notice_period import begin_of, notice_days
from bodega.qualifications.china_day import CHINA

AGREEMENT = "/admin/terms/agreement"


async def agreed_before(lin_wei, clock) -> None:
    """Lin Wei agreed to what the street began with."""
    page = await lin_wei.read("/my/terms")
    shown = re.search(r'name="agreed" value="([^"]+)"', page)[1]
    answer = await lin_wei.send("/my/terms/consents", agreed=shown, consent="on")
    assert answer.headers["location"] == "/my", answer.text


async def test_a_change_is_announced_told_and_commented(
    street, ada, lin_wei, reader, announce, clock, settings_are, fetch
):
    settings_are(
        mail_server=MailServer(host="127.0.0.1", port=25, security="none", sender="street@bodega.test")
    )
    await agreed_before(lin_wei, clock)
    too_near = f"{(clock.now() + timedelta(days=9)).date()}"
    early = await announce(ada, "agreement", "Shops answer within a day.", material="on", day=too_near)
    assert early.status_code == 400
    assert "announced 15 days ahead" in early.text
    done = await ada.send(
        f"{AGREEMENT}/versions", note_chinese="一天内答复", note_english="Answer within a day", material="on"
    )
    assert done.headers["location"] == f"{AGREEMENT}/versions/2", done.text
    second = await announce(ada, "agreement", "And on Sundays.")
    assert "announced already" in second.text

    version = await fetch("select id from text_version where kind = 'agreement' and number = 2")
    for _ in range(2):
        await mail_change(street.runtime, {"version_id": str(version)})
    mails = "select count(*) from mail where once like 'text %' and recipient = (select email from account where id = $1)"
    assert await fetch(mails, lin_wei.account_id) == 1

    chen_hao = reader()
    assert "Reseller agreement" in re.search(r'street-news">.*?</p>', await chen_hao.read("/"), re.DOTALL)[0]
    assert "Answer within a day" in await chen_hao.read("/rules")
    page = await chen_hao.read("/rules/agreement/versions/2")
    assert "<ins>Shops answer within a day.</ins>" in page
    assert "Shops answer within a day." not in await chen_hao.read("/rules/agreement")

    assert "a change from" in await lin_wei.read("/my")
    empty = await lin_wei.send("/my/terms/agreement/2/comments", words=" ")
    assert empty.status_code == 400
    said = await lin_wei.send("/my/terms/agreement/2/comments", words="A day is <b>short</b>.")
    assert said.status_code == 303
    assert "short" not in await chen_hao.read("/rules/agreement/versions/2")
    assert "Comments on changes of our rules that wait for us" in await ada.read("/admin")
    comment = re.search(
        r"/admin/terms/comments/([0-9a-f-]+)/answers", await ada.read(f"{AGREEMENT}/versions/2")
    )[1]
    answers = [
        await ada.send(f"/admin/terms/comments/{comment}/answers", answer="Two days, then.") for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 409]
    public = await chen_hao.read("/rules/agreement/versions/2")
    assert "A day is &lt;b&gt;short&lt;/b&gt;." in public
    assert "Two days, then." in public
    assert "Lin Wei" not in public


async def test_once_a_material_change_has_begun_its_readers_agree_first(
    street, shop, ada, lin_wei, reader, announce, clock, signed_in, fetch
):
    await agreed_before(lin_wei, clock)
    assert (await announce(ada, "agreement", "Shops answer within a day.", material="on")).status_code == 303
    chen_hao = reader()
    clock.advance(days=17)
    lin_wei = await signed_in(lin_wei.account_id, "/my/terms")
    assert "Shops answer within a day." in await chen_hao.read("/rules/agreement")
    late = await lin_wei.send("/my/terms/agreement/2/comments", words="Too late?")
    assert late.status_code == 422
    led = await lin_wei.browser.get("/my")
    assert led.headers["location"].startswith("/my/terms")
    await lin_wei.read("/my/plans")
    async with street.client(shop) as counter:
        assert (await counter.get("/")).status_code == 200
    page = await lin_wei.read("/my/terms")
    assert "<ins>Shops answer within a day.</ins>" in page
    assert f"{shop.canonical_host}/console/opening" in page
    unticked = await lin_wei.send("/my/terms/consents", agreed="agreement.2")
    stale = await lin_wei.send("/my/terms/consents", agreed="agreement.1", consent="on")
    assert (unticked.status_code, stale.status_code) == (400, 409)
    agreed = await lin_wei.send("/my/terms/consents", agreed="agreement.2", consent="on")
    assert agreed.headers["location"] == "/my"
    await lin_wei.read("/my")
    kept = "select count(*) from account_consent where account_id = $1 and versions = 'agreement.2' and occasion = 'again'"
    assert await fetch(kept + " and address like '2001:db8::%'", lin_wei.account_id) == 1
    again = await lin_wei.send("/my/terms/consents", agreed="agreement.2", consent="on")
    assert again.status_code == 409


async def test_a_small_change_takes_seven_days_and_asks_nobody_again(
    ada, lin_wei, announce, clock, signed_in, fetch
):
    await agreed_before(lin_wei, clock)
    assert (await announce(ada, "fees", "Stamps are free.")).status_code == 303
    begins = await fetch("select effective_at from text_version where kind = 'fees' and number = 2")
    assert timedelta(days=7) <= begins - clock.now() <= timedelta(days=8)
    clock.advance(days=9)
    await (await signed_in(lin_wei.account_id, "/my/terms")).read("/my")


async def test_what_a_law_demands_begins_at_once_and_names_the_law(ada, reader, announce):
    nameless = await announce(ada, "user_terms", "Minors play an hour.", forced="on")
    assert nameless.status_code == 400
    assert "name the law" in nameless.text
    done = await ada.send(
        "/admin/terms/user_terms/versions", note_chinese="未成年人", note_english="Minors", forced="on",
        by_law="Law on the Protection of Minors, article 75",
    )  # fmt: skip
    assert done.status_code == 303, done.text
    chen_hao = reader()
    assert "Minors play an hour." in await chen_hao.read("/rules/user_terms")
    assert "Law on the Protection of Minors" in await chen_hao.read("/rules/user_terms/versions/2")


async def test_one_that_was_taken_back_never_begins_and_stays_readable(
    street, ada, reader, announce, clock, fetch
):
    await announce(ada, "agreement", "Shops pay for the street lamps.")
    unsaid = await ada.send(f"{AGREEMENT}/versions/2/withdrawals", reason="")
    assert unsaid.status_code == 400
    version = await fetch("select id from text_version where kind = 'agreement' and number = 2")
    both = await asyncio.gather(
        *(ada.send(f"{AGREEMENT}/versions/2/withdrawals", reason="Nobody liked it.") for _ in range(2))
    )
    assert sorted(one.status_code for one in both) == [303, 409]
    await mail_change(street.runtime, {"version_id": str(version)})
    clock.advance(days=20)
    chen_hao = reader()
    assert "street lamps" not in await chen_hao.read("/rules/agreement")
    assert "Nobody liked it." in await chen_hao.read("/rules/agreement/versions/2")
    assert "Taken back" in await chen_hao.read("/rules/agreement/versions")


async def test_two_who_announce_at_once_make_one_version(ada, draft, fetch):
    await draft(ada, "agreement", "Once.")
    said = {"note_chinese": "一次", "note_english": "Once"}
    both = await asyncio.gather(*(ada.send(f"{AGREEMENT}/versions", **said) for _ in range(2)))
    assert sorted(one.status_code for one in both) == [303, 422]
    assert await fetch("select max(number) from text_version where kind = 'agreement'") == 2


async def test_the_application_itself_changes_no_version_and_no_consent(first_versions):
    for sql in (
        "update text_version set english = 'x'",
        "delete from text_version",
        "update account_consent set versions = 'x'",
        "delete from text_withdrawal",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with platform_scope() as scope:
                await scope.execute(sql)


@pytest.mark.parametrize(
    ("kind", "told", "days"),
    [
        ("agreement", {}, 7),
        ("fees", {"material": True}, 15),
        ("privacy", {"by_law": True}, 0),
        ("agreement", {"first": True, "material": True}, 0),
        ("licence", {"material": True}, 0),
    ],
)
def test_how_long_a_change_is_announced(kind, told, days):
    assert notice_days(kind, **{"material": False, "by_law": False, "first": False, **told}) == days


def test_a_change_begins_with_a_morning_that_is_whole_days_away():
    midnight = datetime(2026, 12, 1, tzinfo=CHINA)
    assert begin_of(None, 7, now=midnight) == midnight + timedelta(days=7)
    noon = midnight + timedelta(hours=12)
    assert begin_of(None, 7, now=noon) == midnight + timedelta(days=8)
    with pytest.raises(InvalidInput):
        begin_of((midnight + timedelta(days=7)).date(), 7, now=noon)
    with pytest.raises(InvalidInput):
        begin_of((midnight - timedelta(days=1)).date(), 0, now=noon)
    assert begin_of(noon.date(), 0, now=noon) == noon
