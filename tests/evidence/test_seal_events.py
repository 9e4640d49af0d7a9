"""Each hour what is new at 星海点卡行 is put under a seal, which is chained to the one before."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bodega.kernel.database import shop_scope
from bodega_shop.evidence import seal_events as sealing


async def seals(archive):
    async with shop_scope(archive.stand.shop) as scope:
        return await scope.fetch(
            "select number, since, until, events, root, previous, digest from event_seal order by number"
        )


async def jobs(archive, name):
    return await archive.stand.street.owner_pool.fetchval(
        "select count(*) from queue.pgqueuer where entrypoint = $1 and shop = $2",
        name,
        archive.stand.shop.schema,
    )


async def test_a_shop_in_which_nothing_happened_has_nothing_to_seal(archive):
    assert await archive.seal() == 0


async def test_events_of_the_last_ten_minutes_wait(archive):
    await archive.sell()
    assert await archive.seal(after=timedelta(minutes=9)) == 0
    assert await archive.seal() == 1
    assert await archive.seal() == 0


async def test_each_seal_follows_the_one_before(archive):
    await archive.sell()
    await archive.seal()
    await archive.sell(datetime.now(UTC) + timedelta(minutes=5))
    await archive.seal(after=timedelta(minutes=30))
    first, second = await seals(archive)
    assert (first["number"], second["number"]) == (1, 2)
    assert (first["events"], second["events"]) == (3, 3)
    assert second["since"] == first["until"]
    assert second["previous"] == first["digest"]
    assert await archive.broken() == ""


async def test_two_who_seal_at_once_make_one_seal(archive):
    await archive.sell()
    assert sorted(await asyncio.gather(archive.seal(), archive.seal())) == [0, 1]


async def test_what_commits_late_is_under_the_next_seal(archive):
    now = datetime.now(UTC)
    await archive.sell(now)
    await archive.seal()
    await archive.sell(now - timedelta(minutes=20))
    assert await archive.broken() == ""
    await archive.sell(now + timedelta(minutes=20))
    await archive.seal(after=timedelta(minutes=40))
    assert [seal["events"] for seal in await seals(archive)] == [3, 6]
    assert await archive.broken() == ""


async def test_an_event_that_was_slipped_in_long_after_its_time_is_named(archive):
    now = datetime.now(UTC)
    await archive.sell(now)
    await archive.seal()
    order = await archive.sell(now - timedelta(hours=3))
    assert (
        await archive.broken()
        == f"event 1 of the order {order.number} is older than the last seal and is in none"
    )


async def test_many_events_make_several_seals(archive, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_EVENTS", 4)
    now = datetime.now(UTC)
    for minutes in range(4):
        await archive.sell(now + timedelta(seconds=minutes))
    assert await archive.seal() == 4
    assert sum(seal["events"] for seal in await seals(archive)) == 12
    assert await archive.broken() == ""


async def test_the_job_comes_again_while_something_is_left(archive):
    runtime, shop = archive.stand.street.runtime, archive.stand.shop
    await sealing.seal_shop_events(runtime, shop, {})
    assert await jobs(archive, "evidence.seal") == 0
    await archive.sell()
    for _ in range(2):
        await sealing.seal_shop_events(runtime, shop, {})
    assert await jobs(archive, "evidence.seal") == 1


async def test_every_new_seal_is_handed_to_the_anchors(archive):
    await archive.sell()
    await archive.seal()
    assert await jobs(archive, "evidence.anchor") == 1


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("update purchase_event set actor = 'nobody' where kind = 'paid'", "event 2 (paid) of the order"),
        ("delete from purchase_event where kind = 'paid'", "event 2 of the order"),
        ("delete from purchase_event where kind = 'delivered'", "seal 1 covers an event that is not there any more"),
        ("update event_seal set root = digest", "seal 1 does not have the root of its events"),
        ("update event_seal set digest = root where number = 1", "seal 1 is not what was written then"),
        ("update event_seal set previous = root where number = 2", "seal 2 does not follow the one before it"),
        ("delete from event_seal where number = 1", "seal 1 is missing"),
        ("update event_seal set until = until + interval '1 second' where number = 2", "seal 2 is not what"),
    ],
)  # fmt: skip
async def test_the_first_broken_link_is_named(archive, sql, broken):
    await archive.sell()
    await archive.seal()
    await archive.sell(datetime.now(UTC) + timedelta(minutes=5))
    await archive.seal(after=timedelta(minutes=30))
    assert await archive.broken() == ""
    await archive.tamper(sql)
    assert broken in await archive.broken()


async def test_a_chain_that_was_made_anew_no_longer_fits_its_seal(archive):
    """Whoever changes an event and computes its order's chain again is found out by the seal."""
    order = await archive.sell()
    await archive.seal()
    await archive.tamper("delete from purchase_event where kind in ('paid', 'delivered')")
    assert await archive.broken() == "seal 1 covers an event that is not there any more, or was changed"
    assert order.number
