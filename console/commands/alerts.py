"""`alerts`: list without texts, explain one, hand many over; every reading is logged."""

import hashlib
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from alerts.store import AlertQuery
from console.commands.options import REASON_HELP, AsJson, Limit, OfExercise, ReadReason
from console.files import unreadable
from console.lookup import case_ids_of, find_alert, search_all, view_of
from console.process import Process
from console.reading import record_reading
from console.render import alert as shown
from console.render.moments import read_past
from console.session import Session
from matchers.finding import Act, Level

_Incident = Annotated[
    str | None, typer.Option("--incident", metavar="INCIDENT", help="Of one incident only.")
]
_Window = Annotated[
    str | None, typer.Option("--window", metavar="WINDOW", help="Of one window only.")
]
_Staff = Annotated[
    str | None, typer.Option("--staff", metavar="ID", help="That may mean this member of staff.")
]
_Since = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Published from then on; 20:00 is the last 20:00."),
]
_Until = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Published before then; 20:00 is the last 20:00."),
]
_MOST_EXPORTED = 1_000_000


def list_all(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    text: Annotated[
        str, typer.Option(metavar="WORDS", help="With these words in the post or its pictures.")
    ] = "",
    incident_id: _Incident = None,
    window_id: _Window = None,
    staff_id: _Staff = None,
    act: Annotated[Act | None, typer.Option(help="With this act.")] = None,
    level: Annotated[Level | None, typer.Option(help="Of this level.")] = None,
    min_score: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, metavar="SCORE", help="From this score on.")
    ] = None,
    since: _Since = None,
    until: _Until = None,
    exercise: OfExercise = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List alerts, the latest first, without the text of any post."""
    session = Session.of(context)
    process = session.process
    now = process.clock.now()
    query = AlertQuery(
        text=text,
        incident_id=incident_id,
        window_id=window_id,
        staff_id=staff_id,
        act=act,
        level=level,
        min_score=min_score,
        since=None if since is None else read_past(since, now),
        until=None if until is None else read_past(until, now),
        exercise=exercise,
    )
    rows = [(one, case_ids_of(process, one)) for one in search_all(process, query, limit)]
    process.record("alerts_listed", "alerts", f"n-{len(rows)}")
    if as_json:
        session.emit([shown.summary(alert, case_ids) for alert, case_ids in rows])
        return
    if exercise:
        session.show(shown.exercise_banner(session.words))
    if rows:
        session.show(shown.table(rows, session.words))
    else:
        session.say("No alerts. That does not mean that all is safe: see `doxwacht status`.")


def show(
    context: typer.Context,
    alert_id: Annotated[
        str, typer.Argument(metavar="ALERT", help="Id of the alert, or how it begins.")
    ],
    *,
    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show what leaked and the address of the post."),
    ] = False,
    reason: Annotated[ReadReason | None, typer.Option(help=REASON_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Explain one alert: how bad, who, why, and the text with what leaked masked.

    It shows names and says so in the audit log. `--reveal` needs a reason.
    """
    session = Session.of(context)
    process = session.process
    alert = find_alert(process, alert_id)
    if reveal:
        record_reading(process, "alert_revealed", alert.alert_id, reason)
    else:
        process.record("alert_read", "alert", alert.alert_id, (reason or ReadReason.TRIAGE).value)
    view = view_of(process, alert, with_names=not as_json, reveal=reveal)
    if as_json:
        session.emit(shown.document(alert, view, session.words))
    else:
        session.show(shown.explained(alert, view, session.words))


def export(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    reason: Annotated[ReadReason, typer.Option(help=REASON_HELP)],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Standard output unless given.")
    ] = None,
    incident_id: _Incident = None,
    window_id: _Window = None,
    exercise: OfExercise = False,
) -> None:
    """Write alerts as JSON lines, texts included, for a dossier; logged with its reason."""
    session = Session.of(context)
    process = session.process
    query = AlertQuery(incident_id=incident_id, window_id=window_id, exercise=exercise)
    found = list(search_all(process, query, _MOST_EXPORTED))
    lines = [{"alert_id": one.alert_id, **one.to_document()} for one in found]
    _record_export(process, [one.alert_id for one in found], reason)
    if out is None:
        for line in lines:
            session.emit_line(line)
    else:
        _write_private(out, b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    message = session.words.count("{n} alert exported.", "{n} alerts exported.", len(lines))
    session.err.print(message)


def _record_export(process: Process, alert_ids: list[str], reason: ReadReason) -> None:
    digest = hashlib.blake2b("\n".join(sorted(alert_ids)).encode(), digest_size=16).hexdigest()
    process.record("alerts_exported", "alerts", f"n-{len(alert_ids)}", reason.value, digest)


def _write_private(path: Path, data: bytes) -> None:
    try:
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as exc:
        raise unreadable(path, exc) from None
