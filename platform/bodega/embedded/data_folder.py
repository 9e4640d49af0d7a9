"""The folder that holds a demo's data: which one, how it is known to be ours, how to start over."""

import os
import shutil
from pathlib import Path

import platformdirs

from bodega.embedded.errors import DataFolderNotOurs, writing_in
from bodega.embedded.lock_data_folder import LOCK_NAMES, hold_data_folder

MARKER = ".bodega-data"
_DOOMED = ".deleting"
# A freshly mounted volume holds this, and desktop file managers leave the other.
_HARMLESS = {"lost+found", ".DS_Store", *LOCK_NAMES}


def default_data_folder() -> Path:
    """Where data goes when nobody says otherwise, e.g. ~/.local/share/bodega.

    Root's is outside root's home, because the servers run as an account that must not need a way into it.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/bodega")
    return platformdirs.user_data_path("bodega", appauthor=False)


def claim_data_folder(data: Path) -> Path:
    """Make the folder if need be and mark it as Bodega's; gives its absolute path.

    Raises DataFolderNotOurs for a folder that holds anything else, DataFolderNotWritable.
    """
    folder = data.expanduser().resolve()
    with writing_in(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_ours(folder):
            if {entry.name for entry in folder.iterdir()} - _HARMLESS:
                raise DataFolderNotOurs(folder=folder)
            (folder / MARKER).write_text("This folder holds the data of a Bodega demo.\n")
    return folder


def is_ours(folder: Path) -> bool:
    return (folder / MARKER).is_file()


def reset_data_folder(data: Path) -> None:
    """Delete everything in the folder, so that the next start is a first start. A missing folder is fine.

    Raises DataFolderNotOurs when Bodega did not make it, DataFolderInUse while a demo runs on it.
    """
    folder = data.expanduser().resolve()
    with writing_in(folder):
        if not folder.exists():
            return
        if not is_ours(folder):
            raise DataFolderNotOurs(folder=folder)
        with hold_data_folder(folder) as hold:
            hold.wait_for_left_over_servers()
            _empty(folder)


def _empty(folder: Path) -> None:
    doomed = folder / _DOOMED
    shutil.rmtree(doomed, ignore_errors=True)
    doomed.mkdir()
    # Each entry goes in one step, so that a reset cut short leaves no half of a database to start on.
    for entry in folder.iterdir():
        if entry.name not in {MARKER, _DOOMED, *_HARMLESS}:
            entry.rename(doomed / entry.name)
    shutil.rmtree(doomed)
