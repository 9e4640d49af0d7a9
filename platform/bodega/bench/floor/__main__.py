"""`python -m bodega.bench.floor PORT PROCESSES`: serve the floor of every page as our own pages are served."""

import os
import signal
import sys

from granian.constants import Interfaces, Loops
from granian.server import Server

from bodega.bench.floor.page_app import create_floor
from bodega.process.lifeline import when_lifeline_ends

HOST = "127.0.0.1"
BACKLOG = 4096


def main() -> None:
    port, processes = (int(word) for word in sys.argv[1:3])
    when_lifeline_ends(lambda: os.kill(os.getpid(), signal.SIGTERM))
    Server(
        f"{create_floor.__module__}:{create_floor.__name__}",
        factory=True,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        address=HOST,
        port=port,
        workers=processes,
        backlog=BACKLOG,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
