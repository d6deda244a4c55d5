"""`demo`: the main job from start to end on a bundled exercise, in a home of its own."""

from collections.abc import Iterable
from pathlib import Path

import typer
from rich.text import Text

from alerts.kinds import Grouping
from alerts.record import Alert, severity_of
from cases.case import CaseQuery
from console import rehearsal, scenario
from console.live import ticking
from console.lookup import case_ids_of, view_of
from console.overview import ALWAYS, BLIND_SPOTS
from console.render import alert as shown
from console.render import cases as shown_cases
from console.render import debrief
from console.session import Session
from consumers.stopping import StopFlag
from matchers.finding import Act

_SCENARIO = "demonstration-solicitation"
_FOLDER = "demo"
_LISTED = 8
_SAYS_LITTLE = frozenset({"police_word", "hidden_spelling"})


def demo(context: typer.Context) -> None:
    """Show the main job on a bundled exercise: bring staff in, monitor, find, explain.

    Everything in it is invented. It can be run again and again; each run starts afresh.
    """
    session = Session.of(context)
    chosen = scenario.find(_SCENARIO)
    home = rehearsal.homes(session.environ) / _FOLDER
    rehearsal.remove_home(home)
    session.show(shown.exercise_banner(session.words))
    session.show(Text(chosen.summaries[session.words.lang]))
    run = rehearsal.open_rehearsal(chosen, home, session.environ)
    session.also_close(run.process)
    _tell_prepared(session, run)
    with StopFlag().on_signals() as stop, ticking(session, run) as ticker:
        run.play(None, stop, ticker.report)
    alerts = sorted(run.alerts(), key=_weight, reverse=True)
    _tell_alerts(session, run, alerts)
    _explain(session, run, telling(alerts))
    _tell_cases(session, run)
    _tell_score(session, run)
    _tell_next(session, home, alerts)


def telling(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the two alerts that show best what is found.

    One that leaks most about one member of staff, and a question about an officer whom nobody
    has named yet.
    """
    ordered = list(alerts)
    leaks = [one for one in ordered if one.grouping is Grouping.SUBJECT]
    questions = [one for one in ordered if one.acts[:1] == (Act.SOLICITATION,)
                 and one.grouping is Grouping.SOLICITATION]  # fmt: skip
    return [*sorted(leaks, key=_tells, reverse=True)[:1], *questions[:1]]


def _tells(alert: Alert) -> tuple[bool, bool, int, float]:
    """Return how much an alert shows: a home address, a full name, reasons in the text itself."""
    in_text = {one.kind for one in alert.evidence if one.where == "text"} - _SAYS_LITTLE
    return "home_address" in in_text, "full_name" in in_text, len(in_text), alert.score


def _weight(alert: Alert) -> tuple[int, float]:
    return severity_of(alert.level), alert.score


def _step(session: Session, number: int, title: str) -> None:
    session.show(Text(f"\n{number}. {title}", "bold"))


def _tell_prepared(session: Session, run: rehearsal.Rehearsal) -> None:
    words = session.words
    staff = run.process.versions.active().staff_count
    _step(session, 1, words("A home, a key and a database were made."))
    _step(session, 2, words("The watchlist: {n} invented members of staff, sealed.", n=staff))
    _step(session, 3, words("A monitoring window is open for “{title}”.",
                            title=run.scenario.incident.title))  # fmt: skip
    _step(session, 4, words("The posts of the exercise come in."))


def _tell_alerts(session: Session, run: rehearsal.Rehearsal, alerts: list[Alert]) -> None:
    title = session.words.count("{n} alert; the worst:", "{n} alerts; the worst:", len(alerts))
    _step(session, 5, title)
    rows = [(one, case_ids_of(run.process, one)) for one in alerts[:_LISTED]]
    session.show(shown.table(rows, session.words))


def _explain(session: Session, run: rehearsal.Rehearsal, alerts: Iterable[Alert]) -> None:
    _step(session, 6, session.words("Two of them explained; what leaked is masked."))
    for one in alerts:
        view = view_of(run.process, one, with_names=True, reveal=False)
        session.show(shown.explained(one, view, session.words))


def _tell_cases(session: Session, run: rehearsal.Rehearsal) -> None:
    page = run.process.cases.list(CaseQuery(exercise=True, limit=1000))
    number = len(page.cases)
    title = session.words.count("{n} case instead of a pile of posts; the worst:",
                                "{n} cases instead of a pile of posts; the worst:",
                                number)  # fmt: skip
    _step(session, 7, title)
    session.show(shown_cases.table(page.cases[:_LISTED], session.words))


def _tell_score(session: Session, run: rehearsal.Rehearsal) -> None:
    words = session.words
    _step(session, 8, words("How well it went, by the answer key:"))
    session.show(debrief.verdict(run.debrief(words.lang), words))
    session.say("No alert never means safe. Not seen, among others:")
    for code in ALWAYS[:3]:
        session.show(Text(f"  - {words(BLIND_SPOTS[code])}"))


def _tell_next(session: Session, home: Path, alerts: list[Alert]) -> None:
    words = session.words
    _step(session, 9, words("What to do next:"))
    call = f"doxwacht --home {home}"
    example = alerts[0].alert_id[: shown.SHORT_ID] if alerts else "ALERT"
    for line, explained in (
        (f"{call} cases list --exercise", words("all cases of this exercise")),
        (f"{call} alerts show {example}", words("explain another alert")),
        ("doxwacht exercise", words("play an exercise with a debrief")),
        ("doxwacht init", words("set up a home of your own, for real")),
    ):
        session.out.print(Text(f"  {line}", "cyan"), soft_wrap=True)
        session.out.print(Text(f"      {explained}", "dim"))
