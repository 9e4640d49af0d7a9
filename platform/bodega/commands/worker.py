"""`bodega worker`: do the work that pages leave in the queue, such as delivering and asking payment services."""

import asyncio
import signal

import click
from pgqueuer.domain.errors import FailingListenerError

from bodega.kernel.errors import Unavailable
from bodega.kernel.logs import set_up_logs
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.extension_jobs import extension_jobs
from bodega.process.check_installation import check_installation
from bodega.process.health_told import health_told
from bodega.process.lifeline import when_lifeline_ends
from bodega.process.run_async import run_async
from bodega.runtime import open_runtime
from bodega.street.clear_queue_log import plan_clearing
from bodega.street.mornings import plan_coming
from bodega.street.street_jobs import street_jobs
from bodega.street.work import work


@click.command()
@click.option("--lifeline", is_flag=True, hidden=True, help="Stop when standard input ends.")
def worker(*, lifeline: bool) -> None:
    """Do the work that waits in the queue. Start as many of these as you like."""
    settings = Settings.from_environment()
    set_up_logs(settings.log_level)
    run_async(work_until_stopped(settings, lifeline=lifeline))


async def work_until_stopped(settings: Settings, *, lifeline: bool) -> None:
    """What runs when a signal comes is finished first. Raises `Unavailable` when the database goes away."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline:
        when_lifeline_ends(lambda: loop.call_soon_threadsafe(stop.set))
    extensions = discover()
    await check_installation(settings, extensions)
    async with open_runtime(settings, extensions) as runtime, health_told(runtime):
        await plan_clearing(runtime.clock.now())
        for job in street_jobs():
            if job.each_morning:
                await plan_coming(job.name, runtime.clock.now())
        try:
            await work(runtime, [*street_jobs(), *extension_jobs(extensions)], stop)
        except FailingListenerError as error:
            raise Unavailable("The worker no longer hears its database. Start it again.") from error
    if not stop.is_set():
        raise Unavailable("The worker has lost its database. Start it again.")
