"""What can go wrong with the embedded servers, each with what to do about it.

BodegaError
└── EmbeddedServerError
    ├── DataFolderInUse         another demo runs on the same data
    ├── DataFolderNotOurs       not empty and not made by Bodega, or made by another user
    ├── DataFolderNotWritable
    ├── ServerFailed            a server did not start; carries the end of its log
    └── ServersMissing          a program or the account to run it is not on this machine

A message is an English msgid, as for every BodegaError.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bodega.kernel.errors import BodegaError


class EmbeddedServerError(BodegaError):
    """The embedded servers cannot run here."""

    kind = "embedded-server"


class DataFolderInUse(EmbeddedServerError):
    """Another Bodega (process %(process)s) is running on the data in %(folder)s. Stop it, or choose another folder with --data."""


class DataFolderNotOurs(EmbeddedServerError):
    """%(folder)s is not a data folder of Bodega. Nothing in it was touched: choose an empty or a new folder with --data."""


class DataFolderNotWritable(EmbeddedServerError):
    """Bodega cannot write in %(folder)s: %(reason)s. Make room or give permission there, or choose another folder with --data."""


class ServerFailed(EmbeddedServerError):
    """%(server)s did not start. The whole log is %(log)s; it ends with: %(ending)s"""


class ServersMissing(EmbeddedServerError):
    """A part of the embedded servers is not on this machine."""


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into DataFolderNotWritable, which says where, why and what to do."""
    try:
        yield
    except OSError as error:
        raise DataFolderNotWritable(folder=folder, reason=error.strerror or str(error)) from error
