"""What is going on, and above all what cannot be seen: silence is never safety.

It gathers; `console.render.overview` shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.store import AlertQuery
from console.process import Process
from console.translation import N_
from consumers.deadletters import ORIGIN as RETRIES
from incidents.window import State, Window
from matchers.finding import Level
from runtime.errors import NotFoundError
from watchlists.version import Version

SILENT_AFTER = timedelta(minutes=15)
"""So long without a post, a source counts as silent while a window is open."""

BLIND_SPOTS = {
    "no_window": N_("No monitoring window is open: nothing at all is looked at."),
    "no_watchlist": N_("There is no watchlist: nobody can be recognised."),
    "no_source": N_("No source has delivered a post yet."),
    "silent_source": N_("A source has been silent for a while; it may be broken."),
    "incomplete_window": N_("A window closes by itself soon unless it is completed."),
    "unreadable": N_("Some messages could not be read; they may hold doxing."),
    "spoken_audio": N_("Spoken words in films and voice messages are not heard."),
    "live_streams": N_("Live streams are not watched."),
    "closed_groups": N_("Closed groups and private messages are not seen."),
    "plain_pictures": N_("Pictures are not looked at; only text that came with them is read."),
    "other_sources": N_("Only the sources that are connected are read."),
    "not_listed": N_("Staff who are not on the watchlist are found only when others are asked"
                     " about them or put them forward."),
}  # fmt: skip
"""Code → sentence; the first ones hold at times, the others always."""

ALWAYS = ("spoken_audio", "live_streams", "closed_groups", "plain_pictures", "other_sources",
          "not_listed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class WindowOverview:
    """One open window with its counts by outcome and its alerts by level."""

    window: Window
    totals: Mapping[str, int]
    alerts: Mapping[Level, int]


@dataclass(frozen=True, slots=True)
class SourceOverview:
    """One source and when it last delivered."""

    name: str
    read_at: datetime
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that is going on.

    Attributes:
        watchlist: the version in effect, if any.
        totals: counts by outcome over everything that was ever taken in.
        letters: kept unreadable messages, by reason.
        blind_spots: codes of BLIND_SPOTS, the urgent ones first.
    """

    now: datetime
    open_windows: tuple[WindowOverview, ...]
    planned: tuple[Window, ...]
    watchlist: Version | None
    sources: tuple[SourceOverview, ...]
    totals: Mapping[str, int]
    letters: Mapping[str, int]
    blind_spots: tuple[str, ...] = ()

    @property
    def alerts(self) -> int:
        """How many alerts there are in open windows."""
        return sum(sum(one.alerts.values()) for one in self.open_windows)


def gather(process: Process, *, exercise: bool) -> Overview:
    """Look at windows, sources, counts and dead letters at this moment."""
    now = process.clock.now()
    windows = [one for one in process.registry.list_windows() if one.exercise == exercise]
    overview = Overview(
        now=now,
        open_windows=tuple(_window(process, one) for one in windows if one.state is State.OPEN),
        planned=tuple(one for one in windows if one.state is State.PLANNED),
        watchlist=_watchlist(process),
        sources=tuple(_sources(process, now)),
        totals=process.counts.totals(),
        letters=process.letters.count_by_reason(),
    )
    return _with_blind_spots(overview)


def _window(process: Process, window: Window) -> WindowOverview:
    query = AlertQuery(window_id=window.window_id, exercise=window.exercise)
    totals = process.counts.totals(window.window_id)
    return WindowOverview(window, totals, process.store.count_by_level(query))


def _watchlist(process: Process) -> Version | None:
    try:
        return process.versions.active()
    except NotFoundError:
        return None


def _sources(process: Process, now: datetime) -> Iterator[SourceOverview]:
    for place in process.progress.places():
        if place.origin != RETRIES:
            is_silent = now - place.updated_at > SILENT_AFTER
            yield SourceOverview(_name(place.origin), place.updated_at, is_silent)


def _name(origin: str) -> str:
    """Return a source's name without the folder its file is in."""
    kind, _, rest = origin.partition(":")
    return f"{kind}:{Path(rest).name}" if kind == "file" else origin


def _with_blind_spots(overview: Overview) -> Overview:
    urgent = {
        "no_window": not overview.open_windows,
        "no_watchlist": overview.watchlist is None,
        "no_source": not overview.sources,
        "silent_source": bool(overview.open_windows) and any(
            one.is_silent for one in overview.sources
        ),
        "incomplete_window": any(not one.window.is_complete for one in overview.open_windows),
        "unreadable": bool(overview.letters),
    }  # fmt: skip
    now_true = tuple(code for code, holds in urgent.items() if holds)
    return replace(overview, blind_spots=(*now_true, *ALWAYS))
