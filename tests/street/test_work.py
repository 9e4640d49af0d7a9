"""The worker runs what was enqueued: after the commit, in the right shop's name, again after a failure, never forged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import Job, enqueue
from bodega.street.work import work


@asynccontextmanager
async def working(street, *jobs: Job) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(work(street.runtime, jobs, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def until(heard: list, count: int) -> None:
    async with asyncio.timeout(20):
        while len(heard) < count:
            await asyncio.sleep(0.02)


def name() -> str:
    return f"test.{new_id().hex}"


async def test_a_job_runs_in_the_name_of_the_shop_that_enqueued_it(street, shop):
    heard: list = []

    async def hear(runtime, which, payload) -> None:
        heard.append((which.slug, payload))

    job = Job(name(), hear)
    async with working(street, job):
        async with shop_scope(shop) as scope:
            await enqueue(scope, job.name, {"n": 1})
        await until(heard, 1)
    assert heard == [(shop.slug, {"n": 1})]


async def test_work_lost_between_commit_and_queue_a_rolled_back_deed_leaves_no_job(street, shop):
    heard: list = []

    async def hear(runtime, which, payload) -> None:
        heard.append(payload["n"])

    job = Job(name(), hear)
    async with working(street, job):
        with pytest.raises(ZeroDivisionError):
            async with shop_scope(shop) as scope:
                await enqueue(scope, job.name, {"n": 1})
                raise ZeroDivisionError
        async with shop_scope(shop) as scope:
            await enqueue(scope, job.name, {"n": 2})
        await until(heard, 1)
    assert heard == [2]


async def test_a_job_that_fails_is_run_again(street, shop):
    heard: list = []

    async def fail_once(runtime, which, payload) -> None:
        heard.append(payload)
        if len(heard) == 1:
            raise ConnectionError

    job = Job(name(), fail_once)
    async with working(street, job):
        async with shop_scope(shop) as scope:
            await enqueue(scope, job.name, {})
        await until(heard, 2)
    assert len(heard) == 2


async def test_a_job_of_one_key_waits_once(street, shop):
    job = name()
    async with shop_scope(shop) as scope:
        for _ in range(3):
            await enqueue(scope, job, {}, after=street.runtime.clock.now() + timedelta(hours=1), once="k")
    count = await street.owner_pool.fetchval("select count(*) from queue.pgqueuer where entrypoint = $1", job)
    assert count == 1


async def test_a_shop_cannot_order_work_of_the_platform(street, shop):
    heard: list = []

    async def hear(runtime, payload) -> None:
        heard.append(payload["from"])

    job = Job(name(), hear, for_platform=True)
    async with working(street, job):
        async with shop_scope(shop) as scope:
            await enqueue(scope, job.name, {"from": "the shop"})
        async with platform_scope() as scope:
            await enqueue(scope, job.name, {"from": "the platform"})
        await until(heard, 1)
    assert heard == ["the platform"]


async def test_two_workers_share_the_work_and_repeat_nothing(street, shop):
    heard: list = []

    async def hear(runtime, which, payload) -> None:
        heard.append(payload["n"])

    job = Job(name(), hear)
    async with working(street, job), working(street, job):
        async with shop_scope(shop) as scope:
            for number in range(60):
                await enqueue(scope, job.name, {"n": number})
        await until(heard, 60)
    assert sorted(heard) == list(range(60))
