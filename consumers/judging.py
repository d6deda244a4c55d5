"""What becomes of each message of a batch: decode, window, score. Nothing is stored here.

A post that falls in no window is counted and forgotten before anything looks at its text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
class Judge:
    """Decides batches.

    Attributes:
        current_scorer: asked once per batch, so that a new watchlist counts from the next on.
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
        """
        self.windows.refresh(min(item.arrived_at for item in batch.received))
        scorer = self.current_scorer()
        judged = Judged()
        for received in batch.received:
            self._judge_one(received, scorer, judged)
        return judged

    def _judge_one(self, received: Received, scorer: Scorer, judged: Judged) -> None:
        judged.tally.add(counts.RETRIED if received.letter_id else counts.SEEN)
        try:
            post = self._decoded(received)
        except BadPostError as exc:
            self._bury(received, str(exc), judged)
            return
        if received.letter_id:
            judged.readable_letters.append(received.letter_id)
        admitting = self.windows.admitting(post, received.arrived_at)
        if not admitting:
            judged.tally.add(counts.OUTSIDE_WINDOW)
            return
        findings = scorer.find_all(post, [event_of(opened) for opened in admitting])
        for opened, finding in zip(admitting, findings, strict=True):
            self._settle(received, post, opened, finding, judged)

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

    def _settle(
        self,
        received: Received,
        post: Post,
        opened: OpenWindow,
        finding: Finding,
        judged: Judged,
    ) -> None:
        window = opened.window
        judged.tally.add(counts.SCORED, window.window_id)
        if finding.score >= self.alert_bar:
            judged.alerts.append(make_alert(post, finding, window, opened.key, received.arrived_at))
            return
        judged.tally.add(counts.BELOW_BAR, window.window_id)
        alert_id = derive_alert_id(window.window_id, post.platform, post.post_id)
        judged.below_bar.append((alert_id, window.window_id))
