"""The state of things on one screen; "no alerts" never stands there without its blind spots."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from console.overview import ALWAYS, BLIND_SPOTS, Overview, SourceOverview, WindowOverview
from console.render.grid import facts, grid
from console.render.incidents import window_document, windows_table
from console.render.moments import show, show_length
from console.render.tallies import totals_table
from console.translation import Words
from console.vocabulary import LEVEL_STYLES, LEVELS, say
from consumers.counts import SCORED
from matchers.finding import Level

_ALERT_LEVELS = (Level.CRITICAL, Level.HIGH, Level.MEDIUM, Level.LOW)


def parts(overview: Overview, words: Words) -> Iterator[RenderableType]:
    """Yield the overview, part by part."""
    yield _heading(overview, words)
    yield Text()
    if overview.open_windows:
        yield grid(
            [words("window"), words("incident"), words("closes in"), words("scored"),
             words("alerts")],
            (_window_row(one, overview, words) for one in overview.open_windows),
            words("Open monitoring windows"),
        )  # fmt: skip
    if overview.planned:
        yield Text(words("Planned"), "bold")
        yield windows_table(overview.planned, words)
    yield facts(_facts(overview, words))
    if overview.sources:
        yield grid(
            [words("source"), words("last delivered"), words("remarks")],
            (_source_row(one, words) for one in overview.sources),
        )
    if overview.totals:
        yield totals_table(overview.totals, words)
    yield from _blind_spots(overview, words)


def document(overview: Overview) -> dict[str, Any]:
    """Return the overview for scripts."""
    return {
        "now": overview.now,
        "safe": None,
        "open_windows": [
            window_document(one.window) | {"totals": one.totals, "alerts": one.alerts}
            for one in overview.open_windows
        ],
        "planned_windows": [window_document(one) for one in overview.planned],
        "watchlist_version": overview.watchlist.version if overview.watchlist else None,
        "staff": overview.watchlist.staff_count if overview.watchlist else 0,
        "sources": [
            {"name": one.name, "read_at": one.read_at, "silent": one.is_silent}
            for one in overview.sources
        ],
        "totals": overview.totals,
        "dead_letters": overview.letters,
        "blind_spots": overview.blind_spots,
    }


def _heading(overview: Overview, words: Words) -> Text:
    if not overview.open_windows:
        return Text(words("Nothing is being monitored."), "bold")
    if not overview.alerts:
        return Text(
            words("No alerts so far. That is not the same as safe: see the blind spots below."),
            "bold yellow",
        )
    message = words.count(
        "{n} alert in open windows.", "{n} alerts in open windows.", overview.alerts
    )
    return Text(message, "bold red")


def _window_row(
    one: WindowOverview, overview: Overview, words: Words
) -> tuple[str | Text, ...]:  # fmt: skip
    left = show_length(one.window.closes_at - overview.now, words)
    alerts = Text(" ").join(
        Text(f" {say(words, LEVELS, level)} {one.alerts[level]} ", LEVEL_STYLES[level])
        for level in _ALERT_LEVELS
        if one.alerts[level]
    )
    return (
        one.window.window_id,
        one.window.incident_id,
        left,
        str(one.totals.get(SCORED, 0)),
        alerts if alerts.plain else "0",
    )


def _facts(overview: Overview, words: Words) -> Iterator[tuple[str, str]]:
    listed = overview.watchlist
    yield words("time"), show(overview.now, words)
    if listed is None:
        yield words("watchlist"), words("none")
    else:
        yield (
            words("watchlist"),
            words("version {version}, {n} staff, of {moment}", version=listed.version,
                  n=listed.staff_count, moment=show(listed.imported_at, words)),
        )  # fmt: skip
    kept = sum(overview.letters.values())
    yield words("dead letters"), str(kept)


def _source_row(source: SourceOverview, words: Words) -> tuple[str, str, str]:
    return source.name, show(source.read_at, words), words("silent") if source.is_silent else "-"


def _blind_spots(overview: Overview, words: Words) -> Iterator[RenderableType]:
    yield Text(words("What is not seen"), "bold")
    for code in overview.blind_spots:
        yield Text(f"  - {words(BLIND_SPOTS[code])}", "" if code in ALWAYS else "bold yellow")
