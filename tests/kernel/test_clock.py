from datetime import UTC, datetime, timedelta, timezone

from bodega.kernel.clock import Clock, SetClock, SystemClock


def test_the_clock_of_the_street_runs_in_utc():
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() <= clock.now()


def test_a_set_clock_stands_still_until_it_is_moved():
    clock = SetClock(datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == clock.now() == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.advance(minutes=15) == clock.now() == datetime(2026, 11, 21, 12, 15, tzinfo=UTC)
