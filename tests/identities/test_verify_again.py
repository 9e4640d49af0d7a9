"""Every six months: Lin Wei is asked who stands behind 星海点卡行, answers or does not, and Ada sees who is late."""

import re
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from bodega.identities.check import own_check
from bodega.identities.list_checks import count_overdue, list_checks
from bodega.identities.nightly import verify_again
from bodega.identities.settle_identity import settle_identity
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.onboarding.seal_personal import seal_personal
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import facts_of_shop
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

USCC = "91350211M000100Y46"
NUMBER = "11010519491231002X"


@pytest.fixture
def opened(street) -> datetime:
    return street.runtime.clock.now()


class LinWei:
    """The owner, at the pages under /my, at whatever moment the street is in."""

    def __init__(self, street, shop, account_id, browser) -> None:
        self.street, self.shop, self.account_id, self.browser = street, shop, account_id, browser
        self.path = f"/my/shops/{shop.id}/identity"

    async def send(self, path: str, **fields: str):
        page = await self.browser.get(path)
        token = re.search(r'name="_csrf_token" value="([^"]+)"', page.text)
        return await self.browser.post(path, data={"_csrf_token": token[1], **fields}, follow_redirects=True)

    async def check(self):
        async with platform_scope() as scope:
            return await own_check(scope, self.shop.id, self.account_id)

    async def deeds(self) -> list[str]:
        async with platform_scope() as scope:
            rows = await scope.fetch(
                "select deed from audit_entry where shop_id = $1 and deed like 'identity.%' order by at, id",
                self.shop.id,
            )
        return [row["deed"].removeprefix("identity.") for row in rows]


@pytest_asyncio.fixture
async def lin_wei(street, shop, opened):
    async with platform_scope() as scope:
        owner = await scope.fetchval("select owner_id from shop where id = $1", shop.id)
        token = await start_session(scope, owner, "platform", now=opened)
    async with street.client() as browser:
        browser.cookies.set(session_cookie_name(street.runtime), token)
        yield LinWei(street, shop, owner, browser)


@pytest_asyncio.fixture
async def known(street, lin_wei, opened) -> dict:
    """What the application said from which the shop came."""
    application_id = new_id()
    entity = {
        "kind": "company", "name": "星海科技", "uscc": USCC, "number": "", "representative": "林伟",
        "address": "Hangzhou 1", "phone": "+8613800138000", "id_kind": "resident",
        "identity": seal_personal(street.runtime, application_id, "identity", NUMBER),
    }  # fmt: skip
    async with platform_scope() as scope:
        await scope.execute(
            "insert into application (id, account_id, shop_id, kind, state, answers, revision, created_at, changed_at,"
            " submitted_at, decided_at) values ($1, $2, $3, 'opening', 'approved', $4, 1, $5, $5, $5, $5)",
            application_id, lin_wei.account_id, lin_wei.shop.id, {"entity": entity, "goods": {"market": "cn"}}, opened,
        )  # fmt: skip
    return {name: value for name, value in entity.items() if name != "identity"}


async def mornings(lin_wei, *days: int) -> None:
    """One morning after each of these spans: the past moves, so that no other shop of the street is older."""
    for span in days:
        async with platform_scope() as scope:
            for sql in (
                "update shop set opened_at = opened_at - $2::interval, created_at = created_at - $2::interval where id = $1",
                "update application set decided_at = decided_at - $2::interval where shop_id = $1",
                "update identity_check set due_on = (due_on - $2::interval)::date where shop_id = $1",
            ):
                await scope.execute(sql, lin_wei.shop.id, timedelta(days=span))
        now = lin_wei.street.runtime.clock.now()
        await verify_again(lin_wei.street.runtime, now=now)
        await verify_again(lin_wei.street.runtime, now=now)


async def test_an_owner_who_does_not_answer_is_reminded_twice_and_then_staff_are_advised(
    lin_wei, known, opened
):
    await mornings(lin_wei, 100)
    assert await lin_wei.deeds() == []
    await mornings(lin_wei, 55)
    check = await lin_wei.check()
    assert (check.state, await lin_wei.deeds()) == ("open", ["asked"])
    left = (check.due_on - china_day(opened)).days
    assert 180 <= left + 155 <= 185
    await mornings(lin_wei, left - 15)
    assert await lin_wei.deeds() == ["asked"]
    await mornings(lin_wei, 1, 4, 7)
    assert await lin_wei.deeds() == ["asked", "reminded", "reminded"]
    await mornings(lin_wei, 3)
    assert (await lin_wei.deeds(), await count_overdue()) == (["asked", "reminded", "reminded"], 0)
    await mornings(lin_wei, 1, 30)
    assert await lin_wei.deeds() == ["asked", "reminded", "reminded", "overdue"]
    assert await count_overdue() == 1
    [listed] = [one for one in (await list_checks(overdue=True))[0] if one.shop_id == lin_wei.shop.id]
    assert listed.advised_at is not None
    assert "This was to be confirmed by" in (await lin_wei.browser.get(lin_wei.path)).text
    ada_id = await lin_wei.street.account("Ada", platform_role="administrator")
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", ada_id, opened)
        token = await start_session(scope, ada_id, "platform", now=opened, second_factor=True)
    async with lin_wei.street.client() as ada:
        ada.cookies.set(session_cookie_name(lin_wei.street.runtime), token)
        assert (
            f"/admin/shops/{lin_wei.shop.id}/freeze" in (await ada.get("/admin/identities?overdue=on")).text
        )
        assert "Owners who did not confirm who they are" in (await ada.get("/admin")).text


async def test_an_owner_confirms_in_the_browser_and_is_asked_again_half_a_year_later(street, lin_wei, known):
    await mornings(lin_wei, 170)
    assert "Please confirm who stands behind the shop." in (await lin_wei.browser.get("/my")).text
    page = (await lin_wei.browser.get(lin_wei.path)).text
    assert "星海科技" in page
    assert "•••• 002X" in page
    assert NUMBER not in page
    half = await lin_wei.send(lin_wei.path, details="on")
    assert half.status_code == 400
    done = await lin_wei.send(lin_wei.path, details="on", papers="on")
    assert "Thank you. We ask again in six months." in done.text
    check = await lin_wei.check()
    assert check.state is None
    assert (check.next_due - china_day(street.runtime.clock.now())).days > 178
    assert await lin_wei.deeds() == ["asked", "confirmed"]
    again = await lin_wei.send(f"{lin_wei.path}/changes", **known)
    assert "Nothing of this is different" in again.text
    async with platform_scope() as scope:
        kept = await scope.fetchrow(
            "select confirmed_name, confirmed_from from identity_check where shop_id = $1", lin_wei.shop.id
        )
    assert tuple(kept) == ("Lin Wei", "203.0.113.7")


async def test_a_new_phone_counts_at_once_and_a_new_name_waits_for_the_review(street, lin_wei, known):
    changes = f"{lin_wei.path}/changes"
    await lin_wei.send(changes, **{**known, "phone": "13900139000"})
    page = (await lin_wei.browser.get(lin_wei.path)).text
    assert "+8613900139000" in page
    assert "•••• 002X" in page
    handed_in = await lin_wei.send(changes, **{**known, "kind": "individual", "name": "林伟"})
    assert "being looked at" in handed_in.text
    assert "星海科技" in handed_in.text
    assert (await lin_wei.send(changes, **{**known, "name": "another"})).status_code == 409
    check, now = await lin_wei.check(), street.runtime.clock.now()
    assert check.state == "review"
    # Refused it is the owner's turn again; approved it counts for papers too.
    async with platform_scope() as scope:
        await settle_identity(scope, check.application_id, approved=False, now=now)
    assert (await lin_wei.check()).state == "open"
    await lin_wei.send(changes, **{**known, "kind": "individual", "name": "林伟"})
    check = await lin_wei.check()
    async with platform_scope() as scope:
        await scope.execute(
            "update application set state = 'approved', decided_at = $2 where id = $1",
            check.application_id,
            now,
        )
        await settle_identity(scope, check.application_id, approved=True, now=now)
        assert (await facts_of_shop(scope, lin_wei.shop.id)).entity == "individual"
    assert (await lin_wei.check()).state is None
    assert await lin_wei.deeds() == ["changed", "handed_in", "handed_in"]


async def test_a_shop_without_details_cannot_be_confirmed_and_nobody_else_can_look(street, lin_wei):
    await mornings(lin_wei, 400)
    check = await lin_wei.check()
    assert (check.due_on - china_day(street.runtime.clock.now())).days == 14
    page = await lin_wei.send(lin_wei.path, details="on", papers="on")
    assert "Please fill the details in." in page.text
    wrong = await lin_wei.send(
        f"{lin_wei.path}/changes", kind="company", name="星海", uscc="123", representative="林伟", address="a",
        phone="1", id_kind="resident", identity="12",
    )  # fmt: skip
    assert wrong.status_code == 400
    stranger_id = await street.account("Mobi")
    async with platform_scope() as scope:
        token = await start_session(scope, stranger_id, "platform", now=street.runtime.clock.now())
    async with street.client() as stranger:
        stranger.cookies.set(session_cookie_name(street.runtime), token)
        for path in (lin_wei.path, f"{lin_wei.path}/changes"):
            assert (await stranger.get(path)).status_code == 404
