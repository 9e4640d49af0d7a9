"""A real demo, and people with real browsers: Debian's Chromium, driven by Playwright."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        without = pytest.mark.skip(reason="needs Chromium: apt-get install chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(without)


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, Any]]:
    """What `bodega demo --json` says once it is ready."""
    folder = Path(tempfile.mkdtemp(prefix="bodega-browser-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "log").open("w")
    command = [
        sys.executable,
        "-m",
        "bodega",
        "demo",
        "--data",
        folder / "data",
        "--port",
        str(port),
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=60)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """No longer than one file: Playwright's loop runs in this very thread, where other stories need theirs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Person:
    """Somebody with a browser of their own, whose console must stay silent."""

    def __init__(self, browser: Browser, size: dict[str, int], locale: str) -> None:
        self.context = browser.new_context(viewport=size, locale=locale)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, address: str, email: str, password: str) -> None:
        self.page.goto(address)
        self.page.fill("input[type=email]", email)
        self.page.fill("input[type=password]", password)
        self.page.locator("main form button").last.click()
        self.page.wait_for_load_state()


@pytest.fixture
def person(chromium: Browser) -> Iterator[Any]:
    people: list[Person] = []

    def meet(*, phone: bool = False, locale: str = "en") -> Person:
        people.append(Person(chromium, PHONE if phone else DESK, locale))
        return people[-1]

    yield meet
    for one in people:
        one.context.close()
        assert one.complaints == []
