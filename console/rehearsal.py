"""Runs an exercise in a home of its own, so that it can never meet reality.

Nothing of the real home is opened: another folder, another database, another key. Its window
is marked as an exercise, and so is everything that comes of it.
"""

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from alerts.record import Alert
from alerts.store import AlertQuery
from cases.debrief import Debrief, debrief
from console.lookup import search_all
from console.preparing import prepare
from console.process import Feed, Process
from console.scenario import Scenario
from console.translation import Lang
from consumers.exercise import ExerciseSource, Pace
from consumers.files import FileRequest
from consumers.loop import Report, Summary
from consumers.stopping import StopFlag
from incidents.rules import WindowRequest
from incidents.window import Window
from runtime.clock import DrivenClock
from runtime.errors import RefusedError
from runtime.settings import RuntimeSettings

LEADER = "exercise-leader"
SECOND = "second-exercise-leader"
"""User ids of an exercise; a list needs two people here as well."""

_KEPT_SETTINGS = frozenset(
    {"DOXWACHT_LANG", "DOXWACHT_LOG_LEVEL", "DOXWACHT_LOG_FORMAT", "DOXWACHT_DEBUG"}
    | {"DOXWACHT_USER", "DOXWACHT_ALERT_BAR"}
)
_MARK = "exercise"
_MARK_TEXT = "This folder belongs to an exercise; doxwacht may remove it.\n"
_BATCH = 5
_MOST_ALERTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """An exercise whose window is open.

    Attributes:
        process: the rooms of the exercise's own home, on its driven clock.
    """

    scenario: Scenario
    process: Process
    clock: DrivenClock = field(repr=False)
    window: Window

    def play(
        self, speed: float | None, stop: StopFlag, on_report: Callable[[Report], None]
    ) -> Summary:
        """Let the posts arrive.

        Args:
            speed: minutes of the exercise per minute; None does not wait.
            stop: ends it early.
            on_report: told how it goes; the clock stands where the story is.
        """
        request = FileRequest(
            str(self.scenario.posts_file), label=self.window.window_id, batch_size=_BATCH
        )
        pace = Pace(speed, stop)
        source = ExerciseSource(request, self.process.progress, self.clock, pace)
        feed = Feed(source, exercise=True, stop=stop, on_report=on_report)
        return self.process.loop(feed).run()

    def alerts(self) -> list[Alert]:
        """Return what was found, the latest first."""
        query = AlertQuery(window_id=self.window.window_id, exercise=True)
        return list(search_all(self.process, query, _MOST_ALERTS))

    def debrief(self, lang: Lang) -> Debrief:
        """Compare what was found with the answer key."""
        return debrief(
            self.window.window_id,
            self.alerts(),
            self.scenario.answers(),
            self.scenario.phases(lang),
        )


def new_home(environ: Mapping[str, str], name: str) -> Path:
    """Return a folder for one run of an exercise; it is not made yet."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return homes(environ) / f"{name}-{stamp}-{secrets.token_hex(2)}"


def homes(environ: Mapping[str, str]) -> Path:
    """Return the folder under which exercises keep theirs."""
    return RuntimeSettings.load(environ).home / "exercises"


def open_rehearsal(scenario: Scenario, home: Path, environ: Mapping[str, str]) -> Rehearsal:
    """Prepare a home, bring the invented staff in and open the window."""
    clock = DrivenClock(scenario.incident.starts_at - scenario.incident.lead)
    kept = {name: value for name, value in environ.items() if name in _KEPT_SETTINGS}
    process = Process.load(kept | {"DOXWACHT_HOME": str(home)}, clock)
    prepare(process)
    (home / _MARK).write_text(_MARK_TEXT, "utf-8")
    process.versions.import_list(scenario.staff(), LEADER, SECOND, "staff.csv")
    process.registry.add_incident(scenario.incident, LEADER)
    request = WindowRequest.from_incident(scenario.incident, exercise=True)
    window = process.registry.open_window(request, LEADER)
    return Rehearsal(scenario, process, clock, window)


def remove_home(home: Path) -> None:
    """Remove the folder of an exercise with all that is in it.

    Raises:
        RefusedError: it is not the folder of an exercise.
    """
    if not home.exists():
        return
    if not (home / _MARK).is_file():
        raise RefusedError("This folder does not belong to an exercise; it is left alone.")
    shutil.rmtree(home)
