from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.window import State, Window

NOON = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=1)))
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)


def window(**changes):
    plain = Window(
        window_id="w-1",
        incident_id="inc-1",
        state=State.OPEN,
        starts_at=NOON,
        ends_at=NOON + 8 * HOUR,
        opened_at=NOON,
        purpose="Protect deployed staff.",
        legal_basis="Invented act, article 1",
        authorised_by="A. Beslisser",
    )
    return replace(plain, **changes)


def admits(one, created_at, source="", incident_id="", arrived_at=NOON + HOUR):
    return one.admits(created_at, source, incident_id, arrived_at)


@pytest.mark.parametrize(
    ("created_at", "admitted"),
    [
        (NOON - INSTANT, False),
        (NOON, True),
        (NOON + 8 * HOUR - INSTANT, True),
        (NOON + 8 * HOUR, False),
        (datetime(2026, 3, 14, 11, tzinfo=UTC), True),  # noon, told in UTC
        (datetime(2026, 3, 14, 10, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 14, 6, 0, tzinfo=timezone(-5 * HOUR)), True),  # noon in New York
        (datetime(2026, 3, 14, 5, 59, tzinfo=timezone(-5 * HOUR)), False),
    ],
)
def test_a_post_is_made_between_start_and_end(created_at, admitted):
    assert admits(window(), created_at) is admitted


@pytest.mark.parametrize(
    ("created_at", "admitted"),
    [
        (NOON - HOUR - INSTANT, False),
        (NOON - HOUR, True),
        (NOON + 8 * HOUR, True),
        (NOON + 10 * HOUR - INSTANT, True),
        (NOON + 10 * HOUR, False),
    ],
)
def test_lead_and_tail_widen_it(created_at, admitted):
    assert admits(window(lead=HOUR, tail=2 * HOUR), created_at) is admitted


@pytest.mark.parametrize(
    ("arrived_at", "admitted"),
    [
        (NOON - INSTANT, False),
        (NOON, True),
        (NOON + 8 * HOUR - INSTANT, True),
        (NOON + 8 * HOUR, False),
    ],
)
def test_a_post_arrives_while_the_window_is_open(arrived_at, admitted):
    assert admits(window(), NOON, arrived_at=arrived_at) is admitted


def test_a_window_opened_in_the_middle_keeps_nothing_that_arrived_before_the_decision():
    late = window(opened_at=NOON + 2 * HOUR)
    assert not admits(late, NOON + HOUR, arrived_at=NOON + 2 * HOUR - INSTANT)
    assert admits(late, NOON + HOUR, arrived_at=NOON + 2 * HOUR)


def test_a_reader_that_lags_keeps_what_arrived_in_time():
    closed = window().at(NOON + 20 * HOUR)
    assert closed.state is State.CLOSED
    assert admits(closed, NOON + HOUR, arrived_at=NOON + 7 * HOUR)


def test_what_arrives_after_closing_by_hand_does_not_count():
    closed = window(state=State.CLOSED, closed_at=NOON + HOUR)
    assert admits(closed, NOON, arrived_at=NOON + HOUR - INSTANT)
    assert not admits(closed, NOON, arrived_at=NOON + HOUR)


@pytest.mark.parametrize(
    ("sources", "source", "admitted"),
    [
        ((), "", True),
        ((), "feed-a", True),
        (("feed-a", "feed-b"), "feed-b", True),
        (("feed-a",), "feed-b", False),
        (("feed-a",), "", False),
    ],
)
def test_sources_narrow_it_where_they_are_given(sources, source, admitted):
    assert admits(window(sources=sources), NOON, source=source) is admitted


@pytest.mark.parametrize(
    ("incident_id", "admitted"), [("", True), ("inc-1", True), ("inc-2", False)]
)
def test_an_incident_narrows_it_where_it_is_named(incident_id, admitted):
    assert admits(window(), NOON, incident_id=incident_id) is admitted


def test_a_cancelled_window_was_never_open():
    cancelled = window(state=State.CANCELLED)
    assert not admits(cancelled, NOON)
    assert cancelled.at(NOON).state is State.CANCELLED
    assert cancelled.at(NOON + 20 * HOUR).state is State.CANCELLED


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (NOON - INSTANT, State.PLANNED),
        (NOON, State.OPEN),
        (NOON + 8 * HOUR - INSTANT, State.OPEN),
        (NOON + 8 * HOUR, State.CLOSED),
    ],
)
@pytest.mark.parametrize("stored", [State.PLANNED, State.OPEN])
def test_time_alone_opens_and_closes_it(stored, moment, state):
    seen = window(state=stored).at(moment)
    assert seen.state is state
    assert seen.closed_at == (NOON + 8 * HOUR if state is State.CLOSED else None)


def test_an_urgent_window_closes_by_itself_when_it_is_not_completed():
    urgent = window(complete_by=NOON + HOUR)
    assert not urgent.is_complete
    assert urgent.is_open_at(NOON + HOUR - INSTANT)
    assert urgent.at(NOON + HOUR).state is State.CLOSED
    assert urgent.at(NOON + HOUR).closed_at == NOON + HOUR
    assert not admits(urgent, NOON, arrived_at=NOON + HOUR)


def test_the_authoriser_is_not_shown():
    assert "Beslisser" not in repr(window())


hours = st.integers(-30, 30).map(lambda number: number * HOUR)
margins = st.integers(0, 12).map(lambda number: number * HOUR)
ends = st.integers(1, 24).map(lambda number: NOON + number * HOUR)
optional = st.none() | hours.map(lambda gap: NOON + gap)
windows = st.builds(
    window, ends_at=ends, lead=margins, tail=margins, complete_by=optional, closed_at=optional
)


@given(windows, hours, hours)
def test_nothing_counts_outside_an_open_window(one, made, arrived):
    if admits(one, NOON + made, arrived_at=NOON + arrived):
        assert one.is_open_at(NOON + arrived)
        assert one.opened_at <= NOON + arrived < one.closes_at


@given(windows, hours, hours)
def test_looking_later_changes_nothing_about_an_earlier_moment(one, looked, asked):
    assert one.at(NOON + looked).is_open_at(NOON + asked) == one.is_open_at(NOON + asked)


@given(windows, hours)
def test_looking_twice_changes_nothing(one, moment):
    assert one.at(NOON + moment).at(NOON + moment) == one.at(NOON + moment)


@given(windows, hours)
def test_state_and_openness_agree(one, moment):
    seen = one.at(NOON + moment)
    assert (seen.state is State.OPEN) == one.is_open_at(NOON + moment)


@given(windows, hours, hours, st.integers(-12, 14))
def test_the_offset_a_moment_is_told_in_does_not_matter(one, made, arrived, offset):
    zone = timezone(offset * HOUR)
    told = admits(one, (NOON + made).astimezone(zone), arrived_at=(NOON + arrived).astimezone(zone))
    assert told == admits(one, NOON + made, arrived_at=NOON + arrived)
