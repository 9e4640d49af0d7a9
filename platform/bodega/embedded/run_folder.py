"""The short-lived folder that holds both Unix sockets, and whose mode is what keeps other users out."""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "bodega-"
POSTGRES_PORT = 5432
VALKEY_SOCKET = "valkey.sock"


def make_run_folder() -> Path:
    """A fresh folder with a short path that only its owner and root can enter.

    It never lies in the data folder: the path of a socket may be 103 bytes long on macOS and 107 on Linux.
    """
    # /tmp comes before TMPDIR because that one is long on macOS and may be shut to the servers' account.
    shared = Path("/tmp")  # noqa: S108 - mkdtemp makes a folder that nobody else can enter or replace
    parent = shared if os.access(shared, os.W_OK) else tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))


def remove_run_folder(folder: Path) -> None:
    """Remove a run folder, also one of an earlier run as its lock file names it; anything else is left alone."""
    if folder.name.startswith(PREFIX) and folder.is_absolute() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
