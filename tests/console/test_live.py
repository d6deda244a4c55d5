import os
from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from console.live import current_phase, ticking
from console.rehearsal import open_rehearsal
from console.scenario import find
from console.session import Session
from console.translation import speak
from consumers.counts import SEEN, Tally, alert_outcome
from consumers.loop import Report
from consumers.source import Extent
from matchers.finding import Level

NAME = "shooting-wrong-officer"


@pytest.fixture
def rehearsal(home):
    run = open_rehearsal(find(NAME), home / "exercises" / "one", {"DOXWACHT_HOME": str(home)})
    yield run
    run.process.close()


def report():
    tally = Tally()
    tally.add(SEEN, times=7)
    tally.add(alert_outcome(Level.CRITICAL), "w-1", times=3)
    return Report(Extent(1, 2), tally)


def screen(*, is_terminal):
    console = Console(file=StringIO(), force_terminal=is_terminal, width=160)
    return Session(speak("nl"), dict(os.environ), err=console)


def test_a_terminal_sees_clock_phase_and_counts(rehearsal):
    session = screen(is_terminal=True)
    with ticking(session, rehearsal) as ticker:
        rehearsal.clock.advance(timedelta(minutes=140))
        ticker.report(report())
    shown = session.err.file.getvalue()
    for part in ("OEFENING", "18:20", "De verkeerde naam", "7 berichten", "kritiek 3"):
        assert part in shown


def test_elsewhere_a_line_is_written_per_phase(rehearsal):
    session = screen(is_terminal=False)
    with ticking(session, rehearsal) as ticker:
        for _ in range(2):
            ticker.report(report())
        rehearsal.clock.advance(timedelta(minutes=140))
        ticker.report(report())
    assert session.err.file.getvalue().splitlines() == [
        "16:00  Aanloop: de blokkade",
        "18:20  De verkeerde naam",
    ]


def test_before_the_first_phase_there_is_none():
    scenario = find(NAME)
    before = scenario.incident.starts_at - timedelta(minutes=1)
    assert current_phase(scenario.phases("nl"), before) == ""
