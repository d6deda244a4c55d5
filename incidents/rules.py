"""The rules of opening, extending and ending a window: pure, and all breaches at once.

It refuses to know where windows are kept and who is asking; it judges what it is given.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Self

from incidents.incident import LONGEST_TEXT, Incident, Kind
from incidents.settings import IncidentSettings
from incidents.window import State, Window
from runtime.errors import BadInputError, RefusedError

LONGEST_REASON = 2000
"""Longest purpose and longest legal basis, in characters."""


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """A decision to monitor.

    Attributes:
        starts_at: aware, and no later than `ends_at`; may lie in the past.
        authorised_by: the person who decided, by name or user id.
        sources: names of feeds; empty means all.
        exercise: invented posts only.
    """

    incident_id: str
    starts_at: datetime
    ends_at: datetime
    purpose: str
    legal_basis: str
    authorised_by: str = field(repr=False)
    lead: timedelta = timedelta()
    tail: timedelta = timedelta()
    sources: tuple[str, ...] = ()
    exercise: bool = False

    @classmethod
    def from_incident(cls, incident: Incident, *, exercise: bool = False) -> Self:
        """Return the decision an incident file holds; what it lacks stays empty."""
        return cls(
            incident_id=incident.incident_id,
            starts_at=incident.starts_at,
            ends_at=incident.ends_at,
            purpose=incident.purpose,
            legal_basis=incident.legal_basis,
            authorised_by=incident.authorised_by,
            lead=incident.lead,
            tail=incident.tail,
            sources=incident.sources,
            exercise=exercise,
        )


@dataclass(frozen=True, slots=True)
class UrgentRequest:
    """The four fields that open a window in the middle of an incident.

    Attributes:
        lasts: how long from now.
        authorised_by: the person who decided, by name or user id.
    """

    title: str
    kind: Kind
    lasts: timedelta
    authorised_by: str = field(repr=False)
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What an urgent window still lacked.

    Attributes:
        seen_revision: the revision the decision was made on.
    """

    window_id: str
    purpose: str
    legal_basis: str
    seen_revision: int


@dataclass(frozen=True, slots=True)
class Extension:
    """A new decision to go on monitoring.

    Attributes:
        ends_at: the new end, aware.
        authorised_by: from the second extension on, somebody who has not decided before.
        reason_code: code, e.g. `still_going_on`.
        seen_revision: the revision the decision was made on.
    """

    window_id: str
    ends_at: datetime
    authorised_by: str = field(repr=False)
    reason_code: str
    seen_revision: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A decision to close or cancel a window.

    Attributes:
        reason_code: code, e.g. `incident_over`.
        seen_revision: the revision the decision was made on.
    """

    window_id: str
    reason_code: str
    seen_revision: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a window may be.

    Attributes:
        longest: per kind of incident, measured from `starts_at` to `ends_at`.
        margin: longest lead and longest tail.
        complete_within: how long an urgent window lives without its legal basis.
    """

    longest: Mapping[Kind, timedelta]
    margin: timedelta
    complete_within: timedelta

    @classmethod
    def from_settings(cls, settings: IncidentSettings) -> Self:
        """Return the limits the settings name."""
        hours = {kind: getattr(settings, f"window_max_{kind.value}_h") for kind in Kind}
        return cls(
            longest=MappingProxyType({kind: timedelta(hours=h) for kind, h in hours.items()}),
            margin=timedelta(hours=settings.window_max_margin_h),
            complete_within=timedelta(minutes=settings.window_complete_within_min),
        )


def check_opening(request: WindowRequest, kind: Kind, limits: Limits, now: datetime) -> None:
    """Refuse to open or plan a window that breaks a rule.

    Raises:
        RefusedError: lists every rule it breaks.
        BadInputError: a moment has no offset, or a text is too long.
    """
    _refuse_naive(request.starts_at, request.ends_at)
    _refuse_long(request.purpose, request.legal_basis, request.authorised_by)
    _refuse(
        [
            *_lacking(request.purpose, request.legal_basis),
            *_unauthorised(request.authorised_by),
            *_ill_timed(request, now),
            *_too_long(request.ends_at - request.starts_at, limits.longest[kind], kind),
            *_beyond_margin(request, limits.margin),
        ]
    )


def check_urgent(request: UrgentRequest, limits: Limits) -> None:
    """Refuse an urgent window without an authoriser, a title or a sensible length.

    Raises:
        RefusedError: lists every rule it breaks.
        BadInputError: a text is too long.
    """
    _refuse_long("", "", request.authorised_by, request.title)
    problems = list(_unauthorised(request.authorised_by))
    if not request.title.strip():
        problems.append("A title is missing.")
    if request.lasts <= timedelta():
        problems.append("The end must lie after the start.")
    problems += _too_long(request.lasts, limits.longest[request.kind], request.kind)
    _refuse(problems)


def check_completion(window: Window, completion: Completion, now: datetime) -> None:
    """Refuse to complete a window that lacks nothing, has closed, or would still lack it.

    Raises:
        RefusedError: lists every rule it breaks.
        BadInputError: a text is too long.
    """
    _refuse_long(completion.purpose, completion.legal_basis)
    problems = list(_lacking(completion.purpose, completion.legal_basis))
    if window.is_complete:
        problems.append("The window is complete already.")
    if window.at(now).state is not State.OPEN:
        problems.append("The window has closed. Open a new one.")
    _refuse(problems)


def check_extension(
    window: Window,
    extension: Extension,
    earlier: Collection[str],
    longest: timedelta,
    now: datetime,
) -> None:
    """Refuse an extension that is no new decision by the right person.

    Args:
        window: as stored.
        extension: the decision.
        earlier: everybody who decided on this window before.
        longest: maximum length of a window of this kind, as a whole.
        now: aware.

    Raises:
        RefusedError: lists every rule it breaks.
        BadInputError: the new end has no offset, or a text is too long.
    """
    _refuse_naive(extension.ends_at)
    _refuse_long("", "", extension.authorised_by)
    problems = list(_unauthorised(extension.authorised_by))
    if window.at(now).state not in {State.PLANNED, State.OPEN}:
        problems.append("The window has closed. Open a new one.")
    if not window.is_complete:
        problems.append("Complete the window first: its legal basis is missing.")
    if extension.ends_at <= window.ends_at:
        problems.append("The new end must lie after the present one. Close it to end it earlier.")
    problems += _too_long(extension.ends_at - window.starts_at, longest, None)
    if window.extensions >= 1 and same_person(extension.authorised_by, earlier):
        problems.append(
            "A second or later extension needs an authoriser who has not decided"
            " on this window before."
        )
    _refuse(problems)


def check_closing(window: Window, now: datetime) -> None:
    """Refuse to close what is not open.

    Raises:
        RefusedError: the window is planned (cancel it) or has ended.
    """
    state = window.at(now).state
    if state is State.PLANNED:
        raise RefusedError("The window is not open yet. Cancel it.")
    if state is not State.OPEN:
        raise RefusedError(f"The window is {state.value} already.")


def check_cancelling(window: Window, now: datetime) -> None:
    """Refuse to cancel what has been open: that must stay visible as closed.

    Raises:
        RefusedError: the window is open (close it) or has ended.
    """
    state = window.at(now).state
    if state is State.OPEN:
        raise RefusedError("The window is open. Close it.")
    if state is not State.PLANNED:
        raise RefusedError(f"The window is {state.value} already.")


def check_purging(window: Window, now: datetime) -> None:
    """Refuse to destroy the key of a window that is or will be open.

    Raises:
        RefusedError: it must be closed or cancelled first.
    """
    if window.at(now).state in {State.PLANNED, State.OPEN}:
        raise RefusedError("The window has not ended. Close or cancel it first.")


def same_person(name: str, others: Iterable[str]) -> bool:
    """Say whether `name` is among `others`, however it is written.

    Case, spacing and the Unicode form make no other person.
    """
    return _folded(name) in {_folded(other) for other in others}


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _refuse(problems: Iterable[str]) -> None:
    listed = list(problems)
    if listed:
        raise RefusedError("\n".join(listed))


def _refuse_naive(*moments: datetime) -> None:
    if any(moment.utcoffset() is None for moment in moments):
        raise BadInputError("A start or end needs an offset, such as +01:00.")


def _refuse_long(purpose: str, legal_basis: str, *short: str) -> None:
    if max(len(purpose), len(legal_basis)) > LONGEST_REASON:
        raise BadInputError(
            f"Purpose and legal basis are at most {LONGEST_REASON} characters long each."
        )
    if any(len(text) > LONGEST_TEXT for text in short):
        raise BadInputError(f"A title or name is at most {LONGEST_TEXT} characters long.")


def _lacking(purpose: str, legal_basis: str) -> Iterable[str]:
    if not purpose.strip():
        yield "A purpose is missing."
    if not legal_basis.strip():
        yield "A legal basis is missing; it is never filled in for you."


def _unauthorised(authorised_by: str) -> Iterable[str]:
    if not authorised_by.strip():
        yield "The person who authorises it is missing."


def _ill_timed(request: WindowRequest, now: datetime) -> Iterable[str]:
    if request.ends_at <= request.starts_at:
        yield "The end must lie after the start."
    elif request.ends_at + request.tail <= now:
        yield "The window would have closed already."


def _too_long(length: timedelta, longest: timedelta, kind: Kind | None) -> Iterable[str]:
    if length > longest:
        sort = "this kind of incident" if kind is None else f"a window of kind {kind.value}"
        hours = longest / timedelta(hours=1)
        yield f"The window would be too long: {sort} allows at most {hours:g} hours."


def _beyond_margin(request: WindowRequest, margin: timedelta) -> Iterable[str]:
    if not all(timedelta() <= part <= margin for part in (request.lead, request.tail)):
        hours = margin / timedelta(hours=1)
        yield f"Lead and tail must lie between 0 and {hours:g} hours."
