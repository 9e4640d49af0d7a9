"""The door for resellers on the platform's host: any account comes in, sees what is its own, and nothing of the platform's."""

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session
from bodega.street.open_shop import ask_for_shop

PASSWORD = "four quiet lamps tonight"


@pytest.fixture
async def ning(street, browser_at):
    """Zhou Ning, who has an account and no role on the platform; the id comes with the browser."""
    account_id, now = await street.account("Zhou Ning"), street.runtime.clock.now()
    async with platform_scope() as scope:
        token = await start_session(scope, account_id, "platform", now=now)
    async with browser_at(**{session_cookie_name(street.runtime): token}) as browser:
        browser.account_id = account_id
        yield browser


async def _asks_for(street, owner_id, name: str):
    return await ask_for_shop(
        street.runtime,
        slug=f"shop-{new_id().hex[-10:]}",
        name=name,
        owner_id=owner_id,
        locale="zh-CN",
        at_once=False,
        now=street.runtime.clock.now(),
    )


async def test_a_stranger_is_led_to_the_sign_in_page(visitor):
    answer = await visitor.get("/my")
    assert answer.headers["location"].startswith("/my/sign-in?next=%2Fmy")
    assert "For everybody who has a shop" in (await visitor.get("/my/sign-in")).text


async def test_any_account_signs_in_and_the_platforms_own_door_stays_shut(street, visitor, send_form):
    account_id = await street.account("Zhou Ning")
    async with platform_scope() as scope:
        email = await scope.fetchval(
            "update account set password_hash = $2 where id = $1 returning email",
            account_id, Argon2Hasher().hash(PASSWORD),
        )  # fmt: skip
    refused = await send_form(visitor, "/admin/sign-in", email=email, password=PASSWORD)
    assert refused.status_code == 403
    answer = await send_form(visitor, "/my/sign-in", email=email, password=PASSWORD)
    assert answer.headers["location"] == "/my"
    visitor.cookies.update(answer.cookies)
    assert (await visitor.get("/my")).status_code == 200
    assert (await visitor.get("/my/account")).status_code == 200
    for page in ("/admin", "/admin/shops", "/admin/account", "/admin/money"):
        assert (await visitor.get(page)).headers["location"].startswith("/admin/sign-in"), page


async def test_the_home_page_lists_the_own_shops_with_their_states_and_nobody_elses(street, ning):
    assert "No shop yet" in (await ning.get("/my")).text
    await _asks_for(street, ning.account_id, "云听会员店")
    await _asks_for(street, await street.account("Lin Wei"), "别人的店")
    works_in = await street.open_shop(name="墨笔软件")
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'operator', now())",
            new_id(), ning.account_id, works_in.id,
        )  # fmt: skip
    page = (await ning.get("/my")).text
    for words in ("云听会员店", "Waits for an answer", "墨笔软件", "Operator"):
        assert words in page
    assert "别人的店" not in page
    assert f"{works_in.canonical_host}/console" in page


async def test_the_cookie_of_this_door_opens_no_shops_console(street, ning, browser_at, shop):
    async with browser_at(shop.canonical_host, **dict(ning.cookies)) as browser:
        assert (await browser.get("/console")).headers["location"].startswith("/console/sign-in")


async def test_who_works_for_the_platform_uses_one_session_for_both_doors(ada):
    assert (await ada.get("/my")).status_code == 200
    assert (await ada.get("/admin")).status_code == 200
