"""`exercise`: play a bundled scenario in a home of its own and debrief it."""

from typing import Annotated

import typer

from console import rehearsal, scenario
from console.commands.options import AsJson
from console.live import ticking
from console.render import debrief
from console.render.alert import exercise_banner
from console.render.grid import grid
from console.render.moments import show_length
from console.session import Session
from consumers.stopping import StopFlag

_SPEED = 1800.0


def exercise(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Which one; without it, they are listed.")
    ] = "",
    *,
    speed: Annotated[
        float,
        typer.Option(min=0.0, metavar="FACTOR", help="Minutes of the exercise per minute; 0 does"
                     " not wait at all."),
    ] = _SPEED,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep its home, to look at alerts and cases.")
    ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Play an exercise of invented posts, then show what was found, missed, and in vain.

    It runs in a home, a database and under a key of its own; reality is not touched.
    """
    session = Session.of(context)
    if not name:
        _list(session, as_json=as_json)
        return
    chosen = scenario.find(name)
    home = rehearsal.new_home(session.environ, chosen.name)
    session.err.print(exercise_banner(session.words), chosen.titles[session.words.lang])
    try:
        run = rehearsal.open_rehearsal(chosen, home, session.environ)
        session.also_close(run.process)
        _play(session, run, speed)
        _tell(session, run, as_json=as_json)
    finally:
        if not keep:
            session.close()
            rehearsal.remove_home(home)
    if keep:
        session.note("Look further: `doxwacht --home {home} cases list --exercise`.", home=home)


def _play(session: Session, run: rehearsal.Rehearsal, speed: float) -> None:
    with StopFlag().on_signals() as stop, ticking(session, run) as ticker:
        summary = run.play(speed or None, stop, ticker.report)
    if not summary.is_complete:
        session.note("Stopped before the end; the debrief covers the whole story all the same.")


def _tell(session: Session, run: rehearsal.Rehearsal, *, as_json: bool) -> None:
    words = session.words
    outcome = run.debrief(words.lang)
    if as_json:
        session.emit(debrief.document(outcome, run.scenario.name))
        return
    texts = {post_id: post.text for post_id, post in run.scenario.posts().items()}
    for part in debrief.parts(outcome, texts, words):
        session.show(part)


def _list(session: Session, *, as_json: bool) -> None:
    words = session.words
    found = scenario.bundled().values()
    if as_json:
        session.emit([{"name": one.name, "title": one.titles[words.lang]} for one in found])
        return
    rows = [
        (
            one.name,
            show_length(one.duration, words),
            f"{one.titles[words.lang]}\n{one.summaries[words.lang]}",
        )
        for one in found
    ]
    session.show(grid([words("exercise"), words("lasts"), words("what happens")], rows))
    session.say("Next: `doxwacht exercise NAME`.")
