from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.kinds import Grouping
from cases.case import Case, Summary
from cases.states import State, Verdict
from matchers.finding import Act, Level

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
MOMENT = st.integers(0, 9).map(lambda minutes: NOON + timedelta(minutes=minutes))
SUMMARY = st.builds(
    Summary,
    severity=st.integers(0, 4),
    score=st.floats(0, 1),
    first_seen=MOMENT,
    last_seen=MOMENT,
    opened_at=MOMENT,
    acts=st.sets(st.sampled_from(Act)).map(lambda acts: tuple(act for act in Act if act in acts)),
    categories=st.sets(st.sampled_from("abc")).map(lambda found: tuple(sorted(found))),
)
SETTLED = Case(
    case_id="Z-AAAAAAAA",
    window_id="w",
    incident_id="march",
    exercise=False,
    grouping=Grouping.SUBJECT,
    state=State.DISMISSED,
    version=2,
    severity=Level.HIGH,
    score=0.8,
    first_seen=NOON,
    last_seen=NOON,
    opened_at=NOON,
    alert_count=1,
    categories=("full_name",),
    staff_ids=("MW1",),
    verdict=Verdict.NOT_DOXING,
    decided_severity=Level.HIGH,
    decided_categories=("full_name", "street"),
)


@given(SUMMARY, SUMMARY, SUMMARY)
def test_summaries_join_in_any_order_and_any_number_of_times(one, two, three):
    assert one.join(two) == two.join(one)
    assert one.join(two).join(three) == one.join(two.join(three))
    assert one.join(two).join(two) == one.join(two)


@given(SUMMARY, SUMMARY)
def test_a_summary_only_moves_one_way(one, two):
    both = one.join(two)
    assert both.severity >= one.severity
    assert both.first_seen <= one.first_seen
    assert both.last_seen >= one.last_seen
    assert set(both.categories) >= set(one.categories)


def test_acts_stand_the_heaviest_first():
    plain = Summary(0, 0, NOON, NOON, NOON, (Act.SPREAD,), ())
    heavy = replace(plain, acts=(Act.INCITEMENT,))
    assert plain.join(heavy).acts == (Act.INCITEMENT, Act.SPREAD)


@pytest.mark.parametrize(
    ("changes", "worsened"),
    [
        ({}, False),
        ({"alert_count": 500}, False),
        ({"severity": Level.MEDIUM}, False),
        ({"severity": Level.CRITICAL}, True),
        ({"categories": ("full_name", "street")}, False),
        ({"categories": ("full_name", "home_address")}, True),
        ({"severity": Level.CRITICAL, "decided_severity": None}, False),
    ],
)
def test_only_what_is_worse_than_decided_shows(changes, worsened):
    assert replace(SETTLED, **changes).has_worsened is worsened


def test_repr_does_not_say_whom_it_is_about():
    assert "MW1" not in repr(SETTLED)
