"""The queue's own log tells what happened lately, and is cleared of what is old by a job that plans itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bodega.kernel.clock import SetClock
from bodega.kernel.database import platform_scope, shop_scope
from bodega.street import clear_queue_log as clearing
from bodega.street.clear_queue_log import CLEAR_JOB, KEPT, plan_clearing
from bodega.street.street_jobs import street_jobs

# Years after whatever other stories leave behind.
NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
OLD = NOW - KEPT - timedelta(minutes=1)
LATELY = NOW - KEPT + timedelta(minutes=1)


@pytest.fixture
async def log(street):
    """Rows of the log as the queue writes them, and how many of them are left."""

    class Log:
        async def write(self, moment, count=1):
            await street.owner_pool.execute(
                "insert into queue.pgqueuer_log (job_id, status, entrypoint, priority, created)"
                " select n, 'successful', 'story.old', 0, $1 from generate_series(1, $2) n",
                moment, count,
            )  # fmt: skip

        async def moments(self):
            rows = await street.owner_pool.fetch(
                "select distinct created from queue.pgqueuer_log where entrypoint = 'story.old' order by 1"
            )
            return [row["created"] for row in rows]

    await street.owner_pool.execute("delete from queue.pgqueuer_log")
    yield Log()
    await street.owner_pool.execute("delete from queue.pgqueuer_log where entrypoint = 'story.old'")
    await street.owner_pool.execute("delete from queue.pgqueuer where entrypoint = $1", CLEAR_JOB)


async def run(street, monkeypatch):
    monkeypatch.setattr(street.runtime, "clock", SetClock(NOW))
    [job] = [job for job in street_jobs() if job.name == CLEAR_JOB]
    assert job.for_platform
    await job.run(street.runtime, {})


async def planned(street):
    rows = await street.owner_pool.fetch(
        "select execute_after from queue.pgqueuer where entrypoint = $1 order by 1", CLEAR_JOB
    )
    return [row["execute_after"] for row in rows]


async def test_what_is_older_than_thirty_days_goes_and_the_rest_stays(street, log, monkeypatch):
    await log.write(OLD, 3)
    await log.write(LATELY)
    await run(street, monkeypatch)
    assert await log.moments() == [LATELY]


async def test_a_log_of_many_rounds_is_cleared_whole(street, log, monkeypatch):
    monkeypatch.setattr(clearing, "_AT_ONCE", 2)
    await log.write(OLD, 5)
    await run(street, monkeypatch)
    assert await log.moments() == []


async def test_each_night_plans_the_next_one_and_many_workers_plan_it_once(street, log, monkeypatch):
    for _ in range(3):
        await plan_clearing(NOW)
    assert await planned(street) == [NOW.replace(hour=19)]
    await street.owner_pool.execute("delete from queue.pgqueuer where entrypoint = $1", CLEAR_JOB)
    monkeypatch.setattr(street.runtime, "clock", SetClock(NOW.replace(hour=19, second=1)))
    [job] = [job for job in street_jobs() if job.name == CLEAR_JOB]
    await job.run(street.runtime, {})
    assert await planned(street) == [NOW.replace(hour=19) + timedelta(days=1)]


async def test_a_shop_neither_reads_nor_clears_the_log(street, shop):
    for deed in ("select 1 from queue.pgqueuer_log", "delete from queue.pgqueuer_log"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with shop_scope(shop) as scope:
                await scope.execute(deed)


async def test_the_platform_clears_the_log_and_reads_no_failure_in_it(street):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with platform_scope() as scope:
            await scope.execute("select traceback from queue.pgqueuer_log")


def test_how_long_it_is_kept_is_told_to_operators():
    document = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
    assert f"`queue.pgqueuer_log` for {KEPT.days} days" in document
