"""Ada builds her team: she invites, changes and takes away roles, and signs people out."""

import asyncio
import re

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.mail_server import MailServer
from bodega.staff.change_platform_role import LastAdministrator, change_platform_role
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import start_session

PASSWORD = "four quiet lamps tonight"


def _link(html: str) -> str:
    found = re.search(r"https?://[^/<]+(?::\d+)?(/admin/invitations/[\w-]+)", html)
    assert found, html
    return found[1]


def _address() -> str:
    return f"mei-{new_id().hex[-10:]}@people.test"


@pytest.fixture
async def invited(ada, send_form):
    """Mei's address and the link that Ada was shown, as no mail server is set up."""

    async def invite(role: str = "reviewer", email: str = "") -> tuple[str, str]:
        email = email or _address()
        page = await send_form(ada, "/admin/staff", "/admin/staff/invitations", email=email, role=role)
        assert page.status_code == 200, page.text
        return email, _link(page.text)

    return invite


async def _role(email: str) -> str | None:
    async with platform_scope() as scope:
        return await scope.fetchval("select platform_role from account where email = $1", email)


async def test_mei_is_invited_accepts_and_sets_up_a_second_factor(invited, visitor, send_form):
    email, link = await invited("reviewer")
    answer = await send_form(visitor, link, name="Mei", password=PASSWORD)
    assert answer.headers["location"] == "/admin/sign-in"
    assert await _role(email) == "reviewer"
    answer = await send_form(visitor, "/admin/sign-in", email=email, password=PASSWORD)
    visitor.cookies.update(answer.cookies)
    due = await visitor.get("/admin")
    assert due.headers["location"].startswith("/admin/account/second-factor")


async def test_a_link_works_once_and_is_shown_once(ada, invited, visitor, send_form):
    _, link = await invited()
    token = link.rpartition("/")[2]
    assert token not in (await ada.get("/admin/staff")).text
    await send_form(visitor, link, name="Mei", password=PASSWORD)
    assert (await visitor.get(link)).status_code == 404


async def test_of_two_who_accept_at_once_one_gets_in(invited, browser_at, send_form):
    email, link = await invited()
    async with browser_at() as one, browser_at() as other:
        answers = await asyncio.gather(
            *(send_form(browser, link, name="Mei", password=PASSWORD) for browser in (one, other))
        )
    assert min(answer.status_code for answer in answers) == 303
    assert await _role(email) == "reviewer"
    async with platform_scope() as scope:
        joined = await scope.fetchval(
            "select count(*) from audit_entry where deed = 'staff.joined' and detail ->> 'email' = $1", email
        )
    assert joined == 1


async def test_a_revoked_invitation_opens_nothing(ada, invited, visitor, send_form):
    email, link = await invited()
    async with platform_scope() as scope:
        invitation = await scope.fetchval("select id from invitation where email = $1", email)
    await send_form(ada, "/admin/staff", "/admin/staff/revoked-invitations", invitation=str(invitation))
    assert (await visitor.get(link)).status_code == 404


async def test_whoever_no_longer_may_invite_has_invited_nobody(street, ada, invited, visitor, send_form):
    _, kept = await invited()
    bob = await street.account("Bob", platform_role="administrator")
    email, link = await invited("administrator")
    async with platform_scope() as scope:
        await scope.execute("update invitation set invited_by = $2 where email = $1", email, bob)
    await send_form(
        ada, f"/admin/staff/{bob}", f"/admin/staff/{bob}/role", role="support", was="administrator"
    )
    assert (await visitor.get(link)).status_code == 404
    assert (await visitor.get(kept)).status_code == 200


async def test_a_second_invitation_replaces_the_first(invited, visitor):
    email, first = await invited("support")
    _, second = await invited("finance", email)
    assert (await visitor.get(first)).status_code == 404
    assert "Finance" in (await visitor.get(second)).text


async def test_an_invitation_ends_after_a_week(invited, visitor):
    email, link = await invited()
    async with platform_scope() as scope:
        await scope.execute("update invitation set expires_at = created_at where email = $1", email)
    assert (await visitor.get(link)).status_code == 404


async def test_somebody_with_an_account_gives_its_password(street, invited, visitor, send_form):
    email = _address()
    _, link = await invited("moderator", email)
    await send_form(visitor, link, name="Mei", password=PASSWORD)
    async with platform_scope() as scope:
        await scope.execute("update account set platform_role = null where email = $1", email)
    _, link = await invited("finance", email)
    wrong = await send_form(visitor, link, password="not the password at all")
    assert wrong.status_code == 401
    assert await _role(email) is None
    assert (await send_form(visitor, link, password=PASSWORD)).status_code == 303
    assert await _role(email) == "finance"


async def test_who_works_here_already_is_not_invited(invited, ada, visitor, send_form):
    email, link = await invited()
    await send_form(visitor, link, name="Mei", password=PASSWORD)
    again = await send_form(ada, "/admin/staff", "/admin/staff/invitations", email=email, role="finance")
    assert again.status_code == 409
    assert "works here already" in again.text


async def test_roles_are_changed_and_taken_away_and_sessions_end(street, ada, browser_at, send_form):
    mei = await street.account("Mei", platform_role="reviewer")
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", mei, now)
        token = await start_session(scope, mei, "platform", now=now, second_factor=True)
    page = f"/admin/staff/{mei}"
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        assert (await browser.get("/admin/money")).status_code == 403
        await send_form(ada, page, f"{page}/role", role="finance", was="reviewer")
        assert (await browser.get("/admin/money")).status_code == 200
        stale = await send_form(ada, page, f"{page}/role", role="support", was="reviewer")
        assert stale.status_code == 409
        await send_form(ada, page, f"{page}/role", role="none", was="finance")
        assert (await browser.get("/admin")).headers["location"].startswith("/admin/sign-in")


async def test_ada_signs_somebody_out_of_one_browser(street, ada, browser_at, send_form):
    mei = await street.account("Mei", platform_role="support")
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", mei, now)
        token = await start_session(scope, mei, "platform", now=now, second_factor=True)
        session = await scope.fetchval("select id from sign_in where account_id = $1", mei)
    page = f"/admin/staff/{mei}"
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        assert (await browser.get("/admin")).status_code == 200
        await send_form(ada, page, f"{page}/ended-sessions", session=str(session))
        assert (await browser.get("/admin")).headers["location"].startswith("/admin/sign-in")
    again = await send_form(ada, page, f"{page}/ended-sessions", session=str(session))
    assert again.status_code == 404


async def test_the_last_administrator_stays_even_when_two_demote_each_other_at_once(street):
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "update account set platform_role = null where platform_role = 'administrator' returning id"
        )
    try:
        ids = [await street.account(name, platform_role="administrator") for name in ("Ada", "Bob")]
        people = [_member(account_id, now) for account_id in ids]
        results = await asyncio.gather(
            *(
                change_platform_role(other, "support", was="administrator", by=person, now=now)
                for person, other in zip(people, reversed(ids), strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(type(result) for result in results if result) == [LastAdministrator]
    finally:
        async with platform_scope() as scope:
            await scope.execute(
                "update account set platform_role = 'administrator' where id = any($1)",
                [row["id"] for row in rows],
            )


def _member(account_id, now) -> StaffMember:
    return StaffMember(account_id, "Ada", "a@b.test", "en", "administrator", new_id(), now, True, True, True)


@pytest.mark.parametrize(("path", "fields"), [("/invitations", {"email": "x@y.test", "role": "finance"})])
async def test_inviting_asks_for_the_password_again(street, ada, send_form, path, fields):
    async with platform_scope() as scope:
        await scope.execute("update sign_in set password_at = password_at - interval '1 hour'")
    answer = await send_form(ada, "/admin/staff", f"/admin/staff{path}", **fields)
    assert answer.headers["location"].startswith("/admin/password-check")


async def test_where_mail_is_set_up_the_link_is_not_shown(ada, send_form, settings_are, mail_server):
    settings_are(mail_server=mail_server)
    page = await send_form(ada, "/admin/staff", "/admin/staff/invitations", email=_address(), role="support")
    assert "on its way" in page.text
    assert "/admin/invitations/" not in page.text


@pytest.fixture
def mail_server():
    return MailServer(host="127.0.0.1", port=1, security="none", sender="street@bodega.test")
