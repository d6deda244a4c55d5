"""`window`: every decision on a period of monitoring; the rules are those of `incidents.rules`.

A change names the revision it saw: the present one unless `--seen-revision` says otherwise.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import typer

from console.commands.options import AsJson, OfExercise
from console.render import incidents
from console.render.moments import read, read_length
from console.session import Session
from console.translation import N_
from incidents.incident import Kind
from incidents.rules import Completion, Ending, Extension, UrgentRequest, WindowRequest
from incidents.window import Window
from runtime.errors import BadInputError

_MOMENT = N_("2026-06-20T22:00+02:00; without an offset it is Amsterdam time; 22:00 is the next.")
_WindowId = Annotated[str, typer.Argument(metavar="WINDOW", help="Id of the window.")]
_Purpose = Annotated[str | None, typer.Option(metavar="TEXT", help="What it is for.")]
_Basis = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Legal basis; never filled in for you.")
]
_Authoriser = Annotated[
    str | None, typer.Option(metavar="USER", help="Who decided that it may be done.")
]
_Seen = Annotated[
    int | None, typer.Option(metavar="N", help="The revision you decided on; else the present one.")
]
_Reason = Annotated[
    str, typer.Option("--reason", metavar="CODE", help="Reason code, such as incident_over.")
]


def open_window(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    incident_id: Annotated[
        str, typer.Argument(metavar="INCIDENT", help="Id of the incident; not with --urgent.")
    ] = "",
    *,
    purpose: _Purpose = None,
    legal_basis: _Basis = None,
    authorised_by: _Authoriser = None,
    starts_at: Annotated[str | None, typer.Option(metavar="MOMENT", help=_MOMENT)] = None,
    ends_at: Annotated[str | None, typer.Option(metavar="MOMENT", help=_MOMENT)] = None,
    lead: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="Posts count from so long before, as 90m.")
    ] = None,
    tail: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="Posts count until so long after, as 2h.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Feed that counts; several allowed.")
    ] = None,
    urgent: Annotated[
        bool,
        typer.Option(
            "--urgent",
            help="Open at once from --title, --kind, --lasts and --authorised-by; complete it"
            " within the hour, or it closes by itself.",
        ),
    ] = False,
    title: Annotated[
        str, typer.Option(metavar="TEXT", help="With --urgent: what is going on.")
    ] = "",
    kind: Annotated[Kind, typer.Option(help="With --urgent: kind of incident.")] = Kind.OTHER,
    lasts: Annotated[
        str, typer.Option(metavar="LENGTH", help="With --urgent: how long from now, as 4h.")
    ] = "",
    exercise: OfExercise = False,
    as_json: AsJson = False,
) -> None:
    """Open a monitoring window now, or plan it.

    What is not given comes from the incident; purpose, legal basis and the person who
    authorises it must be there in the end.
    """
    session = Session.of(context)
    registry, user = session.process.registry, session.process.user
    if urgent:
        wanted = UrgentRequest(title, kind, _lasts(lasts), authorised_by or "", exercise)
        window = registry.open_urgent(wanted, user)
    else:
        given = {
            "purpose": purpose,
            "legal_basis": legal_basis,
            "authorised_by": authorised_by,
            "starts_at": _moment(session, starts_at),
            "ends_at": _moment(session, ends_at),
            "lead": _length(lead),
            "tail": _length(tail),
            "sources": tuple(source) if source else None,
        }
        incident = registry.get_incident(_named(incident_id))
        request = WindowRequest.from_incident(incident, exercise=exercise)
        present = {name: value for name, value in given.items() if value is not None}
        window = registry.open_window(replace(request, **present), user)  # type: ignore[arg-type]
    _tell(session, window, as_json=as_json)
    if urgent and not as_json:
        session.say(
            "Complete it in time: `doxwacht window complete {window} --purpose ... --legal-basis"
            " ...`.",
            window=window.window_id,
        )


def complete(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    window_id: _WindowId,
    *,
    purpose: _Purpose = None,
    legal_basis: _Basis = None,
    seen_revision: _Seen = None,
    as_json: AsJson = False,
) -> None:
    """Give an urgent window the purpose and legal basis it lacks."""
    session = Session.of(context)
    window = session.process.registry.get_window(window_id)
    completion = Completion(
        window_id, purpose or window.purpose, legal_basis or "", _seen(window, seen_revision)
    )
    completed = session.process.registry.complete(completion, session.process.user)
    _tell(session, completed, as_json=as_json)


def extend(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    window_id: _WindowId,
    *,
    ends_at: Annotated[str, typer.Option(metavar="MOMENT", help=_MOMENT)],
    authorised_by: _Authoriser = None,
    reason: _Reason = "incident_continues",
    seen_revision: _Seen = None,
    as_json: AsJson = False,
) -> None:
    """Move the end of a window to later, as a new decision.

    From the second extension on it takes somebody who has not decided on this window before.
    """
    session = Session.of(context)
    window = session.process.registry.get_window(window_id)
    extension = Extension(
        window_id=window_id,
        ends_at=read(ends_at, session.process.clock.now()),
        authorised_by=authorised_by or "",
        reason_code=reason,
        seen_revision=_seen(window, seen_revision),
    )
    extended = session.process.registry.extend(extension, session.process.user)
    _tell(session, extended, as_json=as_json)


def close(
    context: typer.Context,
    window_id: _WindowId,
    *,
    reason: _Reason = "incident_over",
    seen_revision: _Seen = None,
    as_json: AsJson = False,
) -> None:
    """Close an open window now; from this moment on every post is discarded unread."""
    session = Session.of(context)
    ending = _ending(session, window_id, reason, seen_revision)
    _tell(session, session.process.registry.close(ending, session.process.user), as_json=as_json)


def cancel(
    context: typer.Context,
    window_id: _WindowId,
    *,
    reason: _Reason = "not_needed",
    seen_revision: _Seen = None,
    as_json: AsJson = False,
) -> None:
    """Cancel a window that has not opened yet."""
    session = Session.of(context)
    ending = _ending(session, window_id, reason, seen_revision)
    _tell(session, session.process.registry.cancel(ending, session.process.user), as_json=as_json)


def list_all(
    context: typer.Context,
    *,
    incident_id: Annotated[
        str | None, typer.Option("--incident", metavar="INCIDENT", help="Of one incident only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List monitoring windows, the latest first."""
    session = Session.of(context)
    windows = session.process.registry.list_windows(incident_id)
    if as_json:
        session.emit([incidents.window_document(one) for one in windows])
    elif windows:
        session.show(incidents.windows_table(windows, session.words))
    else:
        session.say("There is no monitoring window.")


def _tell(session: Session, window: Window, *, as_json: bool) -> None:
    if as_json:
        session.emit(incidents.window_document(window))
    else:
        session.show(incidents.window_details(window, session.words))


def _ending(session: Session, window_id: str, reason: str, seen: int | None) -> Ending:
    window = session.process.registry.get_window(window_id)
    return Ending(window_id, reason, _seen(window, seen))


def _seen(window: Window, given: int | None) -> int:
    return window.revision if given is None else given


def _moment(session: Session, text: str | None) -> datetime | None:
    return None if text is None else read(text, session.process.clock.now())


def _length(text: str | None) -> timedelta | None:
    return None if text is None else read_length(text)


def _lasts(text: str) -> timedelta:
    if not text:
        raise BadInputError("An urgent window needs --lasts, such as 4h.")
    return read_length(text)


def _named(incident_id: str) -> str:
    if not incident_id:
        raise BadInputError("Name an incident, or use --urgent.")
    return incident_id
