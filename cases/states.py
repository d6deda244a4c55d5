"""The states of a case and the steps between them: one table, the same in docs/cases.md.

It refuses to know where cases are kept and who the people are; it only says which step may
be taken, with which verdict and for which reasons.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case is."""

    NEW = "new"
    IN_TRIAGE = "in_triage"
    ESCALATED = "escalated"
    DISMISSED = "dismissed"
    IN_REVIEW = "in_review"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What somebody decided that it is.

    `wrong_person` is doxing too: somebody is put forward who is not the officer meant, and
    needs protection all the same. A match that only shares a name is `not_doxing`.
    """

    DOXING = "doxing"
    WRONG_PERSON = "wrong_person"
    NOT_DOXING = "not_doxing"


class Role(StrEnum):
    """Who takes a step: first line, second line, or the program itself."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"
    MACHINE = "machine"


VERDICT_REASONS: dict[Verdict, frozenset[str]] = {
    Verdict.DOXING: frozenset(
        {
            "private_data",
            "named_as_target",
            "identity_asked",
            "call_to_visit",
            "followed_or_listed",
            "dox_passed_on",
        }
    ),
    Verdict.WRONG_PERSON: frozenset({"staff_not_there", "not_staff"}),
    Verdict.NOT_DOXING: frozenset(
        {
            "lawful_filming",
            "journalism",
            "complaint",
            "criticism",
            "public_role",
            "police_appeal",
            "public_address",
            "namesake",
            "counter_speech",
            "own_publication",
            "other_profession",
            "nothing_there",
        }
    ),
}
"""The reason codes that go with each verdict."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that may be taken.

    Attributes:
        by: whose work it is; only MACHINE is enforced here, roles of people where they log in.
        verdicts: one of these must be given, with one of its reasons; empty for a step that
            decides nothing.
        reasons: the reason codes of a step that decides nothing.
        four_eyes: not by the person who escalated the case.
    """

    source: State
    target: State
    by: Role
    verdicts: frozenset[Verdict] = frozenset()
    reasons: frozenset[str] = frozenset()
    four_eyes: bool = False

    def allows(self, verdict: Verdict | None, reason_code: str) -> bool:
        """Say whether this verdict and reason can be given for this step."""
        if verdict is None:
            return not self.verdicts and reason_code in self.reasons
        return verdict in self.verdicts and reason_code in VERDICT_REASONS[verdict]


REUPLOAD = "reupload"
REMOVED = "removed"

_AIMED = frozenset({Verdict.DOXING, Verdict.WRONG_PERSON})
_HARMLESS = frozenset({Verdict.NOT_DOXING})
_REOPENED = frozenset({"new_facts", "sampled", "mistake"})
_REFERRED_BACK = frozenset({"more_needed"})
_TAKEN = frozenset({"taken"})
_GIVEN_BACK = frozenset({"given_back"})
_CLOSED = frozenset({REMOVED, "refused", "not_removable"})

STEPS: tuple[Step, ...] = (
    Step(State.NEW, State.IN_TRIAGE, Role.ANALYST, reasons=_TAKEN),
    Step(State.NEW, State.ESCALATED, Role.ANALYST, verdicts=_AIMED),
    Step(State.NEW, State.DISMISSED, Role.ANALYST, verdicts=_HARMLESS),
    Step(State.IN_TRIAGE, State.NEW, Role.ANALYST, reasons=_GIVEN_BACK),
    Step(State.IN_TRIAGE, State.ESCALATED, Role.ANALYST, verdicts=_AIMED),
    Step(State.IN_TRIAGE, State.DISMISSED, Role.ANALYST, verdicts=_HARMLESS),
    Step(State.DISMISSED, State.IN_TRIAGE, Role.ANALYST, reasons=_REOPENED),
    Step(State.ESCALATED, State.IN_REVIEW, Role.REVIEWER, reasons=_TAKEN, four_eyes=True),
    Step(State.IN_REVIEW, State.ESCALATED, Role.REVIEWER, reasons=_GIVEN_BACK),
    Step(State.IN_REVIEW, State.IN_TRIAGE, Role.REVIEWER, reasons=_REFERRED_BACK),
    Step(State.IN_REVIEW, State.CONFIRMED, Role.REVIEWER, verdicts=_AIMED, four_eyes=True),
    Step(State.IN_REVIEW, State.REJECTED, Role.REVIEWER, verdicts=_HARMLESS, four_eyes=True),
    Step(State.REJECTED, State.IN_TRIAGE, Role.REVIEWER, reasons=_REOPENED),
    Step(State.CONFIRMED, State.IN_TRIAGE, Role.REVIEWER, reasons=_REOPENED),
    Step(State.CONFIRMED, State.CLOSED, Role.REVIEWER, reasons=_CLOSED),
    Step(State.CLOSED, State.IN_TRIAGE, Role.REVIEWER, reasons=_REOPENED),
    Step(State.CLOSED, State.NEW, Role.MACHINE, reasons=frozenset({REUPLOAD})),
)

_BY_ENDS = {(step.source, step.target): step for step in STEPS}


def find_step(source: State, target: State) -> Step | None:
    """Return the step between two states, or None when there is none."""
    return _BY_ENDS.get((source, target))


def next_states(source: State) -> tuple[State, ...]:
    """Return where people can take a case from `source`, in the order of the table."""
    return tuple(
        step.target for step in STEPS if step.source is source and step.by is not Role.MACHINE
    )
