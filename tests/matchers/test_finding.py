import pytest

from matchers.finding import Act, Evidence, Finding, Level
from matchers.reasons import REASONS


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (0.0, Level.NONE), (0.1999, Level.NONE), (0.2, Level.LOW), (0.4999, Level.LOW),
        (0.5, Level.MEDIUM), (0.6999, Level.MEDIUM), (0.7, Level.HIGH), (0.8999, Level.HIGH),
        (0.9, Level.CRITICAL), (1.0, Level.CRITICAL),
    ],
)  # fmt: skip
def test_a_level_holds_from_its_lower_bound_on(score, level):
    assert Finding(score).level is level


def test_nothing_of_the_post_shows_in_a_repr():
    evidence = Evidence("phone", "text", 0, 11, "06-12345678", REASONS["phone"], "S-01")
    shown = repr(Finding(0.9, (Act.DISCLOSURE,), evidence=(evidence,), stranger="kees jansen"))
    assert "12345678" not in shown
    assert "kees" not in shown


def test_reasons_are_sentences():
    assert all(text[0].isupper() and text.endswith(".") for text in REASONS.values())
    assert {act.value for act in Act} <= REASONS.keys()
