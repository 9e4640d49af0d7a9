"""Ada signs in on the platform's host: over TLS, in two steps, and nobody else."""

import re

import pyotp

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.create_account import create_account
from bodega.staff.make_administrator import make_administrator
from bodega.staff.session_cookie import session_cookie_name

PASSWORD = "four quiet lamps tonight"


async def _person(street, *, administrator):
    email, now = f"ada-{new_id().hex[-10:]}@people.test", street.runtime.clock.now()
    await create_account(email=email, name="Ada", password=PASSWORD, locale="en", now=now)
    if administrator:
        await make_administrator(email, actor_id=None, actor="command line", now=now)
    return email


async def test_a_new_administrator_walks_from_the_password_to_the_console(street, visitor, send_form):
    email = await _person(street, administrator=True)
    answer = await send_form(visitor, "/admin/sign-in", email=email, password=PASSWORD, next="/admin/shops")
    assert answer.headers["location"] == "/admin/shops"
    set_up = (await visitor.get("/admin/shops")).headers["location"]
    secret = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', (await visitor.get(set_up)).text)[1]
    code = pyotp.TOTP(secret.replace(" ", "")).at(street.runtime.clock.now())
    codes = await send_form(visitor, "/admin/account/second-factor", code=code)
    assert len(re.findall(r'<li class="code">', codes.text)) == 10
    assert (await visitor.get("/admin/shops")).status_code == 200
    async with platform_scope() as scope:
        deeds = await scope.fetch(
            "select e.deed from audit_entry e join account a on a.id = e.actor_id where a.email = $1 order by e.at, e.id",
            email,
        )
    assert [row["deed"] for row in deeds] == [
        "account.created",
        "staff.signed_in",
        "account.second_factor_set_up",
    ]


async def test_somebody_who_is_no_administrator_is_told_so(street, visitor, send_form):
    email = await _person(street, administrator=False)
    answer = await send_form(visitor, "/admin/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 403
    assert "no place here" in answer.text


async def test_over_tls_no_other_host_and_no_plain_page_can_touch_the_cookies(
    street, visitor, send_form, settings_are
):
    settings_are(public_scheme="https")
    visitor.base_url = "https://bodega.test"
    email = await _person(street, administrator=True)
    form_cookie = (await visitor.get("/admin/sign-in")).headers["set-cookie"]
    answer = await send_form(visitor, "/admin/sign-in", email=email, password=PASSWORD)
    session_cookie = answer.headers["set-cookie"]
    assert session_cookie.startswith(f"{session_cookie_name(street.runtime)}=")
    for cookie in (form_cookie, session_cookie):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Domain" not in cookie
    assert "strict-transport-security" in answer.headers
