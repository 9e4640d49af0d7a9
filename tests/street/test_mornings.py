"""Every morning's jobs stand in one list, wait once however often they are asked for, and call their successors."""

from datetime import UTC, datetime

from bodega.street.mornings import hand_out, plan_coming
from bodega.street.street_jobs import street_jobs

EVENING = datetime(2031, 5, 6, 12, 0, tzinfo=UTC)
MORNING = datetime(2031, 5, 6, 16, 5, tzinfo=UTC)  # 00:05 of the seventh in China


async def waiting(street, like: str) -> list[tuple[str, str]]:
    async with street.owner_pool.acquire() as connection:
        rows = await connection.fetch(
            "select dedupe_key, execute_after from queue.pgqueuer where dedupe_key like $1 order by dedupe_key",
            like,
        )
    return [(row["dedupe_key"], row["execute_after"]) for row in rows]


async def test_each_mornings_job_waits_once_and_calls_the_next_one(street):
    jobs = [job for job in street_jobs() if job.each_morning]
    assert len(jobs) >= 11
    for job in jobs:
        for _ in range(2):
            await plan_coming(job.name, EVENING)
    planned = await waiting(street, "%:20310506")
    assert {key.split(":")[1] for key, _ in planned} == {job.name for job in jobs}
    assert {after for _, after in planned} == {MORNING}
    today = street.runtime.clock.now()
    for job in jobs:
        await job.run(street.runtime, {})
    called = await waiting(street, "%")
    for job in jobs:
        mine = [after for key, after in called if f":{job.name}:" in key and after < EVENING]
        assert any(after > today for after in mine), job.name


async def test_shops_get_one_job_each_however_many_there_are(street, monkeypatch):
    monkeypatch.setattr("bodega.street.mornings._AT_ONCE", 2)
    shops = [await street.open_shop() for _ in range(3)]
    chosen = ", ".join(f"'{shop.id}'" for shop in shops)
    sql = f"select id from shop where id > $1 and id in ({chosen}) order by id limit $2"
    for _ in range(2):
        await hand_out("test.each", sql, key="2031")
    assert len(await waiting(street, "%:test.each:%")) == 3
