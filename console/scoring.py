"""Score a file of posts against a watchlist and an incident, without a home, key or database.

The list is compiled in memory under a random key; nothing is kept. It refuses to know
terminals: lines go to a writer, and what happened is counted. The contract is in
docs/formats.md.
"""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from console.files import unreadable
from consumers.files import LINE_TOO_LONG, STANDARD_INPUT
from consumers.formats import ndjson
from consumers.lines import Line, LineCutter
from consumers.source import Extent, Position
from consumers.streams import Chunks, GzipStream, Peekable, RawStream, is_gzip
from incidents.incident import Incident
from incidents.opening import window_for
from incidents.rules import WindowRequest
from incidents.window import Window
from matchers.directory import build_directory
from matchers.event import Event
from matchers.finding import Evidence, Finding
from matchers.matcher import Matcher
from matchers.model import Model
from matchers.post import Post
from matchers.staff import StaffEntry
from runtime.errors import BadInputError, BadPostError

_TOKEN_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that could not be read; `reason` is a code, never a part of the line."""

    line: int
    reason: str


@dataclass(slots=True)
class Counts:
    """What became of the lines.

    Attributes:
        alerts: scored at or above the bar.
        outside: posts outside the incident's window, which get no line.
    """

    scored: int = 0
    alerts: int = 0
    outside: int = 0
    malformed: int = 0


@dataclass(frozen=True, slots=True)
class Scoring:
    """One run.

    Attributes:
        write: takes one line of output, its line end included.
        flush: called when the input pauses, so that a reader downstream sees what there is.
        on_malformed: told every line that could not be read.
        on_extent: told how far reading has come.
    """

    matcher: Matcher
    incident: Incident
    bar: float
    write: Callable[[bytes], object]
    flush: Callable[[], object] = lambda: None
    on_malformed: Callable[[Malformed], None] = lambda _: None
    on_extent: Callable[[Extent], None] = lambda _: None
    counts: Counts = field(default_factory=Counts)

    def run(self, path: str) -> Counts:
        """Score all posts of a file, in its order, and return the counts.

        Args:
            path: NDJSON, plain or gzip; `-` for standard input.

        Raises:
            BadInputError: the file cannot be opened or breaks off.
        """
        window = window_of(self.incident)
        event = event_of(self.incident)
        with _opened(path) as stream:
            for line in self._lines(stream):
                self._score(line, window, event)
        return self.counts

    def _lines(self, raw: RawStream) -> Iterator[Line]:
        cutter = LineCutter(Position())
        chunks = _unpacked(raw)
        while chunk := self._next(chunks, raw):
            yield from cutter.feed(chunk)
        yield from cutter.finish()

    def _next(self, chunks: Chunks, raw: RawStream) -> bytes:
        while (chunk := chunks.read()) is None:
            self.flush()
        self.on_extent(Extent(raw.done, raw.total))
        return chunk

    def _score(self, line: Line, window: Window, event: Event) -> None:
        if line.is_blank:
            return
        try:
            post = _decoded(line)
        except BadPostError as exc:
            self.counts.malformed += 1
            self.on_malformed(Malformed(line.begin.line + 1, str(exc)))
            return
        if not window.admits(post.created_at, post.source, post.incident_id, post.created_at):
            self.counts.outside += 1
            return
        finding = self.matcher.find(post, event)
        self.counts.scored += 1
        self.counts.alerts += finding.score >= self.bar
        self.write(msgspec.json.encode(score_line(post, finding)) + b"\n")


def make_matcher(entries: Sequence[StaffEntry], model_path: Path | None) -> Matcher:
    """Compile a list in memory under a random key that nobody keeps.

    Raises:
        BadInputError: the model file cannot be used.
    """
    directory = build_directory(entries, secrets.token_bytes(_TOKEN_KEY_BYTES))
    return Matcher(directory, load_model(model_path))


def load_model(path: Path | None) -> Model:
    """Return a model from a file, or the bundled one.

    Raises:
        BadInputError: the file cannot be read or is no model of this version.
    """
    try:
        return Model.load(path)
    except OSError as exc:
        raise unreadable(path or Path("model"), exc) from None
    except ValueError as exc:
        raise BadInputError(
            "The model file cannot be used. Fit it anew with `doxwacht model fit`."
        ) from exc


def window_of(incident: Incident) -> Window:
    """Return the incident's own window, as if it had been open all along."""
    opens_at = incident.starts_at - incident.lead
    return window_for(WindowRequest.from_incident(incident), opens_at)


def event_of(incident: Incident) -> Event:
    """Return what a matcher may know of an incident."""
    return Event(
        places=frozenset(incident.places),
        keywords=frozenset(incident.keywords),
        deployed_units=frozenset(incident.deployed_units),
        deployed_staff=frozenset(incident.deployed_staff),
    )


def score_line(post: Post, finding: Finding) -> dict[str, Any]:
    """Return one line of the score contract."""
    return {
        "post_id": post.post_id,
        "score": finding.score,
        "level": finding.level,
        "acts": finding.acts,
        "subjects": [
            {"staff_id": one.staff_id, "confidence": one.confidence} for one in finding.subjects
        ],
        "evidence": [_evidence(one) for one in finding.evidence],
        "model": finding.model,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    known = {} if item.staff_id is None else {"staff_id": item.staff_id}
    return {
        "kind": item.kind,
        "where": item.where,
        "start": item.start,
        "end": item.end,
        "text": item.text,
        **known,
        "reason": item.reason,
    }


def _decoded(line: Line) -> Post:
    if line.raw is None:
        raise BadPostError(LINE_TOO_LONG)
    return ndjson.decode(line.raw)


@contextmanager
def _opened(path: str) -> Iterator[RawStream]:
    if path == STANDARD_INPUT:
        yield RawStream(sys.stdin.fileno())
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as exc:
        raise unreadable(Path(path), exc) from None
    try:
        yield RawStream(descriptor)
    finally:
        os.close(descriptor)


def _unpacked(raw: RawStream) -> Chunks:
    front = Peekable(raw)
    while (packed := is_gzip(front)) is None:
        pass  # waits for the first bytes of a pipe; each look waits a little by itself
    return GzipStream(front) if packed else front
