"""An answer is promised in working days: weekends and holidays do not count, make-up weekends do."""

from datetime import UTC, date, datetime

import pytest

from bodega.kernel.database import platform_scope
from bodega.moderation.due_dates import ReviewDays, change_review_days, due_for
from bodega.moderation.edit_calendar import fill_from_library, read_year, set_day, take_day_away
from bodega.moderation.working_days import WorkingDays, due_after


def beijing(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


def test_three_working_days_after_a_thursday_end_on_tuesday_evening():
    assert WorkingDays().after(beijing(26), 3) == beijing(1, 18, month=12)


def test_what_arrives_in_the_night_begins_with_the_day_after_its_own_in_beijing():
    late_on_sunday_in_beijing = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    early_on_monday_in_beijing = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)
    assert WorkingDays().after(late_on_sunday_in_beijing, 1) == beijing(23, 18)
    assert WorkingDays().after(early_on_monday_in_beijing, 1) == beijing(24, 18)


def test_a_holiday_is_skipped_and_a_make_up_saturday_is_worked():
    known = WorkingDays({date(2026, 11, 25): False, date(2026, 11, 28): True})
    assert known.after(beijing(24), 3) == beijing(28, 18)


def test_hours_count_from_nine_to_six_on_working_days_only():
    assert WorkingDays().hours_between(beijing(27, 17), beijing(30, 10)) == pytest.approx(2)
    assert WorkingDays().hours_between(beijing(28), beijing(29)) == 0
    assert WorkingDays().hours_between(beijing(27), beijing(26)) == 0


async def test_the_national_day_is_known_from_the_start_and_moves_an_answer(street):
    async with platform_scope() as scope:
        assert await due_after(scope, beijing(30, month=9), 3) > beijing(9, month=10)
    days = {one.day: one for one in await read_year(2026)}
    assert days[date(2026, 10, 1)].name == {"en": "National Day", "zh-CN": "国庆节"}
    assert days[date(2026, 10, 10)].working


async def test_an_admin_takes_a_day_away_and_filling_the_year_again_brings_it_back(street, reviewer):
    ada = await reviewer("Ada", "administrator")
    await set_day(date(2031, 3, 3), working=False, en="Move", zh="搬家", by=ada, now=beijing(1))
    assert [one.day for one in await read_year(2031)] == [date(2031, 3, 3)]
    added = await fill_from_library(2031, by=ada, now=beijing(1))
    assert added > 5
    assert await fill_from_library(2031, by=ada, now=beijing(1)) == 0
    [own] = [one for one in await read_year(2031) if one.day == date(2031, 3, 3)]
    assert own.name["zh-CN"] == "搬家"
    await take_day_away(date(2031, 3, 3), by=ada, now=beijing(1))
    assert date(2031, 3, 3) not in {one.day for one in await read_year(2031)}


async def test_a_risky_category_has_another_term_by_setting(street, reviewer, risky):
    ada, start = await reviewer("Ada", "administrator"), beijing(23)
    async with platform_scope() as scope:
        assert await due_for(scope, ["games_pc_cards", risky], start) == await due_after(scope, start, 5)
    await change_review_days(ReviewDays(high=2), by=ada, now=start)
    async with platform_scope() as scope:
        assert await due_for(scope, [risky], start) == await due_after(scope, start, 2)
    await change_review_days(ReviewDays(), by=ada, now=start)
