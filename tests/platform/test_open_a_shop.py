"""Somebody opens a shop from the front page: the form, the wait, and the console at the end of it."""

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.street.open_shop import ask_for_shop
from bodega.street.refuse_opening import refuse_opening
from bodega.street.street_jobs import run_opening

PASSWORD = "four quiet lamps tonight"


@pytest.fixture
def application(a_slug):
    """What Lin Wei types."""
    return {
        "shop_name": "星海点卡行",
        "slug": a_slug,
        "locale": "zh-CN",
        "name": "Lin Wei",
        "email": f"lin-{new_id().hex[-10:]}@people.test",
        "password": PASSWORD,
        "agreed": "agreement.1 fees.1 user_terms.1 privacy.1",
        "consent": "on",
    }


async def _shop_row(slug):
    async with platform_scope() as scope:
        return await scope.fetchrow("select id, state, locale, owner_id from shop where slug = $1", slug)


async def _accounts(email):
    async with platform_scope() as scope:
        return await scope.fetchval("select count(*) from account where email = $1", email)


async def test_lin_wei_opens_a_shop_and_signs_in_to_its_console(
    street, visitor, browser_at, application, send_form
):
    answer = await send_form(visitor, "/open", **application)
    waiting = await visitor.get(answer.headers["location"])
    assert "is being set up" in waiting.text
    assert '<meta http-equiv="refresh" content="2">' in waiting.text

    shop = await _shop_row(application["slug"])
    await run_opening(street.runtime, {"shop_id": str(shop["id"])})

    opened = await visitor.get(answer.headers["location"])
    host = f"{application['slug']}.bodega.test"
    assert f'href="http://{host}/console"' in opened.text
    assert "refresh" not in opened.text
    async with browser_at(host) as console:
        door = await send_form(console, "/console/sign-in", email=application["email"], password=PASSWORD)
        assert door.headers["location"] == "/console"


@pytest.fixture
async def waiting(street, a_slug):
    """A shop that the operator was asked for, and the page that tells of it."""
    shop_id = await ask_for_shop(
        street.runtime, slug=a_slug, name="星海点卡行", owner_id=await street.account("Lin Wei"), locale="zh-CN",
        at_once=False, now=street.runtime.clock.now(),
    )  # fmt: skip
    return shop_id, f"/openings/{shop_id}/{street.runtime.platform_vault.token('opening', str(shop_id))}"


async def test_where_an_administrator_decides_the_shop_waits(visitor, waiting, a_slug):
    page = await visitor.get(waiting[1])
    assert "We are looking at it" in page.text
    assert '<meta http-equiv="refresh" content="30">' in page.text
    assert (await _shop_row(a_slug))["state"] == "review"


async def test_a_refusal_and_its_reason_are_on_the_page_that_was_given(street, visitor, waiting):
    shop_id, address = waiting
    await refuse_opening(
        street.runtime,
        shop_id,
        reason="The name promises too much.",
        actor_id=None,
        actor="Ada",
        now=street.runtime.clock.now(),
    )
    page = (await visitor.get(address)).text
    assert "was not approved" in page
    assert "The name promises too much." in page


async def test_a_second_shop_needs_the_password_of_the_account_that_is_there(visitor, application, send_form):
    await send_form(visitor, "/open", **application)
    second = {**application, "slug": f"{application['slug']}-two"}
    refused = await send_form(visitor, "/open", **{**second, "password": "nine brass keys on a ring"})
    assert refused.status_code == 401
    assert "not its password" in refused.text
    assert (await send_form(visitor, "/open", **second)).status_code == 303
    first, other = await _shop_row(application["slug"]), await _shop_row(second["slug"])
    assert first["owner_id"] == other["owner_id"]
    assert await _accounts(application["email"]) == 1


async def test_a_taken_address_is_said_beside_its_field_and_no_account_is_made(
    visitor, application, send_form
):
    await send_form(visitor, "/open", **application)
    late = {**application, "email": f"chen-{new_id().hex[-10:]}@people.test"}
    answer = await send_form(visitor, "/open", **late)
    assert answer.status_code == 409
    assert 'id="f-slug-error"' in answer.text
    assert "is taken" in answer.text
    assert await _accounts(late["email"]) == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("slug", "a", "3 to 40"),
        ("slug", "星海", "3 to 40"),
        ("slug", "two--hyphens", "3 to 40"),
        ("slug", "under_score", "3 to 40"),
        ("slug", "a.b", "3 to 40"),
        ("slug", "admin", "kept for the platform"),
        ("slug", "", "Please fill this in."),
        ("email", "lin wei", "not an e-mail address"),
        ("password", "short", "At least 10 characters"),
        ("password", "password123", "easily guessed"),
        ("shop_name", " ", "Please fill this in."),
        ("locale", "tlh", "Please choose one of these."),
    ],
)
async def test_what_cannot_be_used_is_said_and_what_was_typed_stays(
    visitor, application, send_form, field, value, says
):
    answer = await send_form(visitor, "/open", **{**application, field: value})
    assert answer.status_code == 400
    assert says in answer.text
    assert 'value="Lin Wei"' in answer.text
    assert PASSWORD not in answer.text
    assert await _shop_row(application["slug"]) is None
    assert await _accounts(application["email"]) == 0


async def test_an_address_typed_in_capitals_becomes_small(visitor, application, send_form):
    await send_form(visitor, "/open", **{**application, "slug": application["slug"].upper()})
    assert await _shop_row(application["slug"]) is not None


async def test_a_form_of_another_site_is_refused(visitor, application):
    page = await visitor.post("/open", data=application)
    assert page.status_code == 403
    assert "open for too long" in page.text


async def test_who_asks_for_one_shop_after_the_other_has_to_wait(
    visitor, application, send_form, settings_are
):
    settings_are(sign_in_attempts=2)
    answers = [
        await send_form(visitor, "/open", **{**application, "slug": f"{application['slug']}-{number}"})
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_the_waiting_page_cannot_be_guessed(visitor, application, send_form):
    answer = await send_form(visitor, "/open", **application)
    address, _, token = answer.headers["location"].rpartition("/")
    assert (await visitor.get(f"{address}/{'A' * len(token)}")).status_code == 404


async def test_who_asked_for_the_shop_is_on_the_record(visitor, application, send_form):
    await send_form(visitor, "/open", **application)
    shop = await _shop_row(application["slug"])
    async with platform_scope() as scope:
        deeds = await scope.fetch("select deed, actor from audit_entry where shop_id = $1", shop["id"])
    assert [tuple(row) for row in deeds] == [("shop.requested", "Lin Wei")]
