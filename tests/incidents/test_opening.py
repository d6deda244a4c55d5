import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from incidents import opening
from incidents.incident import INCIDENT_ID, Kind
from incidents.rules import Limits, UrgentRequest, WindowRequest
from incidents.settings import IncidentSettings
from incidents.window import State
from runtime.errors import BadInputError

NOON = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=1)))
HOUR = timedelta(hours=1)
LIMITS = Limits.from_settings(IncidentSettings())


@pytest.mark.parametrize(
    ("starts_at", "lead", "opened_at", "state"),
    [
        (NOON, HOUR, NOON, State.OPEN),
        (NOON - 3 * HOUR, HOUR, NOON, State.OPEN),
        (NOON + HOUR, HOUR, NOON, State.OPEN),
        (NOON + 2 * HOUR, HOUR, NOON + HOUR, State.PLANNED),
        (NOON + HOUR, timedelta(), NOON + HOUR, State.PLANNED),
    ],
)
def test_posts_count_from_the_decision_or_the_lead_on(starts_at, lead, opened_at, state):
    request = WindowRequest("inc-1", starts_at, NOON + 8 * HOUR, " a ", " b ", " c ", lead)
    window = opening.window_for(request, NOON)
    assert (window.opened_at, window.state) == (opened_at, state)
    assert (window.purpose, window.legal_basis, window.authorised_by) == ("a", "b", "c")


def test_an_urgent_window_is_filled_in_but_for_its_legal_basis():
    request = UrgentRequest("Invented shooting", Kind.SHOOTING, 4 * HOUR, "A. Beslisser")
    incident = opening.urgent_incident(request, LIMITS, NOON)
    window = opening.urgent_window(incident, LIMITS, NOON, exercise=True)
    assert INCIDENT_ID.fullmatch(incident.incident_id)
    assert incident.incident_id.startswith("shooting-20260314-1200-")
    assert incident.legal_basis == window.legal_basis == ""
    assert window.purpose
    assert window.exercise
    assert window.complete_by == NOON + HOUR
    assert window.ends_at == NOON + 4 * HOUR


def test_the_lead_of_a_template_keeps_to_the_limit():
    narrow = Limits.from_settings(IncidentSettings(window_max_margin_h=1))
    request = UrgentRequest("Invented", Kind.SHOOTING, HOUR, "A. Beslisser")
    assert opening.urgent_incident(request, narrow, NOON).lead == HOUR


def test_window_ids_can_be_read_out():
    request = WindowRequest("inc-1", NOON, NOON + HOUR, "a", "b", "c")
    ids = {opening.window_for(request, NOON).window_id for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"w-[a-z2-7]{8}", window_id) for window_id in ids)


@pytest.mark.parametrize(
    "changes",
    [
        {"incident_id": "a b"},
        {"starts_at": NOON.replace(tzinfo=None)},
        {"ends_at": NOON.replace(tzinfo=None)},
        {"ends_at": NOON},
    ],
)
def test_an_incident_that_no_file_could_hold_is_refused(incident, changes):
    opening.check_incident(incident)
    with pytest.raises(BadInputError):
        opening.check_incident(replace(incident, **changes))
