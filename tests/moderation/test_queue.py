"""The queue shows what is due first, whose it is and how the desk does; two who take the next one get two."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.moderation.assign import assign, take_next
from bodega.moderation.read_queue import Wish, read_desk, read_queue
from bodega.staff.refuse_own import OwnMatter

SOON = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def an_empty_desk(street):
    """Stories of other files leave applications behind."""
    async with platform_scope() as scope:
        await scope.execute(
            "update application set state = 'withdrawn', decided_at = null where state <> 'draft'"
        )


async def _names(wish, reader, now):
    rows, _ = await read_queue(wish, reader_id=reader.account_id, now=now)
    return [row.shop_name for row in rows]


async def test_what_is_due_first_stands_first_and_overdue_is_counted(street, apply, mei):
    now = street.runtime.clock.now()
    await apply("青禾二", at=now - timedelta(days=1))
    await apply("青禾一", at=now - timedelta(days=30))
    assert await _names(Wish(), mei, now) == ["青禾一", "青禾二"]
    assert await _names(Wish(overdue=True), mei, now) == ["青禾一"]
    desk = await read_desk(reader_id=mei.account_id, now=now)
    assert (desk.waiting, desk.overdue, desk.mine, desk.free) == (2, 1, 0, 2)


async def test_the_queue_is_searched_by_shop_applicant_and_credit_code(street, apply, mei):
    now = street.runtime.clock.now()
    await apply(
        "青禾三", answers={"entity": {"kind": "company", "name": "墨笔软件", "uscc": "91440300MA5EXAMPLE"}}
    )
    await apply("青禾四")
    for words in ("青禾三", "墨笔", "ma5example"):
        assert await _names(Wish(words=words), mei, now) == ["青禾三"]
    assert await _names(Wish(words="' or 1=1 --"), mei, now) == []


async def test_two_who_take_the_next_one_get_two_and_the_third_gets_none(street, apply, mei, hua, reviewer):
    now, wei = street.runtime.clock.now(), await reviewer("Wei")
    await apply()
    await apply()
    got = await asyncio.gather(take_next(by=mei, now=now), take_next(by=hua, now=now))
    assert None not in got
    assert got[0] != got[1]
    assert await take_next(by=wei, now=now) is None
    assert (await read_desk(reader_id=mei.account_id, now=now)).mine == 1


async def test_it_is_given_to_reviewers_only_and_nobody_is_overruled(street, apply, mei, hua):
    now = street.runtime.clock.now()
    lin_wei = await apply()
    await assign(lin_wei.id, hua.account_id, was=None, by=mei, now=now)
    with pytest.raises(StateConflict):
        await assign(lin_wei.id, mei.account_id, was=None, by=mei, now=now)
    with pytest.raises(NotFound):
        await assign(lin_wei.id, lin_wei.account_id, was=hua.account_id, by=mei, now=now)
    await assign(lin_wei.id, None, was=hua.account_id, by=mei, now=now)
    assert (await lin_wei.case()).assigned_to is None


async def test_nobody_gets_or_decides_their_own_application(street, apply, hua):
    now, lin_wei = street.runtime.clock.now(), await apply()
    async with platform_scope() as scope:
        await scope.execute("update account set platform_role = 'reviewer' where id = $1", lin_wei.account_id)
    own = replace(hua, account_id=lin_wei.account_id, name="Lin Wei")
    assert await take_next(by=own, now=now) is None
    with pytest.raises(OwnMatter):
        await assign(lin_wei.id, own.account_id, was=None, by=hua, now=now)
    with pytest.raises(OwnMatter):
        await lin_wei.decide(own, all="approve")
    # Whoever is to get the shop is not its owner yet, and whoever gives it away is not the applicant.
    async with platform_scope() as scope:
        await scope.execute(
            "update application set account_id = $2 where id = $1", lin_wei.id, hua.account_id
        )
    for one in (own, hua):
        assert await take_next(by=one, now=now) is None
        with pytest.raises(OwnMatter):
            await lin_wei.decide(one, all="approve")
    assert await lin_wei.state() == "submitted"


async def test_what_waits_for_a_second_person_is_offered_to_others_only(street, apply, mei, hua, risky):
    now = street.runtime.clock.now()
    lin_wei = await apply(categories=(risky,))
    await assign(lin_wei.id, mei.account_id, was=None, by=mei, now=now)
    await lin_wei.decide(mei, all="approve")
    assert await take_next(by=mei, now=now) is None
    assert await _names(Wish(who="second"), mei, now) == []
    assert len(await _names(Wish(who="second"), hua, now)) == 1
    assert await take_next(by=hua, now=now) == lin_wei.id


async def test_the_median_counts_working_hours_over_thirty_days(street, apply, mei):
    lin_wei, other = await apply(), await apply()
    case = await lin_wei.case()
    await lin_wei.decide(mei, all="approve", at=case.submitted_at + timedelta(hours=2))
    await other.decide(mei, all="approve", at=case.submitted_at + timedelta(days=1))
    desk = await read_desk(reader_id=mei.account_id, now=case.submitted_at + timedelta(days=2))
    # Two hours, and one working day of nine: from noon to noon.
    assert (desk.decided, desk.median_hours) == (2, pytest.approx(5.5))
    later = await read_desk(reader_id=mei.account_id, now=case.submitted_at + timedelta(days=40))
    assert (later.decided, later.median_hours) == (0, None)


async def test_papers_that_come_without_a_date_get_one_from_the_queue(street, apply, mei):
    now = street.runtime.clock.now()
    lin_wei = await apply(at=now)
    async with platform_scope() as scope:
        await scope.execute("update application set due_at = null where id = $1", lin_wei.id)
    rows, _ = await read_queue(Wish(), reader_id=mei.account_id, now=now + SOON)
    assert rows[0].due_at is not None
