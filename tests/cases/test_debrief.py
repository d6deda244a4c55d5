from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert, derive_alert_id
from cases.debrief import Answer, Delay, Outcome, Phase, Score, debrief
from matchers.finding import Act, Level, Subject
from runtime.errors import BadInputError, RefusedError

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
PHASES = (Phase("march", NOON), Phase("shot", NOON + timedelta(minutes=30)))


def at(minute):
    return NOON + timedelta(minutes=minute)


def answer(post_id, minute, staff_ids=("MW1",), **changes):
    made = Answer(post_id, "forum", at(minute), doxing=True, act=Act.NAMING, staff_ids=staff_ids)
    return replace(made, **changes)


def alert(post_id, minute, staff=("MW1",), window_id="w"):
    return Alert(
        alert_id=derive_alert_id(window_id, "forum", post_id),
        created_at=at(minute),
        ingested_at=at(minute),
        kind=AlertKind.ALERT,
        score=0.8,
        level=Level.HIGH,
        incident_id="march",
        window_id=window_id,
        exercise=True,
        grouping=Grouping.SUBJECT,
        platform="forum",
        post_ref="r",
        message="tekst",
        subjects=tuple(Subject(staff_id, 0.9) for staff_id in staff),
    )


ANSWERS = (
    answer("found", 40),
    answer("early", 10),
    answer("missed", 35, ("MW2",)),
    answer("harmless", 5, (), doxing=False, act=None),
    answer("quiet", 6, (), doxing=False, act=None),
    answer("outside", -10),
    answer("photo", 50, ()),
)
ALERTS = (
    alert("found", 43),
    alert("early", 12, staff=("MW9",)),
    alert("harmless", 7, staff=("MW5",)),
    alert("photo", 51, staff=()),
    alert("injected", 20),
)


@pytest.fixture
def outcome():
    changed = [replace(one, outside_window=one.post_id == "outside") for one in ANSWERS]
    return debrief("w", ALERTS, changed, PHASES)


def test_the_time_line_says_what_became_of_each_post(outcome):
    assert [(line.answer.post_id, line.outcome, line.phase) for line in outcome.lines] == [
        ("outside", Outcome.LEFT_ALONE, ""),
        ("harmless", Outcome.FALSE_ALARM, "march"),
        ("quiet", Outcome.LEFT_ALONE, "march"),
        ("early", Outcome.FOUND, "march"),
        ("missed", Outcome.MISSED, "shot"),
        ("found", Outcome.FOUND, "shot"),
        ("photo", Outcome.FOUND, "shot"),
    ]


def test_a_line_says_when_and_whether_the_victim_is_named(outcome):
    lines = {line.answer.post_id: line for line in outcome.lines}
    assert (lines["found"].found_at, lines["found"].level) == (at(43), Level.HIGH)
    assert lines["found"].names_victim is True
    assert lines["early"].names_victim is False
    assert lines["photo"].names_victim is None
    assert lines["harmless"].names_victim is None
    assert lines["missed"].found_at is None


def test_the_first_found_is_the_alert_that_was_stored_first(outcome):
    assert outcome.first_found.answer.post_id == "early"
    assert debrief("w", (), ANSWERS, PHASES).first_found is None


def test_missed_and_false_alarms_can_be_listed(outcome):
    assert [one.answer.post_id for one in outcome.with_outcome(Outcome.MISSED)] == ["missed"]
    assert [one.answer.post_id for one in outcome.with_outcome(Outcome.FALSE_ALARM)] == ["harmless"]


def test_precision_and_recall(outcome):
    assert outcome.score == Score(found=3, missed=1, false_alarms=1)
    assert outcome.score.precision == 0.75
    assert outcome.score.recall == 0.75
    assert outcome.by_phase == (("march", Score(1, 0, 1)), ("shot", Score(2, 1, 0)))


def test_nothing_to_divide_by_is_no_number():
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall) == (None, None)
    assert (Score(0, 2, 0).precision, Score(0, 2, 0).recall) == (None, 0)


def test_minutes_to_the_first_alert_per_victim(outcome):
    assert outcome.per_victim == (
        Delay("MW1", at(10), at(43)),
        Delay("MW2", at(35), None),
    )
    assert outcome.per_victim[0].minutes == 33
    assert outcome.per_victim[1].minutes is None


def test_minutes_to_the_first_alert_per_phase(outcome):
    assert outcome.per_phase == (Delay("march", at(10), at(12)), Delay("shot", at(35), at(43)))


def test_alerts_on_unknown_posts_stand_apart(outcome):
    assert outcome.unexplained == (derive_alert_id("w", "forum", "injected"),)


def test_a_dropped_post_that_alerts_is_a_false_alarm():
    outside = answer("outside", -10, outside_window=True)
    made = debrief("w", [alert("outside", 1)], [outside], PHASES)
    assert made.score == Score(0, 0, 1)


def test_phases_may_come_in_any_order_and_may_be_none(outcome):
    turned = debrief("w", ALERTS, [line.answer for line in outcome.lines], PHASES[::-1])
    assert turned == outcome
    assert debrief("w", ALERTS, ANSWERS, ()).by_phase == ()


def test_a_real_alert_has_no_debrief():
    with pytest.raises(RefusedError):
        debrief("w", [replace(alert("found", 1), exercise=False)], ANSWERS, PHASES)


def test_an_alert_of_another_window_is_refused():
    with pytest.raises(BadInputError):
        debrief("w", [alert("found", 1, window_id="v")], ANSWERS, PHASES)
