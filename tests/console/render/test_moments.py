from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from console.render.moments import read, read_length, read_past, show, show_length, zone
from console.translation import speak
from runtime.errors import BadInputError

NOW = datetime(2026, 6, 20, 18, 30, tzinfo=UTC)  # 20:30 in Amsterdam
NL, EN = speak("nl"), speak("en")


def test_times_are_those_of_amsterdam_summer_and_winter():
    assert show(NOW, NL) == "20-06-2026 20:30"
    assert show(NOW, EN, seconds=True) == "2026-06-20 20:30:00"
    assert show(datetime(2026, 12, 1, 12, 0, tzinfo=UTC), NL) == "01-12-2026 13:00"
    assert show(None, NL) == "-"


def test_a_machine_without_zones_shows_utc_and_says_so(monkeypatch):
    def missing(name):
        raise ZoneInfoNotFoundError(name)

    zone.cache_clear()
    monkeypatch.setattr("console.render.moments.ZoneInfo", missing)
    assert show(NOW, EN) == "2026-06-20 18:30 UTC"
    zone.cache_clear()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-06-20T22:00+02:00", datetime(2026, 6, 20, 20, 0, tzinfo=UTC)),
        ("2026-06-20T22:00Z", datetime(2026, 6, 20, 22, 0, tzinfo=UTC)),
        ("2026-06-20 22:00", datetime(2026, 6, 20, 20, 0, tzinfo=UTC)),
        ("22:00", datetime(2026, 6, 20, 20, 0, tzinfo=UTC)),
        ("20:30", datetime(2026, 6, 21, 18, 30, tzinfo=UTC)),
        ("7:05", datetime(2026, 6, 21, 5, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_people_type_it(typed, expected):
    assert read(typed, NOW) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20:00", datetime(2026, 6, 20, 18, 0, tzinfo=UTC)),
        ("20:30", datetime(2026, 6, 19, 18, 30, tzinfo=UTC)),
        ("22:00", datetime(2026, 6, 19, 20, 0, tzinfo=UTC)),
        ("2026-06-20 22:00", datetime(2026, 6, 20, 20, 0, tzinfo=UTC)),
    ],
)
def test_looking_back_a_time_of_day_is_the_last_one(typed, expected):
    assert read_past(typed, NOW) == expected


@pytest.mark.parametrize("reader", [read, read_past])
@pytest.mark.parametrize("typed", ["", "tomorrow", "25:00", "12:60", "20-06-2026", "2026-02-30"])
def test_what_is_no_moment_is_refused(reader, typed):
    with pytest.raises(BadInputError, match="moment"):
        reader(typed, NOW)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("90m", 90), ("4h", 240), ("1h30m", 90), ("1H 30M", 90)]
)
def test_a_length_is_read_as_people_type_it(typed, minutes):
    assert read_length(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "0m", "90", "h", "-1h", "1d"])
def test_what_is_no_length_is_refused(typed):
    with pytest.raises(BadInputError):
        read_length(typed)


def test_lengths_are_shown_in_hours_and_minutes():
    assert show_length(timedelta(minutes=95), NL) == "1 u 35 min"
    assert show_length(timedelta(minutes=5), EN) == "5 min"
    assert show_length(timedelta(seconds=30), EN) == "30 s"
    assert show_length(timedelta(seconds=-30), EN) == "0 s"
