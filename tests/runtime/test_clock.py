from datetime import UTC, datetime, timedelta, timezone

from runtime.clock import DrivenClock, SystemClock

NOON = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=1)))


def test_the_system_clock_is_in_utc_and_runs():
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.now() <= clock.now()


def test_a_driven_clock_stands_still_until_it_is_moved():
    clock = DrivenClock(NOON)
    assert clock.now() == clock.now() == NOON
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)
    clock.move_to(NOON)
    assert clock.now() == NOON
