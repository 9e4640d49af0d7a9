"""Mei decides a complete application without leaving its page, in a real browser, and her key presses are counted."""

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.async_api import Page, async_playwright, expect

from bodega.kernel.database import platform_scope
from bodega.staff.session_cookie import session_cookie_name
from bodega.staff.start_session import start_session

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MOST_PRESSES = 8

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@dataclass
class Desk:
    """A reviewer's browser, with everything that was pressed in it."""

    page: Page
    home: str
    presses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.presses.append(key)
            await self.page.keyboard.press(key)

    def hear(self, said) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    async def open(self, applicant) -> None:
        await self.page.goto(f"{self.home}/admin/reviews/{applicant.id}")
        await self.page.wait_for_load_state("networkidle")


@pytest_asyncio.fixture
async def served(street) -> AsyncIterator[str]:
    """The street at a real port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(
        street.app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
    )
    serving = asyncio.create_task(server.serve())
    yield f"http://{street.settings.base_domain}:{port}"
    server.stop()
    await serving


@pytest_asyncio.fixture
async def desk(street, served, mei) -> AsyncIterator[Desk]:
    async with sign_in(street, served, mei) as desk:
        yield desk


@asynccontextmanager
async def sign_in(
    street, served, person, *, width: int = 1280, locale: str = "en", scripts: bool = True
) -> AsyncIterator[Desk]:
    now = street.runtime.clock.now()
    async with platform_scope() as scope:
        await scope.execute("update account set totp_confirmed_at = $2 where id = $1", person.account_id, now)
        token = await start_session(scope, person.account_id, "platform", now=now, second_factor=True)
    async with async_playwright() as playwright:
        rules = f"--host-resolver-rules=MAP {street.settings.base_domain} 127.0.0.1"
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, rules])
        context = await browser.new_context(
            viewport={"width": width, "height": 860}, locale=locale, java_script_enabled=scripts
        )
        await context.add_cookies(
            [{"name": session_cookie_name(street.runtime), "value": token, "url": served}]
        )
        desk = Desk(await context.new_page(), served)
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        desk.page.on("console", desk.hear)
        yield desk
        await browser.close()
        assert desk.complaints == []


async def test_a_complete_application_is_decided_in_at_most_eight_key_presses(apply, desk):
    lin_wei = await apply()
    await desk.open(lin_wei)
    await expect(desk.page.locator("[data-progress]")).to_have_text("0 of 5 decided")
    await desk.press("a", "a", "a", "a", "a")
    await expect(desk.page.locator("[data-progress]")).to_have_text("5 of 5 decided")
    await desk.press("d", "Enter")
    await expect(desk.page.locator("main")).to_contain_text("Approved. The applicant is told.")
    assert desk.page.url == f"{desk.home}/admin/reviews/{lin_wei.id}"
    assert len(desk.presses) <= MOST_PRESSES
    assert await lin_wei.state() == "approved"


async def test_one_paper_is_asked_for_again_with_a_picked_reason_and_the_rest_approved(apply, desk):
    lin_wei = await apply()
    await desk.open(lin_wei)
    await desk.press("m", "2", "A", "d", "Enter")
    await expect(desk.page.locator("main")).to_contain_text("The applicant is told what is missing.")
    assert len(desk.presses) <= MOST_PRESSES
    [asked] = [one for one in (await lin_wei.case()).decisions if one.verdict == "more"]
    assert asked.template == "pages_missing"
    assert asked.subject.id == str(lin_wei.papers["business_licence"])


async def test_keys_do_nothing_while_somebody_writes(apply, desk):
    lin_wei = await apply()
    await desk.open(lin_wei)
    await desk.press("m", "w")
    await desk.page.keyboard.type("add a mark, drop it")
    await desk.press("Escape", "j", "k")
    await expect(desk.page.locator("textarea[name^=words-document]").first).to_have_value(
        "add a mark, drop it"
    )
    await expect(desk.page.locator("[data-progress]")).to_have_text("1 of 5 decided")


async def test_a_step_is_asked_about_and_taken_back_with_the_same_key(apply, desk):
    lin_wei = await apply()
    await desk.open(lin_wei)
    box = desk.page.locator("input[name=verdict-application-name]")
    await desk.press("k", "m")
    await expect(box).to_be_checked()
    await desk.press("m")
    await expect(box).not_to_be_checked()


async def test_papers_are_seen_on_the_page(apply, desk):
    lin_wei = await apply()
    await desk.open(lin_wei)
    for picture in await desk.page.locator(".paper-files img").all():
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("naturalWidth", 60)


async def test_the_page_works_without_scripts(street, served, mei, apply):
    lin_wei = await apply()
    async with sign_in(street, served, mei, scripts=False) as desk:
        await desk.page.goto(f"{served}/admin/reviews/{lin_wei.id}")
        assert await desk.page.locator("kbd:visible").count() == 0
        for box in await desk.page.locator("input[value=approve]").all():
            await box.check()
        await desk.page.get_by_role("button", name=re.compile("^Decide")).click()
        await expect(desk.page.locator("main")).to_contain_text("Approved. The applicant is told.")
