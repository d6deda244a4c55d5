"""Incidents and monitoring windows on the screen and as JSON."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from console.render.grid import facts, grid
from console.render.moments import show
from console.translation import Words
from console.vocabulary import INCIDENT_KINDS, WINDOW_STATES, listed, say
from incidents.incident import Incident
from incidents.window import State, Window

_STATE_STYLES = {State.OPEN: "bold green", State.PLANNED: "cyan"}


def table(incidents: Iterable[Incident], words: Words) -> Table:
    """Return incidents as a table."""
    headers = [words("incident"), words("kind"), words("title"), words("start"), words("end")]
    return grid(
        headers,
        (
            (
                one.incident_id,
                say(words, INCIDENT_KINDS, one.kind),
                one.title,
                show(one.starts_at, words),
                show(one.ends_at, words),
            )
            for one in incidents
        ),
    )


def details(incident: Incident, words: Words) -> Table:
    """Return one incident in full; deployed staff by number only."""
    return facts(
        [
            (words("incident"), incident.incident_id),
            (words("title"), incident.title),
            (words("kind"), say(words, INCIDENT_KINDS, incident.kind)),
            (words("start"), show(incident.starts_at, words)),
            (words("end"), show(incident.ends_at, words)),
            (words("places"), listed(words, {}, incident.places)),
            (words("keywords"), listed(words, {}, incident.keywords)),
            (words("deployed units"), listed(words, {}, incident.deployed_units)),
            (words("deployed staff"), str(len(incident.deployed_staff))),
            (words("purpose"), incident.purpose or "-"),
            (words("legal basis"), incident.legal_basis or "-"),
        ]
    )


def windows_table(windows: Iterable[Window], words: Words) -> Table:
    """Return monitoring windows as a table."""
    headers = [words("window"), words("incident"), words("state"), words("start"), words("end"),
               words("remarks")]  # fmt: skip
    return grid(headers, (_window_row(one, words) for one in windows))


def window_details(window: Window, words: Words) -> Table:
    """Return one monitoring window in full."""
    return facts(
        [
            (words("window"), window.window_id),
            (words("incident"), window.incident_id),
            (words("state"), _state(window, words)),
            (words("start"), show(window.starts_at, words)),
            (words("end"), show(window.ends_at, words)),
            (words("closes"), show(window.closes_at, words)),
            (words("purpose"), window.purpose or "-"),
            (words("legal basis"), window.legal_basis or words("missing")),
            (words("authorised by"), window.authorised_by or words("missing")),
            (words("sources"), listed(words, {}, window.sources) if window.sources
             else words("all")),
            (words("extended"), str(window.extensions)),
            (words("revision"), str(window.revision)),
        ]
    )  # fmt: skip


def document(incident: Incident) -> dict[str, Any]:
    """Return an incident for scripts."""
    return _document(incident, Incident.__slots__)


def window_document(window: Window) -> dict[str, Any]:
    """Return a window for scripts."""
    return _document(window, Window.__slots__) | {"closes_at": window.closes_at}


def _document(record: object, names: Iterable[str]) -> dict[str, Any]:
    shown = {}
    for name in names:
        value = getattr(record, name)
        shown[f"{name}_min" if isinstance(value, timedelta) else name] = _plain(value)
    return shown


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    return int(value.total_seconds() // 60) if isinstance(value, timedelta) else value


def _window_row(window: Window, words: Words) -> tuple[str | Text, ...]:
    return (
        window.window_id,
        window.incident_id,
        _state(window, words),
        show(window.starts_at, words),
        show(window.ends_at, words),
        ", ".join(_remarks(window, words)) or "-",
    )


def _state(window: Window, words: Words) -> Text:
    return Text(say(words, WINDOW_STATES, window.state), _STATE_STYLES.get(window.state, ""))


def _remarks(window: Window, words: Words) -> Iterable[str]:
    if window.exercise:
        yield words("EXERCISE")
    if window.state is State.OPEN and window.complete_by is not None:
        yield words("closes at {moment} unless completed", moment=show(window.complete_by, words))
    if window.extensions:
        yield words.count("extended {n} time", "extended {n} times", window.extensions)
