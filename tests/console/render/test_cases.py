from datetime import UTC, datetime

import pytest

from alerts.kinds import Grouping
from cases.case import Case
from cases.states import State
from console.render.cases import about
from console.translation import speak
from matchers.finding import Level

NOW = datetime(2026, 6, 20, 18, 30, tzinfo=UTC)


def case(grouping, *staff_ids):
    return Case(
        case_id="Z-AAAAAAAA",
        window_id="w-1",
        incident_id="march-1",
        exercise=False,
        grouping=grouping,
        state=State.NEW,
        version=1,
        severity=Level.HIGH,
        score=0.8,
        first_seen=NOW,
        last_seen=NOW,
        opened_at=NOW,
        alert_count=1,
        staff_ids=staff_ids,
    )


@pytest.mark.parametrize(
    ("grouping", "staff_ids", "english", "dutch"),
    [
        (Grouping.SUBJECT, "A", "A", "A"),
        (Grouping.CANDIDATES, "A", "possibly A", "mogelijk A"),
        (Grouping.CANDIDATES, "AB", "one of A, B", "een van A, B"),
        (
            Grouping.CANDIDATES,
            "ABCDEF",
            "one of A, B, C, D or 2 others",
            "een van A, B, C, D of 2 anderen",
        ),
        (Grouping.STRANGER, "", "person on no list", "persoon die op geen lijst staat"),
    ],
)
def test_whom_a_case_is_about_is_said_by_id(grouping, staff_ids, english, dutch):
    one = case(grouping, *staff_ids)
    assert about(one, speak("en")) == english
    assert about(one, speak("nl")) == dutch
