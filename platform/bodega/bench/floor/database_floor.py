"""The floor of every order: how many the database alone writes, told by its own pgbench on the server that we use too."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from bodega.embedded.binaries import postgres_program
from bodega.embedded.prepare_postgres import SUPERUSER
from bodega.embedded.run_folder import POSTGRES_PORT
from bodega.embedded.start_servers import RunningServers
from bodega.kernel.errors import Unavailable

Commits = Literal["one_commit", "two_commits"]
DATABASE = "bench_floor"

_HERE = Path(__file__).parent
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


class DatabaseFloor:
    """A database of its own on the same server: order, reservation, settlement and ledger in one or two commits."""

    def __init__(self, servers: RunningServers) -> None:
        self._servers = servers
        self.url = servers.database_url.replace("/postgres?", f"/{DATABASE}?", 1)
        self._run("psql", "-q", "-d", "postgres", "-c", f"create database {DATABASE}")
        self.empty()

    def empty(self) -> None:
        """Start over with as many free codes as on the first day."""
        self._run("psql", "-q", "-d", DATABASE, "-v", "ON_ERROR_STOP=1", "-f", str(_HERE / "tables.psql"))

    def rate(self, commits: Commits, *, connections: int, seconds: float) -> float:
        """Orders a second, on tables that `empty` made. Nothing is read back over HTTP, nobody is told, no code is opened."""
        script = str(_HERE / f"{commits}.pgbench")
        told = self._run(
            "pgbench", "-n", "-M", "prepared", "-f", script,
            "-c", str(connections), "-j", "1", "-T", str(max(1, round(seconds))), DATABASE,
        )  # fmt: skip
        found = _RATE.search(told)
        if found is None:
            raise Unavailable("pgbench told no rate: %(told)s", told=told[-300:])
        return float(found[1])

    def settle_down(self, database: str) -> None:
        """Bring statistics up to date and write everything out, so that no run pays for what came before it."""
        self._run("psql", "-q", "-d", database, "-c", "vacuum analyze", "-c", "checkpoint")

    def _run(self, program: str, *words: str) -> str:
        environment = {
            "PATH": os.defpath,
            "LC_ALL": "C",
            "PGHOST": str(self._servers.postgres_socket),
            "PGPORT": str(POSTGRES_PORT),
            "PGUSER": SUPERUSER,
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        argv: Sequence[str] = (str(postgres_program(program)), *words)
        done = subprocess.run(  # noqa: S603 - a program of our own wheel
            argv, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Unavailable("%(program)s failed: %(why)s", program=program, why=done.stderr[-300:])
        return done.stdout
