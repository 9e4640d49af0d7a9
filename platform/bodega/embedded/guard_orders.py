"""What the guard is told: which servers to run, how, and how to stop each."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bodega.embedded.binaries import postgres_program, valkey_server
from bodega.embedded.prepare_postgres import SERVER_ENVIRONMENT
from bodega.embedded.run_folder import POSTGRES_PORT, VALKEY_SOCKET
from bodega.embedded.server_account import ServerAccount

HAS_PARENT_DEATH_SIGNAL = sys.platform == "linux"
SERVER_NAMES = ("PostgreSQL", "Valkey")
LOG_NAMES = ("postgres.log", "valkey.log")

# Durability stays at PostgreSQL's defaults: fsync and synchronous_commit are on, a committed payment is on disk.
_POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def guard_orders(
    folder: Path,
    run_folder: Path,
    account: ServerAccount,
    servers_lock: int,
    postgres_settings: Mapping[str, str],
) -> dict[str, Any]:
    """The line for the guard's standard input; its fields are described there."""
    return {
        "servers": [_postgres(folder, run_folder, postgres_settings), _valkey(folder, run_folder)],
        "environment": SERVER_ENVIRONMENT,
        "account": [account.uid, account.gid] if account.switch else None,
        # Each server holds the lock as well, so that no new run starts beside one that still writes.
        "keep": [servers_lock],
        "die_with_guard": HAS_PARENT_DEATH_SIGNAL,
        "run_folder": str(run_folder),
    }


def _postgres(folder: Path, run_folder: Path, postgres_settings: Mapping[str, str]) -> dict[str, Any]:
    settings = {**_POSTGRES_SETTINGS, "unix_socket_directories": f'"{run_folder}"', **postgres_settings}
    return {
        "name": SERVER_NAMES[0],
        "argv": [
            *(str(postgres_program("postgres")), "-D", str(folder / "postgres")),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ],
        "log": str(folder / "log" / LOG_NAMES[0]),
        # Fast shutdown, then immediate (the next start recovers), then none of its choice; limits in seconds.
        "stop": [[signal.SIGINT, 60], [signal.SIGQUIT, 5], [signal.SIGKILL, 5]],
    }


def _valkey(folder: Path, run_folder: Path) -> dict[str, Any]:
    settings = {
        "port": "0",
        "unixsocket": str(run_folder / VALKEY_SOCKET),
        "unixsocketperm": "700",
        "dir": str(folder / "valkey"),
        # Every write goes to a log that is synced each second: at most one second of sessions is lost in a crash.
        "appendonly": "yes",
        "save": "",
    }
    return {
        "name": SERVER_NAMES[1],
        "argv": [
            str(valkey_server()),
            *(word for name, value in settings.items() for word in (f"--{name}", value)),
        ],
        "log": str(folder / "log" / LOG_NAMES[1]),
        "stop": [[signal.SIGTERM, 20], [signal.SIGKILL, 5]],
    }
