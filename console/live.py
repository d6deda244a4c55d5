"""How an exercise goes while it goes: the story's clock, its phase, and what was found.

On a terminal it is redrawn; elsewhere a line is written per phase. It refuses to name anybody.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from cases.debrief import Phase
from console.rehearsal import Rehearsal
from console.render.alert import exercise_banner
from console.render.moments import show_clock
from console.session import Session
from console.vocabulary import LEVEL_STYLES, LEVELS, say
from consumers.counts import SEEN, Tally, alert_outcome
from consumers.loop import Report
from matchers.finding import Level

_SHOWN = (Level.CRITICAL, Level.HIGH, Level.MEDIUM)


@dataclass
class Ticker:
    """Follows an exercise; call `report` after every batch."""

    session: Session
    rehearsal: Rehearsal
    live: Live | None = None
    _phase: str = field(default="", repr=False)

    def report(self, report: Report) -> None:
        """Show where the story is."""
        now = self.rehearsal.clock.now()
        phases = self.rehearsal.scenario.phases(self.session.words.lang)
        phase = current_phase(phases, now)
        if self.live is not None:
            self.live.update(self._picture(report.tally, phase, now))
        elif phase != self._phase:
            self.session.err.print(f"{show_clock(now)}  {phase}")
        self._phase = phase

    def _picture(self, tally: Tally, phase: str, now: datetime) -> Table:
        words = self.session.words
        scenario = self.rehearsal.scenario
        done = (now - scenario.incident.starts_at) / scenario.duration
        picture = Table.grid(padding=(0, 2))
        picture.add_row(exercise_banner(words), Text(show_clock(now), "bold"), Text(phase, "bold"))
        picture.add_row(
            ProgressBar(total=1.0, completed=min(max(done, 0.0), 1.0), width=30),
            Text(words.count("{n} post", "{n} posts", tally.of(SEEN))),
            self._found(tally),
        )
        return picture

    def _found(self, tally: Tally) -> Text:
        found = Text()
        for level in _SHOWN:
            number = tally.of(alert_outcome(level))
            found.append(
                f" {say(self.session.words, LEVELS, level)} {number} ", LEVEL_STYLES[level]
            )
            found.append(" ")
        return found


def current_phase(phases: Sequence[Phase], now: datetime) -> str:
    """Return the name of the phase at a moment, empty before the first."""
    begun = [phase.name for phase in phases if phase.starts_at <= now]
    return begun[-1] if begun else ""


@contextmanager
def ticking(session: Session, rehearsal: Rehearsal) -> Iterator[Ticker]:
    """Follow an exercise on standard error."""
    if not session.err.is_terminal:
        yield Ticker(session, rehearsal)
        return
    with Live(console=session.err, transient=True, refresh_per_second=8) as live:
        yield Ticker(session, rehearsal, live)
