"""Keep a forked web worker from holding what says that the demo lives.

A fork copies every open file. A worker that outlives a killed demo would keep the data folder locked and the guard
waiting, so the copies are closed as the first thing in the child. A program that is executed inherits none of them.
"""

import os
from typing import IO, Any
from weakref import WeakSet

_files: WeakSet[IO[Any]] = WeakSet()


def close_in_forked_children(file: IO[Any]) -> None:
    _files.add(file)


def _close_all() -> None:
    for file in list(_files):
        file.close()


os.register_at_fork(after_in_child=_close_all)
