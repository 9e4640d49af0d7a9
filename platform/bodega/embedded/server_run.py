"""One demo's servers on one data folder: start them, start them again after a failure, stop them."""

import os
from collections.abc import Mapping
from pathlib import Path

from bodega.embedded.errors import writing_in
from bodega.embedded.guard_orders import guard_orders
from bodega.embedded.lock_data_folder import DataFolderHold, read_text, write_text
from bodega.embedded.prepare_postgres import prepare_postgres, write_access_rules
from bodega.embedded.progress import Progress, Report
from bodega.embedded.run_folder import make_run_folder, remove_run_folder
from bodega.embedded.run_guard import Guard
from bodega.embedded.server_account import make_own_folder, open_the_way, server_account
from bodega.embedded.wait_until_ready import wait_until_ready


class ServerRun:
    """The run folder stays the same for the whole run, so that addresses survive a restart of the servers."""

    def __init__(self, hold: DataFolderHold, postgres_settings: Mapping[str, str]) -> None:
        self._hold = hold
        self._folder = hold.folder
        self._postgres_settings = postgres_settings
        self._account = server_account()
        self._guard: Guard | None = None
        self._owner = os.getpid()
        self.run_folder = make_run_folder()

    def start(self, report: Report) -> None:
        """Start both servers and wait until they answer. Raises EmbeddedServerError."""
        open_the_way(self._folder, self._account, report)
        with writing_in(self._folder):
            servers_lock = self._hold.wait_for_left_over_servers(report)
            remove_run_folder(Path(read_text(servers_lock)))
            write_text(servers_lock, str(self.run_folder))
            make_own_folder(self.run_folder, self._account)
            (self._folder / "log").mkdir(mode=0o700, exist_ok=True)
            make_own_folder(self._folder / "valkey", self._account)
            prepare_postgres(self._folder, self._account, servers_lock.fileno(), report)
            settings = {**write_access_rules(self._folder), **self._postgres_settings}
        report(Progress.STARTING)
        orders = guard_orders(self._folder, self.run_folder, self._account, servers_lock.fileno(), settings)
        self._guard = Guard(orders, self._folder / "log" / "guard.log")
        wait_until_ready(self._guard, self._folder, self.run_folder, report)
        report(Progress.READY)

    def alive(self) -> bool:
        return self._guard is not None and self._guard.alive()

    def wait(self, timeout_seconds: float | None) -> bool:
        return self._guard is None or self._guard.wait(timeout_seconds)

    def stop(self) -> None:
        if self._guard is not None:
            self._guard.stop()
            self._guard = None

    def end(self) -> None:
        """Stop for good and leave nothing but the data; a forked child that gets here changes nothing."""
        if os.getpid() != self._owner:
            return
        try:
            self.stop()
        finally:
            remove_run_folder(self.run_folder)
