"""A stranger's extension brings pages into Xinghai's console: for its staff, behind the door, while it is on."""

import re
from typing import Any

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.plugins.discover import discover
from bodega.plugins.enable import disable_plugin, enable_plugin
from bodega.staff.audience import audience_of
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

CODE = """
from litestar import Response, get, post
from litestar.response import Redirect


@get("/")
async def show(desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext]) -> Response[str]:
    return await desk.page("notes_list.html", who=desk.staff.name, where=ctx.shop)


@post("/notes")
async def add(desk: NamedDependency[ConsoleDesk], ctx: NamedDependency[PluginContext],
              form: NamedDependency[Form]) -> Response[str] | Redirect:
    async def deed():
        text = form.required_text("text", 20)
        form.require_ok()
        async with ctx.tables() as scope:
            await desk.record(scope, "notes.written", "note", text=text)

    async def again(refused):
        return await desk.page("notes_list.html", form=refused, who="", where="")

    return await desk.submit(form, deed, to="/console/x/notes", message="Saved.", again=again)


@get("/broken")
async def broken() -> str:
    raise RuntimeError("a page of a stranger")


pages = ConsolePages(lambda: [show, add, broken], label=Text(en="Notes", zh="便签"), icon="tag", role="operator")
manifest = __import__("dataclasses").replace(manifest, console=pages)
"""
TEMPLATE = """{% extends "console_base.html" %}{% import "ui.html" as ui %}{% set title = "Notes" %}
{% block content %}{{ ui.form_error(form) }}<p>{{ who }} at {{ where }}</p>
<form method="post" action="/console/x/notes/notes">{{ ui.csrf(csrf_token) }}{{ ui.field(form, "text", "Text") }}</form>
{% endblock %}"""


async def sit_down(house: Any, street: Any, shop: Any, role: str) -> Any:
    """A browser of somebody who works in the shop."""
    account_id = await street.account(role)
    now = house.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
            new_id(), account_id, shop.id, role, now,
        )  # fmt: skip
        token = await start_session(scope, account_id, audience_of(shop), now=now)
    browser = house.client(shop)
    browser.headers["accept"], browser.headers["accept-language"] = "text/html", "en"
    browser.cookies.set(session_cookie_name(house.runtime), token)
    return browser


async def switch(house: Any, shop: Any, *, on: bool) -> None:
    deed = enable_plugin if on else disable_plugin
    await deed(
        house.runtime, shop, "notes", actor_id=new_id(), actor="Lin Wei", now=house.runtime.clock.now()
    )


@pytest.fixture
def notes(install: Any) -> str:
    install("notes", CODE, files={"templates/notes_list.html": TEMPLATE})
    return "notes"


async def test_staff_find_its_pages_in_the_navigation_while_it_is_on(
    notes: str, open_house: Any, street: Any, shop: Any
) -> None:
    async with open_house() as house, await sit_down(house, street, shop, "operator") as mei:
        assert (await mei.get("/console/x/notes")).status_code == 404
        await switch(house, shop, on=True)
        assert 'href="/console/x/notes"' in (await mei.get("/console")).text
        page = await mei.get("/console/x/notes")
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert f"operator at {shop.slug}" in page.text
        assert re.search(r'href="/console/x/notes" aria-current="page"', page.text)
        await switch(house, shop, on=False)
        assert (await mei.get("/console/x/notes")).status_code == 404
        assert "/console/x/notes" not in (await mei.get("/console")).text


async def test_strangers_are_led_to_the_door_and_lower_roles_are_told_no(
    notes: str, open_house: Any, street: Any, shop: Any
) -> None:
    async with open_house() as house, await sit_down(house, street, shop, "support") as support:
        await switch(house, shop, on=True)
        assert (await support.get("/console/x/notes")).status_code == 403
        assert "/console/x/notes" not in (await support.get("/console")).text
        async with house.client(shop) as stranger:
            sent = await stranger.get("/console/x/notes", headers={"accept": "text/html"})
            assert sent.status_code == 303
            assert sent.headers["location"].startswith("/console/sign-in?next=")


async def test_its_forms_must_be_our_own_and_its_deeds_are_recorded(
    notes: str, open_house: Any, street: Any, shop: Any
) -> None:
    async with open_house() as house, await sit_down(house, street, shop, "owner") as lin_wei:
        await switch(house, shop, on=True)
        foreign = await lin_wei.post("/console/x/notes/notes", data={"text": "hello"})
        assert foreign.status_code == 403
        found = re.search(r'name="_csrf_token" value="([^"]+)"', (await lin_wei.get("/console/x/notes")).text)
        assert found
        empty = await lin_wei.post("/console/x/notes/notes", data={"_csrf_token": found[1], "text": ""})
        assert (empty.status_code, "Please fill this in." in empty.text) == (400, True)
        done = await lin_wei.post("/console/x/notes/notes", data={"_csrf_token": found[1], "text": "hello"})
        assert (done.status_code, done.headers["location"]) == (303, "/console/x/notes")
        async with shop_scope(shop) as scope:
            row = await scope.fetchrow("select actor, detail from deed where deed = 'notes.written'")
        assert (row["actor"], row["detail"]) == ("owner", {"text": "hello"})


async def test_a_page_that_breaks_leaves_the_console_standing(
    notes: str, open_house: Any, street: Any, shop: Any
) -> None:
    async with open_house() as house, await sit_down(house, street, shop, "owner") as lin_wei:
        await switch(house, shop, on=True)
        assert (await lin_wei.get("/console/x/notes/broken")).status_code == 500
        assert (await lin_wei.get("/console")).status_code == 200


async def test_pages_that_cannot_be_mounted_are_listed_and_left_out(
    install: Any, open_house: Any, street: Any, shop: Any, reasons: Any
) -> None:
    code = CODE.replace("lambda: [show,", "lambda: [1 / 0, show,")
    install("notes", code, files={"templates/notes_list.html": TEMPLATE})
    async with open_house() as house, await sit_down(house, street, shop, "owner") as lin_wei:
        assert any(broken.reason.startswith("console: ") for broken in house.runtime.extensions.broken)
        await switch(house, shop, on=True)
        assert (await lin_wei.get("/console/x/notes")).status_code == 404
        assert (await lin_wei.get("/console")).status_code == 200


def test_a_role_that_does_not_exist_is_refused_at_the_start(install: Any, reasons: Any) -> None:
    install("notes", CODE.replace('role="operator"', 'role="king"'))
    assert "There is no role king in a shop." in reasons(discover())["stranger_notes"]
