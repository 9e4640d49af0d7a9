"""Let a load client run in a process of its own, and hear what it found."""

import subprocess
import sys

import msgspec

from bodega.bench.load.plan import LoadPlan
from bodega.bench.load.tally import LoadResult
from bodega.kernel.errors import Unavailable

SPARE_SECONDS = 180.0


def run_load(plan: LoadPlan) -> LoadResult:
    """Raises `Unavailable` when the client fails or does not come to an end."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "bodega.bench.load"],
            input=msgspec.json.encode(plan),
            capture_output=True,
            timeout=plan.warm_seconds + plan.seconds + SPARE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable("The load client did not come to an end.") from None
    if done.returncode:
        raise Unavailable("The load client failed: %(why)s", why=done.stderr.decode()[-500:])
    return msgspec.json.decode(done.stdout, type=LoadResult)
