"""Ada acts on shops from her console: each act says what it means, asks why, and is on the record."""

import pytest

from bodega.kernel.database import platform_scope
from bodega.street.open_shop import ask_for_shop
from bodega.street.street_jobs import run_opening


@pytest.fixture
async def requested(street, a_slug):
    return await ask_for_shop(
        street.runtime,
        slug=a_slug,
        name="墨笔软件",
        owner_id=await street.account("Mobi"),
        locale="zh-CN",
        at_once=False,
        now=street.runtime.clock.now(),
    )


async def _state(shop_id):
    async with platform_scope() as scope:
        return tuple(await scope.fetchrow("select state, state_reason from shop where id = $1", shop_id))


async def _deeds(shop_id):
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select deed, actor, detail from audit_entry where shop_id = $1 order by at, id", shop_id
        )
    return [(row["deed"], row["actor"], row["detail"]) for row in rows]


async def test_ada_freezes_a_shop_with_a_reason_and_its_pages_know_at_once(street, ada, shop, send_form):
    answer = await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="  Reported\n codes.  ")
    assert answer.headers["location"] == f"/admin/shops/{shop.id}"
    page = (await ada.get(answer.headers["location"])).text
    assert "The shop is frozen." in page
    assert await _state(shop.id) == ("frozen", "Reported codes.")
    assert (await _deeds(shop.id))[-1] == ("shop.frozen", "Ada", {"reason": "Reported codes."})
    assert not (await street.runtime.directory.by_id(shop.id)).takes_orders


async def test_a_freeze_without_a_reason_is_refused(ada, shop, send_form):
    answer = await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="   ")
    assert answer.status_code == 400
    assert "Please write down why" in answer.text
    assert (await _state(shop.id))[0] == "live"


async def test_what_somebody_else_did_first_is_said(ada, shop, send_form):
    await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="First.")
    answer = await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="Second.")
    assert answer.status_code == 409
    assert await _state(shop.id) == ("frozen", "First.")


async def test_a_thawed_shop_takes_orders_again_and_its_reason_is_gone(street, ada, shop, send_form):
    await send_form(ada, f"/admin/shops/{shop.id}/freeze", reason="A while.")
    await send_form(ada, f"/admin/shops/{shop.id}/thaw")
    assert await _state(shop.id) == ("live", "")
    assert (await street.runtime.directory.by_id(shop.id)).takes_orders


async def test_an_approved_shop_opens(street, ada, requested, send_form):
    await send_form(ada, f"/admin/shops/{requested}/approval")
    assert (await _state(requested))[0] == "opening"
    await run_opening(street.runtime, {"shop_id": str(requested)})
    assert (await _state(requested))[0] == "live"
    assert [deed for deed, _, _ in await _deeds(requested)] == [
        "shop.requested",
        "shop.approved",
        "shop.opened",
    ]


async def test_a_refusal_says_why(ada, requested, send_form):
    assert (await send_form(ada, f"/admin/shops/{requested}/refusal")).status_code == 400
    await send_form(ada, f"/admin/shops/{requested}/refusal", reason="No licence.")
    assert await _state(requested) == ("refused", "No licence.")


async def test_an_opening_that_stopped_is_taken_up_again(street, ada, requested, send_form):
    await send_form(ada, f"/admin/shops/{requested}/approval")
    answer = await send_form(ada, f"/admin/shops/{requested}/opening")
    assert answer.status_code == 303
    assert (await _deeds(requested))[-1][0] == "shop.tried_again"


async def test_closing_is_typed_out(ada, shop, send_form):
    page = f"/admin/shops/{shop.id}/closure"
    for typed in ("", "another-shop", shop.slug.upper()):
        answer = await send_form(ada, page, reason="The owner leaves.", slug=typed)
        assert answer.status_code == 400
    assert (await _state(shop.id))[0] == "live"
    await send_form(ada, page, reason="The owner leaves.", slug=shop.slug)
    assert await _state(shop.id) == ("closed", "The owner leaves.")
    assert "What you can do" not in (await ada.get(f"/admin/shops/{shop.id}")).text


async def test_what_hits_a_shop_hard_asks_for_a_recent_password(ada, shop):
    async with platform_scope() as scope:
        await scope.execute(
            "update sign_in set password_at = password_at - interval '1 hour' where audience = 'platform'"
        )
    for act in ("closure", "freeze", "thaw", "appeal-granted", "closing", "closing-off"):
        page = f"/admin/shops/{shop.id}/{act}"
        answer = await ada.get(page)
        assert answer.headers["location"] == f"/admin/password-check?next={page.replace('/', '%2F')}"
    assert (await ada.get(f"/admin/shops/{shop.id}/appeal-refused")).status_code == 200


async def test_the_trail_as_a_file_and_a_rule_for_everybody_ask_for_a_recent_password(ada, send_form):
    async with platform_scope() as scope:
        await scope.execute(
            "update sign_in set password_at = password_at - interval '1 hour' where audience = 'platform'"
        )
    for path in ("/admin/audit/exports", "/admin/rules/any/1/schedules", "/admin/rules/any/ends"):
        answer = await send_form(ada, "/admin/audit", path, format="csv")
        assert answer.headers["location"].startswith("/admin/password-check"), path


async def test_acts_need_a_form_of_our_own(ada, shop):
    for act in ("freeze", "thaw", "closure", "approval"):
        answer = await ada.post(f"/admin/shops/{shop.id}/{act}", data={"reason": "x", "slug": shop.slug})
        assert answer.status_code == 403
    assert (await _state(shop.id))[0] == "live"


async def test_an_unknown_act_is_not_found(ada, shop):
    assert (await ada.get(f"/admin/shops/{shop.id}/explosion")).status_code == 404


async def test_only_acts_that_fit_the_state_are_offered(ada, shop, requested):
    open_page = (await ada.get(f"/admin/shops/{shop.id}")).text
    assert f"/admin/shops/{shop.id}/freeze" in open_page
    assert f"/admin/shops/{shop.id}/thaw" not in open_page
    waiting = (await ada.get(f"/admin/shops/{requested}")).text
    assert f"/admin/shops/{requested}/approval" in waiting
    assert f"/admin/shops/{requested}/freeze" not in waiting
