"""The platform says something to its shops: those it is for see it in their consoles until they have read it."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from bodega.billing.choose_plan import choose_plan
from bodega.billing.plan import PlanTexts
from bodega.billing.save_plan import save_plan
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.staff.audience import audience_of
from bodega.staff.mail_announcement import mail_announcement
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session


@dataclass(frozen=True)
class Somebody:
    """Whoever does it: a name for the record."""

    account_id: UUID = field(default_factory=new_id)
    name: str = "Ada"


@pytest.fixture
def says(street, ada, send_form):
    """Ada writes an announcement; its page comes back."""

    async def say(**fields: str):
        day = f"{street.runtime.clock.now() + timedelta(days=3):%Y-%m-%d}"
        usual = {"tone": "warn", "ends_on": day}
        return await send_form(ada, "/admin/announcements/new", "/admin/announcements", **usual | fields)

    return say


@pytest.fixture
def at_console(street, browser_at):
    """Somebody who works in that shop, at its console."""

    async def sit(shop, name: str = "Lin Wei"):
        account_id, now = await street.account(name), street.runtime.clock.now()
        async with platform_scope() as scope:
            await scope.execute(
                "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)",
                new_id(), account_id, shop.id, now,
            )  # fmt: skip
            token = await start_session(scope, account_id, audience_of(shop), now=now)
        return browser_at(shop.canonical_host, **{session_cookie_name(street.runtime): token})

    return sit


async def test_a_chosen_shop_reads_it_and_others_do_not(street, says, ada, at_console, send_form):
    shop, other = await street.open_shop(), await street.open_shop()
    words = f"Maintenance {new_id().hex[-8:]} at 100%"
    answer = await says(title_en=words, body_en="Tonight.\nTwo hours.", shops=shop.slug)
    assert answer.status_code == 303, answer.text
    async with (
        await at_console(shop) as lin,
        await at_console(shop, "Mei") as mei,
        await at_console(other) as ning,
    ):
        assert words in (await lin.get("/console")).text
        assert words in (await lin.get("/console/account")).text
        assert words not in (await ning.get("/console")).text
        reading = f"/console{answer.headers['location'].removeprefix('/admin')}/readings"
        assert (await send_form(lin, "/console", reading)).status_code == 303
        assert words not in (await lin.get("/console")).text
        assert words in (await mei.get("/console")).text
    page = (await ada.get(answer.headers["location"])).text
    assert "Lin Wei" in page
    assert ">Mei<" not in page


async def test_it_is_taken_back_everywhere_at_once(street, says, ada, at_console, send_form):
    shop = await street.open_shop()
    words = f"Wrong news {new_id().hex[-8:]}"
    where = (await says(title_en=words, shops=shop.slug)).headers["location"]
    async with await at_console(shop) as lin:
        assert words in (await lin.get("/console")).text
        await send_form(ada, where, f"{where}/withdrawals")
        assert words not in (await lin.get("/console")).text
    assert (await send_form(ada, "/admin/announcements", f"{where}/withdrawals")).status_code == 404


async def test_only_shops_in_the_state_that_was_ticked_see_it(street, says, at_console, send_form, ada):
    live, frozen = await street.open_shop(), await street.open_shop()
    await send_form(ada, f"/admin/shops/{frozen.id}/freeze", reason="Reported codes.")
    words = f"For frozen shops {new_id().hex[-8:]}"
    await says(title_zh=words, state_frozen="on")
    async with await at_console(live) as lin, await at_console(frozen) as ning:
        assert words not in (await lin.get("/console")).text
        assert words in (await ning.get("/console")).text


async def test_only_shops_that_sell_the_category_or_have_the_plan_see_it_in_their_consoles_and_mails(
    street, says, at_console, ada, settings_are
):
    settings_are(mail_server=MailServer(host="127.0.0.1", port=1, security="none"))
    cards, memberships, planned = [await street.open_shop() for _ in range(3)]
    code, now = f"p{new_id().hex[-10:]}", street.runtime.clock.now()
    async with platform_scope() as scope:
        trades = (await read_catalogue(scope)).leaves(["games"])
        for shop, sold in ((cards, trades[:1]), (memberships, ()), (planned, ())):
            await scope.execute(
                "update shop set vouched = false, trades = $2 where id = $1", shop.id, list(sold)
            )
    plan = PlanTexts(
        code=code, name={"en": "Star", "zh": "星级"}, currency="CNY", price_month=0, price_year=0, trial_days=0,
        commission_points=0, trade_points={}, offered=True,
        **dict.fromkeys(("goods", "staff", "orders", "plugins", "domains")),
    )  # fmt: skip
    plan_id = await save_plan(plan, by=Somebody(), now=now)
    await choose_plan(street.runtime, planned.id, plan_id, "month", by=Somebody(), now=now)
    for shop in (cards, memberships):
        await street.runtime.directory.announce_change(shop.id)
    about_cards, about_plan = f"Cards {new_id().hex[-8:]}", f"Plans {new_id().hex[-8:]}"
    where = (await says(title_en=about_cards, trade_games="on", mailed="on")).headers["location"]
    await says(title_en=about_plan, **{f"plan_{code}": "on"})
    async with (
        await at_console(cards) as lin,
        await at_console(memberships) as ning,
        await at_console(planned) as mo,
    ):
        seen = [(await one.get("/console")).text for one in (lin, ning, mo)]
    assert [about_cards in page for page in seen] == [True, False, False]
    assert [about_plan in page for page in seen] == [False, False, True]
    await mail_announcement(street.runtime, {"announcement_id": where.rpartition("/")[2]})
    async with platform_scope() as scope:
        mailed = await scope.fetch(
            "select recipient from mail where once like $1", f"announcement {where.rpartition('/')[2]}%"
        )
        owners = {
            shop.id: await scope.fetchval(
                "select a.email from account a join shop s on s.owner_id = a.id where s.id = $1", shop.id
            )
            for shop in (cards, memberships)
        }
    assert owners[cards.id] in {row["recipient"] for row in mailed}
    assert owners[memberships.id] not in {row["recipient"] for row in mailed}
    assert "Shops that may sell" in (await ada.get(where)).text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "at least one language"),
        ({"title_en": "x", "shops": "no-such-shop"}, "no-such-shop"),
        ({"title_en": "x", "ends_on": "2020-01-01"}, "This day is past"),
        ({"title_en": "x", "tone": "loud"}, "choose one of these"),
    ],
)
async def test_what_cannot_be_said_is_told_beside_its_field(says, fields, told):
    answer = await says(**fields)
    assert answer.status_code in {400, 422}
    assert told in answer.text


async def test_owners_get_one_mail_each_however_often_the_job_runs(street, says, settings_are):
    settings_are(mail_server=MailServer(host="127.0.0.1", port=1, security="none"))
    one, other = await street.open_shop(), await street.open_shop()
    where = (
        await says(title_zh="今晚维护", body_zh="两小时", shops=f"{one.slug} {other.slug}", mailed="on")
    ).headers["location"]
    for _ in range(2):
        await mail_announcement(street.runtime, {"announcement_id": where.rpartition("/")[2]})
    async with platform_scope() as scope:
        count = await scope.fetchval(
            "select count(*) from mail m where m.once like $1", f"announcement {where.rpartition('/')[2]}%"
        )
    assert count == 2
