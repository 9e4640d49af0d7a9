"""Carry out one plan: open the connections, let them work, and add up what came of it."""

import asyncio
import resource
from time import perf_counter

import uvloop

from bodega.bench.load.caller import Caller, Work
from bodega.bench.load.plan import LoadPlan
from bodega.bench.load.rush_work import RushWork
from bodega.bench.load.steady_work import SteadyWork
from bodega.bench.load.tally import LoadResult, Tally

HOST = "127.0.0.1"
MOST_RUSH_SECONDS = 120.0


def run_plan(plan: LoadPlan) -> LoadResult:
    """Blocks until the last answer has come."""
    _allow_connections()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(plan))


async def _run(plan: LoadPlan) -> LoadResult:
    loop = asyncio.get_running_loop()
    began = perf_counter()
    ends = began + (MOST_RUSH_SECONDS if plan.rush else plan.warm_seconds + plan.seconds)
    tally = Tally(began + plan.warm_seconds, ends)
    work: Work = RushWork(plan, plan.rush) if plan.rush else SteadyWork(plan, ends, perf_counter)
    over, left = asyncio.Event(), [plan.connections]

    def gone() -> None:
        left[0] -= 1
        if left[0] == 0:
            over.set()

    def caller() -> Caller:
        return Caller(work, tally, perf_counter, gone)

    await asyncio.gather(*[loop.create_connection(caller, HOST, plan.port) for _ in range(plan.connections)])
    await over.wait()
    return tally.result(perf_counter())


def _allow_connections() -> None:
    """As many open sockets as the machine lets us have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
