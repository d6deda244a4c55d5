"""What an exercise shows afterwards: what was found and when, missed, or alerted in vain.

Pure: alerts and an answer key in, plain data out; the console renders it. It refuses alerts
that are no exercise, because nobody has an answer key to reality.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.record import Alert, derive_alert_id
from matchers.finding import Act, Level
from runtime.errors import BadInputError, RefusedError


class Outcome(StrEnum):
    """What became of one post."""

    FOUND = "found"
    MISSED = "missed"
    FALSE_ALARM = "false_alarm"
    LEFT_ALONE = "left_alone"


@dataclass(frozen=True, slots=True)
class Answer:
    """The right answer for one post of an exercise.

    Attributes:
        created_at: aware.
        act: None for a post that is no doxing.
        staff_ids: whom it can mean.
        outside_window: must be dropped unread, so it is right when nothing is found.
    """

    post_id: str
    platform: str
    created_at: datetime
    doxing: bool
    act: Act | None = None
    staff_ids: tuple[str, ...] = ()
    outside_window: bool = False

    @property
    def is_expected(self) -> bool:
        """Say whether an alert ought to come of it."""
        return self.doxing and not self.outside_window


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the exercise; it lasts until the next one starts."""

    name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One post on the time line.

    Attributes:
        phase: empty before the first phase.
        found_at: when its alert was stored.
        names_victim: whether the alert points to somebody it should; None without an alert or
            without a victim on the list.
    """

    answer: Answer
    outcome: Outcome
    phase: str = ""
    alert_id: str | None = None
    level: Level | None = None
    found_at: datetime | None = None
    names_victim: bool | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of outcomes, and what follows from them."""

    found: int
    missed: int
    false_alarms: int

    @property
    def precision(self) -> float | None:
        """Share of alerts that were right, in [0, 1]; None without any alert."""
        return _share(self.found, self.found + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """Share of doxing that was found, in [0, 1]; None when there was none."""
        return _share(self.found, self.found + self.missed)


@dataclass(frozen=True, slots=True)
class Delay:
    """How long it took from the first doxing post to the first alert on one.

    Attributes:
        name: a staff id or the name of a phase.
        alerted_at: None when there never was an alert.
    """

    name: str
    published_at: datetime
    alerted_at: datetime | None

    @property
    def minutes(self) -> float | None:
        """Minutes between both; None when there never was an alert."""
        if self.alerted_at is None:
            return None
        return (self.alerted_at - self.published_at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Debrief:
    """The outcome of one exercise.

    Attributes:
        lines: one per post of the answer key, in order of publication.
        by_phase: scores by name of phase, in order; a phase without posts has zeros.
        per_victim: sorted by staff id; the alert must point to that person.
        per_phase: in order; only phases in which somebody was doxed.
        unexplained: ids of alerts on posts that are not in the answer key, sorted.
    """

    lines: tuple[Line, ...]
    score: Score
    by_phase: tuple[tuple[str, Score], ...]
    per_victim: tuple[Delay, ...]
    per_phase: tuple[Delay, ...]
    unexplained: tuple[str, ...]

    @property
    def first_found(self) -> Line | None:
        """The doxing post whose alert was stored first; None when nothing was found."""
        found = [line for line in self.lines if line.outcome is Outcome.FOUND]
        return min(found, key=lambda line: line.found_at or line.answer.created_at, default=None)

    def with_outcome(self, outcome: Outcome) -> tuple[Line, ...]:
        """Return the part of the time line with this outcome."""
        return tuple(line for line in self.lines if line.outcome is outcome)


def debrief(
    window_id: str, alerts: Iterable[Alert], answers: Iterable[Answer], phases: Sequence[Phase]
) -> Debrief:
    """Compare the alerts of an exercise with its answer key.

    Raises:
        RefusedError: an alert is no exercise.
        BadInputError: an alert belongs to another window.
    """
    by_id = {alert.alert_id: alert for alert in _checked(window_id, alerts)}
    ordered = sorted(phases, key=lambda phase: phase.starts_at)
    lines, explained = [], set()
    for answer in sorted(answers, key=lambda answer: (answer.created_at, answer.post_id)):
        alert_id = derive_alert_id(window_id, answer.platform, answer.post_id)
        explained.add(alert_id)
        lines.append(_line(answer, by_id.get(alert_id), _phase_at(answer.created_at, ordered)))
    return Debrief(
        lines=tuple(lines),
        score=_score(lines),
        by_phase=tuple((phase.name, _score(_within(lines, phase.name))) for phase in ordered),
        per_victim=_victims(lines, by_id),
        per_phase=_phases(lines, ordered),
        unexplained=tuple(sorted(by_id.keys() - explained)),
    )


def _checked(window_id: str, alerts: Iterable[Alert]) -> Iterable[Alert]:
    for alert in alerts:
        if not alert.exercise:
            raise RefusedError("A debrief is for exercises only; this window is a real one.")
        if alert.window_id != window_id:
            raise BadInputError("An alert of another window was given; search by window first.")
        yield alert


def _line(answer: Answer, alert: Alert | None, phase: str) -> Line:
    if alert is None:
        outcome = Outcome.MISSED if answer.is_expected else Outcome.LEFT_ALONE
        return Line(answer, outcome, phase)
    victims = set(answer.staff_ids) if answer.is_expected else set()
    return Line(
        answer=answer,
        outcome=Outcome.FOUND if answer.is_expected else Outcome.FALSE_ALARM,
        phase=phase,
        alert_id=alert.alert_id,
        level=alert.level,
        found_at=alert.ingested_at,
        names_victim=bool(victims & set(alert.staff_ids)) if victims else None,
    )


def _phase_at(moment: datetime, ordered: Sequence[Phase]) -> str:
    begun = [phase.name for phase in ordered if phase.starts_at <= moment]
    return begun[-1] if begun else ""


def _within(lines: Iterable[Line], phase: str) -> list[Line]:
    return [line for line in lines if line.phase == phase]


def _score(lines: Iterable[Line]) -> Score:
    outcomes = [line.outcome for line in lines]
    return Score(
        found=outcomes.count(Outcome.FOUND),
        missed=outcomes.count(Outcome.MISSED),
        false_alarms=outcomes.count(Outcome.FALSE_ALARM),
    )


def _victims(lines: Sequence[Line], by_id: dict[str, Alert]) -> tuple[Delay, ...]:
    """Return the delay per victim; an alert that points to somebody else does not help them."""
    expected = [line for line in lines if line.answer.is_expected]
    victims = sorted({staff_id for line in expected for staff_id in line.answer.staff_ids})
    delays = []
    for staff_id in victims:
        about = [line for line in expected if staff_id in line.answer.staff_ids]
        named = [line for line in about if _points_to(line, staff_id, by_id)]
        delays.append(_delay(staff_id, about, named))
    return tuple(delays)


def _points_to(line: Line, staff_id: str, by_id: dict[str, Alert]) -> bool:
    return line.alert_id is not None and staff_id in by_id[line.alert_id].staff_ids


def _phases(lines: Sequence[Line], ordered: Sequence[Phase]) -> tuple[Delay, ...]:
    delays = []
    for phase in ordered:
        expected = [line for line in _within(lines, phase.name) if line.answer.is_expected]
        if expected:
            delays.append(_delay(phase.name, expected, expected))
    return tuple(delays)


def _delay(name: str, published: Sequence[Line], alerted: Iterable[Line]) -> Delay:
    moments = [line.found_at for line in alerted if line.found_at is not None]
    first = min(line.answer.created_at for line in published)
    return Delay(name, first, min(moments, default=None))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
