"""One account never sees or touches another's application, whichever id it sends; strangers see none."""

from uuid import UUID

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.onboarding.start_application import MOST_OPEN
from bodega.onboarding.withdraw_application import withdraw_application

# What stands beside the tick, on a street that still has the texts that come with the program.
AGREED = {"agreed": "user_terms.1 privacy.1", "consent": "on"}
PLACES = (
    "", "/goods", "/name", "/entity", "/papers", "/papers/new?kind=business_licence", "/settlement", "/agreement",
    "/name-checks?slug=xinghai",
)  # fmt: skip
WRITES = (
    "/goods",
    "/name",
    "/entity",
    "/papers",
    "/settlement",
    "/agreement",
    "/submissions",
    "/withdrawals",
)


@pytest.mark.parametrize("place", PLACES)
async def test_nobody_else_sees_a_page_of_it(lin_wei, somebody, place):
    mei = await (await somebody("Mei")).begin()
    own = await lin_wei.browser.get(lin_wei.home + place)
    assert own.status_code == 200
    assert (await mei.browser.get(lin_wei.home + place)).status_code == 404
    assert (await mei.browser.get(f"/my/applications/{new_id()}{place}")).status_code == 404


@pytest.mark.parametrize("place", WRITES)
async def test_nobody_else_writes_to_it(lin_wei, somebody, place):
    mei = await (await somebody("Mei")).begin()
    await lin_wei.save("goods")
    before = await lin_wei.row()
    step = place.strip("/")
    said = (
        mei.said(step)
        if step in ("goods", "name", "entity", "settlement", "agreement")
        else {"kind": "business_licence"}
    )
    answer = await mei.send(mei.home, lin_wei.home + place, **said)
    assert answer.status_code == 404
    assert await lin_wei.row() == before


@pytest.mark.parametrize("place", WRITES)
async def test_a_form_of_another_site_is_refused(lin_wei, place):
    answer = await lin_wei.browser.post(lin_wei.home + place, data={"agreed": "on"})
    assert answer.status_code == 403


@pytest.mark.parametrize("place", PLACES)
async def test_strangers_are_led_to_the_door(lin_wei, browser_at, place):
    async with browser_at() as stranger:
        answer = await stranger.get(lin_wei.home + place)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/my/sign-in")


async def test_a_reviewer_has_no_place_in_it_but_the_desk(lin_wei, street):
    ada = await street.account("Ada", platform_role="reviewer")
    with pytest.raises(NotFound):
        await withdraw_application(
            street.runtime, ada, UUID(lin_wei.application), actor="Ada", now=street.runtime.clock.now()
        )


async def test_applications_of_other_kinds_are_no_journey(lin_wei):
    async with platform_scope() as scope:
        await scope.execute("update application set kind = 'launch' where id = $1", UUID(lin_wei.application))
    answer = await lin_wei.browser.get(lin_wei.home)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my")
    assert (await lin_wei.browser.get(f"{lin_wei.home}/goods")).status_code == 404


async def test_one_account_has_several_applications_up_to_a_limit(lin_wei):
    await lin_wei.save("name")
    first = lin_wei.application
    for _ in range(MOST_OPEN - 1):
        await lin_wei.begin()
    assert lin_wei.application != first
    home = (await lin_wei.browser.get("/my")).text
    assert home.count("/my/applications/") >= MOST_OPEN
    refused = await lin_wei.send("/my", "/my/applications")
    assert refused.status_code == 422


async def test_the_entrance_knows_a_password_from_a_wrong_one(browser_at, settings_are, somebody):
    email = f"lin-{new_id().hex[-10:]}@people.test"
    said = {"name": "Lin Wei", "email": email, "password": "four quiet lamps tonight", **AGREED}

    async def come_in(**changed: str):
        async with browser_at() as browser:
            page = (await browser.get("/open/guided")).text
            token = page.split('name="_csrf_token" value="')[1].split('"')[0]
            return await browser.post("/open/guided", data={"_csrf_token": token, **said, **changed})

    mei = await somebody("Mei")
    assert mei.account_id
    assert (await come_in()).headers["location"].startswith("/my/applications/")
    wrong = await come_in(password="nine brass keys on a ring")
    assert wrong.status_code == 401
    assert "not its password" in wrong.text
    assert (await come_in()).headers["location"] == "/my"
    assert (await come_in(password="short", email="new@people.test")).status_code == 400


async def test_where_shops_open_by_the_guided_way_the_front_door_is_its_entrance(browser_at, settings_are):
    settings_are(open_shops_at_once=False)
    async with browser_at() as browser:
        page = (await browser.get("/open")).text
        assert 'action="/open/guided"' in page
        token = page.split('name="_csrf_token" value="')[1].split('"')[0]
        assert (await browser.post("/open", data={"_csrf_token": token})).status_code == 404


async def test_who_comes_in_again_and_again_has_to_wait(browser_at, settings_are):
    settings_are(sign_in_attempts=2, open_shops_at_once=False)
    async with browser_at() as browser:
        page = (await browser.get("/open")).text
        token = page.split('name="_csrf_token" value="')[1].split('"')[0]
        answers = [
            await browser.post(
                "/open/guided",
                data={
                    "_csrf_token": token, "name": "Lin Wei", "password": "four quiet lamps tonight",
                    "email": f"lin-{new_id().hex[-10:]}@people.test", **AGREED,
                },
            )
            for _ in range(3)
        ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [303, 303, 429]
