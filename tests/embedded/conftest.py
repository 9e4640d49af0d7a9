"""Demos that a test may start, kill and start again, under any account."""

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import psutil
import pytest
import redis.asyncio


@dataclass
class Demo:
    """A running small_demo.py."""

    process: subprocess.Popen[str]
    database_url: str
    redis_url: str
    run: Path
    worker: int = 0

    def guard(self) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if child.cmdline()[-1].endswith("guard.py"))

    def server(self, name: str) -> psutil.Process:
        return next(child for child in self.guard().children() if child.name() == name)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ask(self, question: str) -> str:
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> str:
        said, _ = self.process.communicate(timeout=60)
        return said

    async def sell(self) -> str:
        """Write an order to PostgreSQL and to Valkey; gives its number."""
        order = f"20261121-{uuid4().hex[:10]}"
        connection = await asyncpg.connect(self.database_url)
        await connection.execute("CREATE TABLE IF NOT EXISTS sold (number text PRIMARY KEY)")
        await connection.execute("INSERT INTO sold VALUES ($1)", order)
        await connection.close()
        async with redis.asyncio.from_url(self.redis_url) as client:
            await client.sadd("sold", order)
            # The append-only file is synced once a second; with this the test does not depend on luck.
            await client.execute_command("WAITAOF", 1, 0, 0)
        return order

    async def sold(self) -> set[str]:
        """The orders that both servers know."""
        connection = await asyncpg.connect(self.database_url)
        rows = await connection.fetch("SELECT number FROM sold")
        await connection.close()
        async with redis.asyncio.from_url(self.redis_url) as client:
            cached = await client.smembers("sold")
        return {row["number"] for row in rows} & {order.decode() for order in cached}


@pytest.fixture(scope="module")
def account() -> str:
    """Who runs the demos of a test: we do, unless its file says otherwise."""
    return pwd.getpwuid(os.geteuid()).pw_name


@pytest.fixture(scope="module")
def home(account: str) -> Iterator[Path]:
    """A folder that only this account can enter.

    It is not pytest's own: under root, each new run of pytest shuts that one again for `nobody`, who runs the servers.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"home of {account} "))
    if os.geteuid() == 0:
        shutil.chown(folder, account)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def data(home: Path) -> Path:
    """The data folder of Lin Wei, the owner of Xinghai: long, and with spaces as on macOS.

    All tests of a file share it, because only its first start creates a database.
    """
    return home / "Application Support" / ("星海点卡行 and everything that it ever sold " * 3).strip()


@pytest.fixture
def start_demo(account: str, run_as, home: Path):
    started: list[subprocess.Popen[str]] = []

    def start(data: Path, *wishes: str) -> Demo:
        process = run_as(account, Path(__file__).with_name("small_demo.py"), data, *wishes)
        started.append(process)
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        ready = json.loads(line)
        return Demo(
            process, ready["database_url"], ready["redis_url"], Path(ready["run"]), ready.get("worker", 0)
        )

    yield start
    for process in started:
        process.communicate(timeout=60)


@pytest.fixture
def run_as(everyone_reaches_python: None):
    """Run Python under another account when we are root, under our own when not."""

    def run(account: str, *arguments: str | Path) -> subprocess.Popen[str]:
        identity = {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}
        return subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            start_new_session=True,
            **(identity if os.geteuid() == 0 else {}),
        )

    return run


@pytest.fixture(scope="session")
def everyone_reaches_python() -> Iterator[None]:
    """Under root, let other accounts pass to an interpreter that lies in root's home, for as long as the tests run."""
    used = (Path(sys.executable), Path(sys.executable).resolve(), Path(asyncpg.__file__), Path(__file__))
    shut = {folder for file in used for folder in file.parents if not folder.stat().st_mode & stat.S_IXOTH}
    before = {folder: stat.S_IMODE(folder.stat().st_mode) for folder in shut if os.geteuid() == 0}
    for folder, mode in before.items():
        folder.chmod(mode | stat.S_IXOTH)
    yield
    for folder, mode in before.items():
        folder.chmod(mode)
