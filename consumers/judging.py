"""What becomes of each message of a batch: decode, window, score. Nothing is stored here.

A post that falls in no window is counted and forgotten before anything looks at its text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from alerts.record import Alert, derive_alert_id, make_alert
from consumers import counts
from consumers.counts import Tally
from consumers.formats import ndjson
from consumers.source import Batch, Received
from consumers.windows import LiveWindows, event_of
from incidents.registry import OpenWindow
from matchers.event import Event
from matchers.finding import Finding
from matchers.post import Post
from runtime.errors import BadPostError


class Scorer(Protocol):
    """The part of a matcher that is needed here."""

    def find_all(self, post: Post, events: Sequence[Event]) -> Sequence[Finding]:
        """Return a finding per incident."""
        ...


@dataclass(slots=True)
class Judged:
    """A batch, decided.

    Attributes:
        tally: all outcomes except the alerts, whose level only the store knows for sure.
        below_bar: (alert id, window id) of what scored too low.
        dead: unreadable messages to keep, with the reason.
        readable_letters: ids of dead letters that could be read after all.
    """

    alerts: list[Alert] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    below_bar: list[tuple[str, str]] = field(default_factory=list)
    dead: list[tuple[Received, str]] = field(default_factory=list)
    readable_letters: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Admitted:
    """A post that falls in at least one window."""

    post: Post
    arrived_at: datetime
    windows: list[OpenWindow]

    def alert(self, finding: Finding, opened: OpenWindow) -> Alert:
        """Return the alert that a finding makes."""
        return make_alert(self.post, finding, opened.window, opened.key, self.arrived_at)

    def place(self, opened: OpenWindow) -> tuple[str, str]:
        """Return the id its alert in a window has or would have, and the window's."""
        window_id = opened.window.window_id
        return derive_alert_id(window_id, self.post.platform, self.post.post_id), window_id


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides batches.

    Attributes:
        current_scorer: asked once per batch with a post in a window, so that a new watchlist
            counts from the next batch on.
        alert_bar: score from which a post becomes an alert, in [0, 1].
    """

    windows: LiveWindows
    current_scorer: Callable[[], Scorer]
    alert_bar: float = 0.5
    decode: Callable[[bytes], Post] = ndjson.decode

    def judge(self, batch: Batch) -> Judged:
        """Decide what becomes of every message.

        Raises:
            StoreUnavailableError: windows or watchlist could not be looked up.
            NotFoundError: a post falls in a window and there is no watchlist.
        """
        self.windows.refresh(min(item.arrived_at for item in batch.received))
        judged = Judged()
        admitted = [self._admit(received, judged) for received in batch.received]
        if any(admitted):
            scorer = self.current_scorer()
            for one in filter(None, admitted):
                self._score(one, scorer, judged)
        return judged

    def _admit(self, received: Received, judged: Judged) -> _Admitted | None:
        """Decode a message and look for its windows; None when that is the end of it."""
        judged.tally.add(counts.RETRIED if received.letter_id else counts.SEEN)
        try:
            post = self._decoded(received)
        except BadPostError as exc:
            self._bury(received, str(exc), judged)
            return None
        if received.letter_id:
            judged.readable_letters.append(received.letter_id)
        admitting = self.windows.admitting(post, received.arrived_at)
        if not admitting:
            judged.tally.add(counts.OUTSIDE_WINDOW)
            return None
        return _Admitted(post, received.arrived_at, admitting)

    def _score(self, one: _Admitted, scorer: Scorer, judged: Judged) -> None:
        findings = scorer.find_all(one.post, [event_of(opened) for opened in one.windows])
        for opened, finding in zip(one.windows, findings, strict=True):
            judged.tally.add(counts.SCORED, opened.window.window_id)
            if finding.score >= self.alert_bar:
                judged.alerts.append(one.alert(finding, opened))
            else:
                judged.tally.add(counts.BELOW_BAR, opened.window.window_id)
                judged.below_bar.append(one.place(opened))

    def _decoded(self, received: Received) -> Post:
        if received.mistake:
            raise BadPostError(received.mistake)
        post = self.decode(received.raw)
        ndjson.check_not_future(post, received.arrived_at)
        return post

    def _bury(self, received: Received, reason: str, judged: Judged) -> None:
        if not received.letter_id:
            judged.tally.add(counts.dead_letter_outcome(reason))
        if received.letter_id or self.windows.is_any_open(received.arrived_at):
            judged.dead.append((received, reason))
