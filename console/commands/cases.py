"""`cases`: all alerts of one victim in one incident, the worst first."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from cases.case import Case, CaseFile, CaseQuery
from cases.states import State, next_states
from console.commands.options import AsJson, Limit, OfExercise
from console.render import cases as shown
from console.render.alert import exercise_banner, table
from console.session import Session
from matchers.finding import Level


def list_all(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    state: Annotated[
        list[State] | None, typer.Option(help="In this state; several allowed.")
    ] = None,
    min_severity: Annotated[Level | None, typer.Option(help="At least this bad.")] = None,
    incident_id: Annotated[
        str | None, typer.Option("--incident", metavar="INCIDENT", help="Of one incident only.")
    ] = None,
    exercise: OfExercise = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List cases, the worst first."""
    session = Session.of(context)
    query = CaseQuery(
        incident_id=incident_id,
        states=tuple(state or ()),
        min_severity=min_severity,
        exercise=exercise,
        limit=limit,
    )
    page = session.process.cases.list(query)
    if as_json:
        session.emit([_document(one) for one in page.cases])
        return
    if exercise:
        session.show(exercise_banner(session.words))
    if page.cases:
        session.show(shown.table(page.cases, session.words))
    else:
        session.say("No cases. That does not mean that all is safe: see `doxwacht status`.")


def show(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="Name of the case, as Z-...")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one case: whom it is about, its alerts, its history and what can be done next."""
    session = Session.of(context)
    process = session.process
    found = process.cases.get(case_id.upper())
    process.record("case_read", "case", found.case.case_id)
    if as_json:
        session.emit(_file_document(found))
        return
    alerts = [process.store.get(alert_id) for alert_id in found.alert_ids]
    rows = [(one, (found.case.case_id,)) for one in alerts]
    for part in _parts(session, found):
        session.show(part)
    session.show(table(rows, session.words))


def _parts(session: Session, found: CaseFile) -> Iterator[RenderableType]:
    if found.case.exercise:
        yield exercise_banner(session.words)
    yield shown.details(found.case, session.words)
    yield Text()
    if found.steps:
        yield shown.history(found.steps, session.words)
    yield shown.possible(next_states(found.case.state), session.words)


def _document(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in Case.__slots__}


def _file_document(found: CaseFile) -> dict[str, Any]:
    steps = [{name: getattr(one, name) for name in one.__slots__} for one in found.steps]
    return _document(found.case) | {
        "alert_ids": found.alert_ids,
        "steps": steps,
        "next_states": next_states(found.case.state),
    }
