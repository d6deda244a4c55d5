import pytest

from alerts.kinds import Grouping
from cases.states import State as CaseState
from cases.states import Verdict
from console import vocabulary as v
from console.render.staff import VERSION_STATES
from console.translation import speak
from consumers.counts import alert_outcome
from incidents.incident import Kind
from incidents.window import State as WindowState
from matchers.finding import Act, Level
from matchers.matcher import _CATEGORIES
from watchlists.version import State as VersionState


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (v.LEVELS, Level),
        (v.LEVEL_STYLES, Level),
        (v.ACTS, Act),
        (v.INCIDENT_KINDS, Kind),
        (v.WINDOW_STATES, WindowState),
        (v.CASE_STATES, CaseState),
        (v.GROUPINGS, Grouping),
        (v.VERDICTS, Verdict),
        (VERSION_STATES, VersionState),
    ],
)
def test_every_code_has_a_word_and_every_word_a_code(words, codes):
    assert set(words) == {code.value for code in codes}


def test_every_category_that_is_found_has_a_word():
    assert set(_CATEGORIES.values()) <= set(v.CATEGORIES)


def test_every_level_of_alerts_is_counted_in_words():
    wanted = {alert_outcome(level) for level in Level if level is not Level.NONE}
    assert wanted <= set(v.OUTCOMES)


def test_a_dead_letter_keeps_its_code():
    assert v.outcome(speak("en"), "dead_letter_not_json") == "unreadable: not_json"


def test_nothing_is_a_dash():
    assert v.listed(speak("en"), v.ACTS, ()) == "-"
