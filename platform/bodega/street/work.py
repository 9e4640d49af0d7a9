"""Work off the queue: run every job of the street and of its extensions, each at least once, in its shop's name."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from pgqueuer.core.executors import (
    AbstractEntrypointExecutor,
    DatabaseRetryEntrypointExecutor,
    EntrypointExecutorParameters,
)
from pgqueuer.domain.models import Job as QueuedJob
from prometheus_client import Counter, Histogram

from bodega.kernel.database import PLATFORM_ROLE
from bodega.kernel.jobs import Job
from bodega.kernel.open_connections import open_pool
from bodega.kernel.queue_names import queue_on
from bodega.runtime import Runtime

LOOK_SECONDS = 2
GIVE_UP_ON_WORKER_SECONDS = 10
MOST_AT_ONCE = 40
BATCH = 10

JOBS = Counter("bodega_jobs_total", "Jobs that ended", ["job", "outcome"])
SECONDS = Histogram("bodega_job_seconds", "Time spent in jobs", ["job"])

log = structlog.get_logger()


async def work(runtime: Runtime, jobs: Iterable[Job], stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set; what is running then is finished first."""
    pool = await open_pool(runtime.settings.database_url, pool_size=4, max_queries=100_000)
    try:
        queue = await queue_on(pool)
        for job in jobs:
            queue.entrypoint(
                job.name,
                concurrency_limit=job.at_once,
                on_failure="hold",
                executor_factory=_retrying(job),
            )(_runner(runtime, pool, job))
        watch = asyncio.create_task(_stop_with(stop, queue.shutdown))
        try:
            await queue.run(
                dequeue_timeout=timedelta(seconds=LOOK_SECONDS),
                batch_size=BATCH,
                max_concurrent_tasks=MOST_AT_ONCE,
                shutdown_on_listener_failure=True,
                heartbeat_timeout=timedelta(seconds=GIVE_UP_ON_WORKER_SECONDS),
            )
        finally:
            watch.cancel()
    finally:
        await pool.close()


def _runner(runtime: Runtime, pool: Any, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
    async def run(queued: QueuedJob) -> None:
        outcome = "failed"
        try:
            with SECONDS.labels(job.name).time():
                await run_job(runtime, pool, job, queued.id, queued.payload or b"{}")
            outcome = "ok"
        except Exception:
            log.exception("job_failed", job=job.name, attempt=queued.attempts)
            raise
        finally:
            JOBS.labels(job.name, outcome).inc()

    return run


async def run_job(runtime: Runtime, pool: Any, job: Job, job_id: int, payload: bytes) -> None:
    """Run one job in the name of the role that enqueued it, which the queue stamped and nobody can choose."""
    role = await pool.fetchval("select shop from queue.pgqueuer where id = $1", job_id)
    arguments = msgspec.json.decode(payload)
    if job.for_platform:
        if role != PLATFORM_ROLE:
            log.error("job_forged", job=job.name, role=role)
            return
        await job.run(runtime, arguments)
        return
    shop = await runtime.directory.by_schema(role)
    if shop is None:
        log.error("job_of_no_shop", job=job.name, role=role)
        return
    with structlog.contextvars.bound_contextvars(shop=shop.slug):
        await job.run(runtime, shop, arguments)


def _retrying(job: Job) -> Callable[[EntrypointExecutorParameters], AbstractEntrypointExecutor]:
    def make(parameters: EntrypointExecutorParameters) -> AbstractEntrypointExecutor:
        return DatabaseRetryEntrypointExecutor(
            parameters=parameters, max_attempts=job.attempts, initial_delay=timedelta(seconds=1)
        )

    return make


async def _stop_with(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
