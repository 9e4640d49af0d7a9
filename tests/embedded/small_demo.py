"""A demo with nothing but its servers, in a process of its own that a test may kill.

Usage: small_demo.py DATA [no-death-signal] [fork]. Prints one line of JSON when ready, then answers each line of its
input: `wait` for the servers to be gone, `alive`, `restart`. Ends with its input.
"""

import json
import os
import sys
import time
from pathlib import Path

from bodega.embedded import guard_orders
from bodega.embedded.errors import EmbeddedServerError
from bodega.embedded.start_servers import RunningServers, start_servers


def main(data: str, *wishes: str) -> None:
    if "no-death-signal" in wishes:
        guard_orders.HAS_PARENT_DEATH_SIGNAL = False
    with start_servers(Path(data)) as servers:
        ready = {
            "database_url": servers.database_url,
            "redis_url": servers.redis_url,
            "run": str(servers.run_folder),
        }
        if "fork" in wishes:
            ready["worker"] = fork_worker()
        say(json.dumps(ready))
        for line in sys.stdin:
            say(answer(servers, line.strip()))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def answer(servers: RunningServers, question: str) -> str:
    if question == "wait":
        return "gone" if servers.wait(30) else "still there"
    if question == "alive":
        return "yes" if servers.alive() else "no"
    servers.restart()
    return "restarted"


def fork_worker() -> int:
    worker = os.fork()
    if worker == 0:
        time.sleep(60)
        os._exit(0)
    return worker


try:
    main(*sys.argv[1:])
except KeyboardInterrupt:
    say("stopped by Ctrl-C")
except EmbeddedServerError as error:
    sys.exit(f"{type(error).__name__}: {error}")
