import re
from pathlib import Path

import pytest

from cases.states import (
    STEPS,
    VERDICT_REASONS,
    Role,
    State,
    Verdict,
    find_step,
    next_states,
)

DOCS = Path(__file__).parents[2] / "docs" / "cases.md"


def codes(words):
    return ", ".join(f"`{word}`" for word in sorted(words)) or "–"


def test_the_documentation_holds_the_same_table_of_steps():
    expected = [
        [
            f"`{step.source}`",
            f"`{step.target}`",
            step.by,
            codes(step.verdicts),
            codes(step.reasons) if step.reasons else "of the verdict",
            "yes" if step.four_eyes else "no",
        ]
        for step in STEPS
    ]
    assert table_after("| from | to |") == expected


def test_the_documentation_holds_the_same_reasons():
    expected = [[f"`{verdict}`", codes(VERDICT_REASONS[verdict])] for verdict in Verdict]
    assert table_after("| verdict | reason codes |") == expected


def table_after(header):
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(header))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_no_two_steps_join_the_same_states():
    ends = [(step.source, step.target) for step in STEPS]
    assert len(ends) == len(set(ends))


def test_every_state_can_be_reached_from_new_and_left_again():
    reached, front = {State.NEW}, [State.NEW]
    while front:
        for target in next_states(front.pop()):
            if target not in reached:
                reached.add(target)
                front.append(target)
    assert reached == set(State)
    assert all(next_states(state) for state in State)


def test_nothing_is_confirmed_without_review_by_another():
    for step in STEPS:
        if step.target in {State.CONFIRMED, State.REJECTED}:
            assert step.source is State.IN_REVIEW
            assert step.four_eyes


def test_a_step_either_decides_or_has_reasons_of_its_own():
    for step in STEPS:
        assert bool(step.verdicts) != bool(step.reasons)


def test_no_reason_speaks_of_intent():
    reasons = {reason for step in STEPS for reason in step.reasons}.union(*VERDICT_REASONS.values())
    assert all(re.fullmatch(r"[a-z_]+", reason) for reason in reasons)
    assert not [reason for reason in reasons if "intent" in reason or "aim" in reason]


def test_people_are_not_offered_the_step_of_the_machine():
    assert State.NEW not in next_states(State.CLOSED)
    assert find_step(State.CLOSED, State.NEW).by is Role.MACHINE
    assert find_step(State.NEW, State.CONFIRMED) is None


@pytest.mark.parametrize(
    ("verdict", "reason", "allowed"),
    [
        (Verdict.DOXING, "private_data", True),
        (Verdict.WRONG_PERSON, "not_staff", True),
        (Verdict.DOXING, "journalism", False),
        (Verdict.NOT_DOXING, "journalism", False),
        (None, "private_data", False),
        (None, "taken", False),
        (Verdict.DOXING, "", False),
    ],
)
def test_escalating_takes_a_verdict_with_a_reason_of_its_own(verdict, reason, allowed):
    assert find_step(State.NEW, State.ESCALATED).allows(verdict, reason) is allowed


def test_taking_a_case_decides_nothing():
    step = find_step(State.NEW, State.IN_TRIAGE)
    assert step.allows(None, "taken")
    assert not step.allows(Verdict.DOXING, "private_data")
    assert not step.allows(None, "given_back")
