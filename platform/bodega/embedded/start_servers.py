"""Run PostgreSQL and Valkey for as long as a context lasts, with their data in one folder."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bodega.embedded.data_folder import claim_data_folder
from bodega.embedded.lock_data_folder import hold_data_folder
from bodega.embedded.prepare_postgres import SUPERUSER
from bodega.embedded.progress import Report, say_nothing
from bodega.embedded.run_folder import POSTGRES_PORT, VALKEY_SOCKET
from bodega.embedded.server_run import ServerRun


@dataclass(frozen=True)
class RunningServers:
    """Both servers, ready. The addresses stay valid across `restart`."""

    postgres_socket: Path
    """The folder of PostgreSQL's Unix socket, as `host` for any client."""
    database_url: str
    """Superuser on the database `postgres`; only our own account and root may connect, as any role."""
    redis_url: str
    run_folder: Path
    _run: ServerRun = field(repr=False)

    def alive(self) -> bool:
        """False as soon as one of the servers died and the other was stopped for it."""
        return self._run.alive()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Block this thread until the servers are gone; False when the time is up first."""
        return self._run.wait(timeout_seconds)

    def restart(self, report: Report = say_nothing) -> None:
        """Start again after `alive` said False, at the same addresses. Raises EmbeddedServerError."""
        self._run.stop()
        self._run.start(report)


@contextmanager
def start_servers(
    data: Path, *, report: Report = say_nothing, postgres_settings: Mapping[str, str] | None = None
) -> Iterator[RunningServers]:
    """Start both servers on the folder `data`, made on first use, and stop them when the context ends.

    They also stop when this process is killed. Nothing listens on a network port. `postgres_settings` win over
    ours, for a test that wants, say, statements in the log.

    Raises EmbeddedServerError: DataFolderInUse, DataFolderNotOurs, DataFolderNotWritable, ServerFailed, ServersMissing.
    """
    folder = claim_data_folder(data)
    with hold_data_folder(folder) as hold:
        run = ServerRun(hold, postgres_settings or {})
        try:
            run.start(report)
            yield _running_servers(run)
        finally:
            run.end()


def _running_servers(run: ServerRun) -> RunningServers:
    folder = quote(str(run.run_folder))
    return RunningServers(
        postgres_socket=run.run_folder,
        # The port is part of the socket's name, and without it PGPORT of the environment would decide.
        database_url=f"postgresql://{SUPERUSER}@/postgres?host={folder}&port={POSTGRES_PORT}",
        redis_url=f"unix://{folder}/{VALKEY_SOCKET}",
        run_folder=run.run_folder,
        _run=run,
    )
