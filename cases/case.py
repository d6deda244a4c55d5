"""A case as people see it, and the summary that alerts give it.

A summary only ever moves one way, so the order and the number of times in which alerts come
in cannot be seen in it. It refuses to know tables, and how a post was scored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from alerts.kinds import Grouping
from alerts.record import Alert, severity_of
from cases.states import State, Verdict
from matchers.finding import Act, Level

MAX_LIMIT = 1000
_ACT_ORDER = {act: place for place, act in enumerate(Act)}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a number of alerts come to.

    Attributes:
        severity: 0..4, the worst.
        score: the highest, in [0, 1].
        first_seen: earliest publication.
        last_seen: latest publication.
        opened_at: when the first of them was stored.
        acts: union, the heaviest first.
        categories: union, sorted.
    """

    severity: int
    score: float
    first_seen: datetime
    last_seen: datetime
    opened_at: datetime
    acts: tuple[Act, ...]
    categories: tuple[str, ...]

    @classmethod
    def of(cls, alerts: Iterable[Alert]) -> "Summary":
        """Return the summary of at least one alert."""
        return reduce(Summary.join, map(_summary_of_one, alerts))

    def join(self, other: "Summary") -> "Summary":
        """Return what both come to: commutative, associative, idempotent."""
        return Summary(
            severity=max(self.severity, other.severity),
            score=max(self.score, other.score),
            first_seen=min(self.first_seen, other.first_seen),
            last_seen=max(self.last_seen, other.last_seen),
            opened_at=min(self.opened_at, other.opened_at),
            acts=_by_weight({*self.acts, *other.acts}),
            categories=tuple(sorted({*self.categories, *other.categories})),
        )


def _summary_of_one(alert: Alert) -> Summary:
    return Summary(
        severity=severity_of(alert.level),
        score=alert.score,
        first_seen=alert.created_at,
        last_seen=alert.created_at,
        opened_at=alert.ingested_at,
        acts=_by_weight(alert.acts),
        categories=tuple(sorted(set(alert.categories))),
    )


def _by_weight(acts: Iterable[Act]) -> tuple[Act, ...]:
    return tuple(sorted(set(acts), key=_ACT_ORDER.__getitem__))


@dataclass(frozen=True, slots=True)
class Case:
    """All alerts of one victim, or one group, in one window.

    Attributes:
        case_id: `Z-` and eight characters, the same on every machine.
        window_id: empty for a report.
        version: grows by one with every step, not with every alert.
        severity: the worst level of its alerts.
        staff_ids: whom on the list it is about; several when nothing tells them apart.
        verdict: what was decided and still holds.
        escalated_by: user id of who escalated it; that person does not review it.
        decided_severity: how bad it was when the verdict was given.
        removed_at: since when everything in it is taken down.
    """

    case_id: str
    window_id: str
    incident_id: str
    exercise: bool
    grouping: Grouping
    state: State
    version: int
    severity: Level
    score: float
    first_seen: datetime
    last_seen: datetime
    opened_at: datetime
    alert_count: int
    acts: tuple[Act, ...] = ()
    categories: tuple[str, ...] = ()
    staff_ids: tuple[str, ...] = field(default=(), repr=False)
    verdict: Verdict | None = None
    escalated_by: str | None = None
    decided_severity: Level | None = None
    decided_categories: tuple[str, ...] = ()
    removed_at: datetime | None = None

    @property
    def has_worsened(self) -> bool:
        """Say whether worse came in after the verdict: a higher level or a new category.

        Reposts of what was settled do not count, so nobody looks at those twice.
        """
        if self.decided_severity is None:
            return False
        is_higher = severity_of(self.severity) > severity_of(self.decided_severity)
        return is_higher or bool(set(self.categories) - set(self.decided_categories))


@dataclass(frozen=True, slots=True)
class TakenStep:
    """One step that was taken: who, when, why, and the version that came of it."""

    version: int
    source: State
    target: State
    actor: str
    at: datetime
    verdict: Verdict | None
    reason_code: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with the ids of its alerts, first stored first, and its history."""

    case: Case
    alert_ids: tuple[str, ...]
    steps: tuple[TakenStep, ...]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases to list; everything given must hold.

    Attributes:
        states: any of these; empty for all.
        min_severity: inclusive.
        exercise: exercises or reality, never both.
        limit: 1..1000.
        after: `CasePage.after` of the page before.
    """

    incident_id: str | None = None
    window_id: str | None = None
    staff_id: str | None = None
    states: tuple[State, ...] = ()
    min_severity: Level | None = None
    exercise: bool = False
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases, the worst first; `after` is None on the last page."""

    cases: tuple[Case, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What recording alerts did, as sorted case ids.

    Attributes:
        created: cases that are new.
        updated: cases that were there and got an alert they did not have.
        reopened: those of `updated` that had been closed after removal.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """A step somebody wants to take.

    Attributes:
        actor: user id.
        seen_version: the version this person looked at.
        seen_severity: the level this person looked at; where it is given, a verdict on a case
            that has become worse since is a conflict.
    """

    case_id: str
    target: State
    actor: str
    reason_code: str
    seen_version: int
    verdict: Verdict | None = None
    seen_severity: Level | None = None
