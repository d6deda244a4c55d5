"""`status`: what is going on, and what cannot be seen."""

import typer

from console.commands.options import AsJson, OfExercise
from console.overview import gather
from console.render import overview as shown
from console.session import Session


def status(
    context: typer.Context, *, exercise: OfExercise = False, as_json: AsJson = False
) -> None:
    """Show open windows, sources, counts and blind spots.

    No alerts never means safe: what is silent, behind or out of sight is listed beside them.
    """
    session = Session.of(context)
    overview = gather(session.process, exercise=exercise)
    if as_json:
        session.emit(shown.document(overview))
        return
    for part in shown.parts(overview, session.words):
        session.show(part)
