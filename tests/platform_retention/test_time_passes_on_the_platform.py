"""Three years after 星海点卡行 has left, nobody can tell any more who stood behind it; books and chain stay as they were.

The past moves and not the clock: other shops of this street are none of these stories'.
"""

import re
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bodega.billing.audit_billing import audit_billing
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.qualifications.keep_file import store_file, write_file
from bodega.qualifications.read_upload import KeptFile
from bodega.retention.erase_accounts import erase_accounts
from bodega.retention.holds import list_holds, place_hold, release_hold
from bodega.retention.nightly import let_go
from bodega.staff.seal_audit import seal_audit
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.staff.verify_audit import verify_audit
from bodega.street.close_shop import close_shop

NAME = "林伟的星海科技"
EVERYWHERE = (
    "application",
    "submission",
    "decision",
    "application_note",
    "document",
    "identity_check",
    "handover",
    "appeal",
)


async def query(sql: str, *args: object):
    async with platform_scope() as scope:
        return await scope.fetchval(sql, *args)


class Ada:
    account_id = None
    name = "Ada"


@pytest.fixture
def now(street):
    return street.runtime.clock.now()


class Left:
    """The shop, closed, with what is known of its owner."""

    def __init__(self, street, shop, place: str, application_id) -> None:
        self.street, self.shop, self.place, self.application_id = street, shop, place, application_id

    async def left(self, days_ago: int) -> None:
        moment = self.street.runtime.clock.now() - timedelta(days=days_ago)
        async with platform_scope() as scope:
            await scope.execute("update shop set left_at = $2 where id = $1", self.shop.id, moment)
        await let_go(self.street.runtime, now=self.street.runtime.clock.now())

    async def is_known(self) -> bool:
        async with platform_scope() as scope:
            return any(
                [
                    await scope.fetchval(
                        f"select exists (select 1 from {table} t where t::text like '%' || $1 || '%')", NAME
                    )
                    for table in EVERYWHERE
                ]
            )


@pytest_asyncio.fixture
async def gone(street, shop, now) -> Left:
    application_id, paper_id = new_id(), new_id()
    stored = await store_file(
        street.runtime,
        KeptFile(content=b"%PDF-1.7 " + NAME.encode(), media_type="application/pdf", name=f"{NAME}.pdf"),
    )
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
        answers = {"entity": {"kind": "company", "name": NAME}, "settlement": {"holder": NAME}}
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,"
            " submitted_at, decided_at) values ($1, $2, $3, 'opening', 'approved', $4, 1, $5, $5, $5, $5)",
            application_id, owner, shop.id, answers, now,
        )  # fmt: skip
        await scope.execute(
            "insert into submission (application_id, revision, at, content) values ($1, 1, $2, $3)",
            application_id, now, answers,
        )  # fmt: skip
        await scope.execute(
            "insert into decision (id, application_id, revision, subject, subject_id, verdict, template, reason, actor_id,"
            " actor, at) values ($1, $2, 1, 'application', '', 'approve', '', $3, $1, 'Ada', $4)",
            new_id(), application_id, NAME, now,
        )  # fmt: skip
        await scope.execute(
            "insert into application_note (id, application_id, at, actor_id, actor, words) values ($1, $2, $3, $1, 'Ada', $4)",
            new_id(), application_id, now, NAME,
        )  # fmt: skip
        await scope.execute(
            "insert into document (id, account_id, application_id, kind, fields, state, created_at, valid_until)"
            " values ($1, $2, $3, 'business_licence', $4, 'approved', $5, $6)",
            paper_id, owner, application_id, {"holder": NAME}, now, date(2040, 1, 1),
        )  # fmt: skip
        await write_file(scope, paper_id, stored, account_id=owner, now=now)
        await scope.execute(
            "insert into identity_check (id, shop_id, state, due_on, opened_at, confirmed_at, confirmed_name, confirmed_from)"
            " values ($1, $2, 'confirmed', $3, $4, $4, $5, '203.0.113.7')",
            new_id(), shop.id, now.date(), now, NAME,
        )  # fmt: skip
    await close_shop(street.runtime, shop.id, reason="It was time.", actor_id=None, actor="Ada", now=now)
    return Left(street, shop, stored.place, application_id)


async def test_three_years_after_it_left_nobody_can_tell_who_stood_behind_a_shop(street, gone, now):
    assert await query("select left_at from shop where id = $1", gone.shop.id) == now
    before = await query("select count(*) from audit_entry")
    await gone.left(1095)
    assert await gone.is_known()
    assert await street.runtime.files.get(gone.place)
    await gone.left(1097)
    assert not await gone.is_known()
    with pytest.raises(NotFound):
        await street.runtime.files.get(gone.place)
    assert await query("select erased_at from shop where id = $1", gone.shop.id) is not None
    assert await query("select name from shop where id = $1", gone.shop.id) == "星海点卡行"
    deeds = "select count(*) from audit_entry where shop_id = $1 and deed = 'identity.erased'"
    assert await query(deeds, gone.shop.id) == 1
    await gone.left(1098)
    assert await query(deeds, gone.shop.id) == 1
    assert await query("select count(*) from audit_entry") > before
    await seal_audit(street.runtime, {})
    assert (await verify_audit()).broken == ""
    assert await audit_billing(gone.shop.id) == []


async def test_a_hold_keeps_it_until_it_is_released(street, gone, now):
    with pytest.raises(InvalidInput):
        await place_hold("shop", "no-such-shop", "A court asked", None, by=Ada, now=now)
    await place_hold("shop", gone.shop.slug, "A court asked", None, by=Ada, now=now)
    await gone.left(2000)
    assert await gone.is_known()
    [hold] = [one for one in await list_holds(now=now) if one.label == gone.shop.slug]
    await release_hold(hold.id, by=Ada, now=now)
    owner = await query(
        "select a.email from account a join shop s on s.owner_id = a.id where s.id = $1", gone.shop.id
    )
    await place_hold("account", owner, "Another court", now - timedelta(days=1), by=Ada, now=now)
    await gone.left(2000)
    assert not await gone.is_known()


async def idle(account_id, days: int) -> None:
    async with platform_scope() as scope:
        await scope.execute(
            "update account set created_at = created_at - $2::interval, seen_at = seen_at - $2::interval,"
            " idle_told_at = idle_told_at - $2::interval where id = $1",
            account_id, timedelta(days=days),
        )  # fmt: skip


async def test_an_account_that_nothing_hangs_on_is_told_and_erased_a_month_later(street, gone, now):
    email = "select email from account where id = $1"
    idler, owner = (
        await street.account("Mobi"),
        await query("select owner_id from shop where id = $1", gone.shop.id),
    )
    worker = await street.account("Ada", platform_role="reviewer")
    for account_id in (idler, owner, worker):
        await idle(account_id, 1100)
    await erase_accounts(street.runtime, now=now)
    told = "select idle_told_at is not null from account where id = $1"
    assert [await query(told, one) for one in (idler, owner, worker)] == [True, False, False]
    await idle(idler, 29)
    await erase_accounts(street.runtime, now=now)
    assert "@people.test" in await query(email, idler)
    # Signed in once it stays, and the years begin anew.
    async with platform_scope() as scope:
        await start_session(scope, idler, "platform", now=now)
    await erase_accounts(street.runtime, now=now)
    assert not await query(told, idler)
    async with platform_scope() as scope:
        await scope.execute("delete from sign_in where account_id = $1", idler)
    await erase_accounts(street.runtime, now=now)
    await idle(idler, 31)
    await erase_accounts(street.runtime, now=now)
    assert await query(email, idler) == f"erased-{idler}@erased.invalid"
    assert await query("select name from account where id = $1", idler) == ""
    # An owner goes once the shop's own time is over.
    await gone.left(1200)
    await idle(owner, 31)
    await erase_accounts(street.runtime, now=now)
    assert "@erased.invalid" in await query(email, owner)


async def test_sign_ins_go_after_six_months_and_leave_when_and_not_from_where(street, now):
    account_id = await street.account("Mei")
    async with platform_scope() as scope:
        await start_session(scope, account_id, "platform", now=now - timedelta(days=300))
        await scope.execute(
            "insert into document_access (id, file_id, at, account_id, actor, address, why) values ($1, $1, $2, $1, 'Ada', 'x', '')",
            account_id, now - timedelta(days=190),
        )  # fmt: skip
    seen = await query("select seen_at from sign_in where account_id = $1", account_id)
    await let_go(street.runtime, now=now)
    assert await query("select count(*) from sign_in where account_id = $1", account_id) == 0
    assert await query("select seen_at from account where id = $1", account_id) == seen
    assert await query("select address from document_access where id = $1", account_id) == ""


async def test_ada_sees_what_goes_next_and_holds_it_back_in_the_browser(street, gone, now):
    account_id = await street.account("Ada", platform_role="administrator")
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", account_id, now)
        token = await start_session(scope, account_id, "platform", now=now, second_factor=True)
    async with street.client() as ada:
        ada.cookies.set(session_cookie_name(street.runtime), token)
        page = (await ada.get("/admin/retention")).text
        assert f"/admin/shops/{gone.shop.id}" in page
        csrf = {"_csrf_token": re.search(r'name="_csrf_token" value="([^"]+)"', page)[1]}
        wanted = {**csrf, "subject": "shop", "label": "nobody-here", "reason": "A court asked"}
        wrong = await ada.post("/admin/retention/holds", data=wanted)
        assert (wrong.status_code, "nobody-here" in wrong.text) == (400, True)
        held = await ada.post(
            "/admin/retention/holds", data={**wanted, "label": gone.shop.slug}, follow_redirects=True
        )
        assert "Held back" in held.text
        path = re.search(r'action="(/admin/retention/holds/[^"]+/release)"', held.text)[1]
        assert "Released." in (await ada.post(path, data=csrf, follow_redirects=True)).text
