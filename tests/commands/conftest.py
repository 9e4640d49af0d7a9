"""Real demos in processes of their own, and a buyer who walks through a shop over HTTP."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
import pytest

from bodega.embedded.start_servers import start_servers
from bodega.kernel.settings import Settings
from bodega.kernel.vault import MasterKey
from bodega.street.prepare_server import prepare_server

PATIENCE_SECONDS = 180


@dataclass
class RunningDemo:
    """A `bodega demo --json` that said that it is ready."""

    process: subprocess.Popen[str]
    data: Path
    port: int
    ready: dict[str, Any] = field(repr=False)

    def shop(self, slug: str) -> dict[str, Any]:
        return next(shop for shop in self.ready["shops"] if shop["slug"] == slug)

    def browser(self, slug: str = "") -> httpx.Client:
        """On one shop's host or the platform's, told in the Host header: names under localhost are not resolved here."""
        host = f"{slug}.localhost" if slug else "localhost"
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"host": f"{host}:{self.port}", "accept-language": "en"},
            timeout=30,
            trust_env=False,
        )

    def family(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def child(self, word: str) -> psutil.Process:
        """The direct child whose command line has `word`."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in child.cmdline())

    def stop(self, number: int = signal.SIGINT) -> str:
        """End it as a person would; gives what it said."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return said

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def start_demo(data: Path, port: int, *wishes: str) -> RunningDemo:
    process = start_bodega("demo", "--data", data, "--port", port, "--json", *wishes)
    assert process.stdout
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return RunningDemo(process, data, port, json.loads(line))


def start_bodega(*words: object, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("BODEGA_", "LC_", "LANG"))
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bodega", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**clean, **(environment or {})},
        start_new_session=True,
    )


@pytest.fixture(name="start_bodega")
def _start_bodega() -> Callable[..., subprocess.Popen[str]]:
    return start_bodega


@dataclass
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def run_bodega():
    """Run a command to its end."""

    def run(*words: object, environment: dict[str, str] | None = None) -> Answer:
        process = start_bodega(*words, environment=environment)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        return Answer(process.returncode, out, err)

    return run


@pytest.fixture(scope="module")
def demos(home: Path):
    """Start demos; what still runs at the end of the file is stopped."""
    running: list[RunningDemo] = []

    def start(data: Path, port: int, *wishes: str) -> RunningDemo:
        running.append(start_demo(data, port, *wishes))
        return running[-1]

    yield start
    for demo in running:
        if demo.process.poll() is None:
            demo.stop()
        demo.process.communicate()


@pytest.fixture
def any_port() -> Callable[[], int]:
    return free_port


@pytest.fixture
def wait_until() -> Callable[[Callable[[], object]], None]:
    """Ask again and again, and fail when the answer never becomes yes."""

    def wait(is_so: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    return wait


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    # Not pytest's own folder: a second run closes that to the account that PostgreSQL runs as.
    folder = Path(tempfile.mkdtemp(prefix="bodega demo "))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def demo(home: Path) -> Iterator[RunningDemo]:
    """One demo for all stories of a file that leave it running."""
    running = start_demo(home / "data", free_port())
    yield running
    running.stop()


@dataclass
class Buyer:
    """Chen Hao, in one shop, with one browser."""

    browser: httpx.Client
    payer: httpx.Client

    def order(self, slug: str, sku_name: str) -> str:
        """Order one piece of a good at its page; gives the order's number."""
        page = self.browser.get(f"/products/{slug}").text
        sku = sku_of(page, sku_name)
        checkout = self.browser.get("/checkout", params={"sku": sku, "quantity": 1}).text
        key = re.search(r'name="idempotency_key" value="([^"]+)"', checkout)
        assert key
        placed = self.browser.post(
            "/orders",
            data={
                "sku": sku,
                "quantity": "1",
                "contact": "chen.hao@example.com",
                "channel": "epay",
                "notice": "on",
                "consent": "on",
                "idempotency_key": key[1],
            },
        )
        assert placed.status_code == 303, placed.text
        return placed.headers["location"].split("/")[2]

    def trade(self, number: str) -> str:
        """Go to the payment service as the shop says; gives the address of the payer's page."""
        way = self.browser.get(f"/orders/{number}/go").headers["location"]
        return str(self.payer.get(way, follow_redirects=True).url)

    def codes(self, number: str) -> str:
        """The order page, once it has the goods."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            state = self.browser.get(f"/orders/{number}/live", headers={"accept": "application/json"}).json()
            if state["state"] == "delivered":
                return self.browser.get(f"/orders/{number}").text
            time.sleep(0.1)
        raise AssertionError(f"{number} is {state}")


def sku_of(page: str, name: str) -> str:
    found = re.search(rf'value="([0-9a-f-]{{36}})"(?:(?!value=).)*?{re.escape(name)}', page, re.DOTALL)
    assert found, page
    return found[1]


@pytest.fixture
def buyer_of() -> Iterator[Callable[[RunningDemo, str], Buyer]]:
    """Send Chen Hao into a shop of a demo, each time with a new browser."""
    opened: list[httpx.Client] = []

    def enter(demo: RunningDemo, slug: str) -> Buyer:
        opened.extend([demo.browser(slug), httpx.Client(trust_env=False, timeout=30)])
        return Buyer(*opened[-2:])

    yield enter
    for client in opened:
        client.close()


@pytest.fixture
def buyer(demo: RunningDemo, buyer_of: Callable[[RunningDemo, str], Buyer]) -> Callable[[str], Buyer]:
    return lambda slug: buyer_of(demo, slug)


@pytest.fixture(scope="module")
def installation() -> Iterator[dict[str, str]]:
    """The settings of an installation on servers of its own, before its first `bodega migrate`."""
    with (
        tempfile.TemporaryDirectory(prefix="bodega-tests-") as folder,
        start_servers(Path(folder) / "data") as servers,
    ):
        urls = asyncio.run(prepare_server(servers.database_url))
        settings = Settings(
            database_url=urls.app,
            owner_database_url=urls.owner,
            redis_url=servers.redis_url,
            master_key=MasterKey.generate(),
            base_domain="bodega.test",
            public_scheme="http",
            port=free_port(),
            processes=1,
        )
        yield settings.as_environment()


@pytest.fixture
def ask(installation: dict[str, str]):
    """One question to the database, as its owner and in a role if need be."""

    def run(*statements: str) -> Any:
        async def talk() -> Any:
            connection = await asyncpg.connect(installation["BODEGA_OWNER_DATABASE_URL"])
            try:
                for statement in statements[:-1]:
                    await connection.execute(statement)
                return await connection.fetchval(statements[-1])
            finally:
                await connection.close()

        return asyncio.run(talk())

    return run
