"""The loop: decode, window, score, store, case, commit; batch after batch until it stops.

Alerts and cases are stored under derived ids and may be stored twice; the commit comes last
and happens once. A store that does not answer is asked again, ever more slowly; any other
error ends the process, which is restarted and goes on where the last commit left off. It
refuses to know where posts come from and how they are scored.
"""

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from alerts.record import Alert
from alerts.store import AlertStore
from consumers import counts
from consumers.counts import Tally
from consumers.judging import Judge, Judged
from consumers.ledger import Ledger, source_id
from consumers.source import Batch, Extent, Source
from consumers.stopping import StopFlag
from runtime.errors import NotFoundError, StoreUnavailableError
from runtime.logging import get_logger

_EXPIRE_EVERY_S = 900.0
_log = get_logger(__name__)


class CaseRecorder(Protocol):
    """The part of the case book that is needed here."""

    def record(self, alerts: Sequence[Alert]) -> object:
        """Link alerts to their cases; a repeat changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """How it goes, for a progress bar: told after every batch.

    Attributes:
        tally: what was counted in this run.
    """

    extent: Extent
    tally: Tally


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended.

    Attributes:
        is_complete: the source came to its end; otherwise a stop was asked for.
    """

    tally: Tally
    batches: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long to wait for a store, in seconds; doubled each time, with some chance in it."""

    first_s: float = 0.2
    longest_s: float = 30.0

    def waits(self) -> Iterator[float]:
        """Yield one waiting time after the other, without end."""
        wait_s = self.first_s
        while True:
            yield wait_s * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
            wait_s = min(wait_s * 2, self.longest_s)


def _tell_nobody(report: Report) -> None:
    del report


@dataclass(frozen=True, slots=True)
class Loop:
    """Takes a source in.

    Attributes:
        on_report: called after every batch, and while nothing comes in.
    """

    source: Source
    judge: Judge
    store: AlertStore
    cases: CaseRecorder
    ledger: Ledger
    stop: StopFlag = field(default_factory=StopFlag)
    on_report: Callable[[Report], None] = _tell_nobody
    back_off: BackOff = field(default_factory=BackOff)

    def run(self) -> Summary:
        """Work until the source ends or a stop is asked for.

        Raises:
            BadInputError: the source cannot be read on; what came before is committed.
            ConflictError: another process reads the same source.
        """
        try:
            return self._run()
        finally:
            self.source.close()

    def _run(self) -> Summary:
        total, done = Tally(), 0
        upkeep = _Upkeep(self.ledger, is_real=not self.judge.windows.exercise)
        for batch in self.source.batches():
            if self.stop.is_set:
                return Summary(total, done, is_complete=False)
            if batch.received:
                judged = self._insist(batch)
                if judged is None:
                    return Summary(total, done, is_complete=False)
                total.merge(judged.tally)
                done += 1
            self.on_report(Report(self.source.extent, total))
            upkeep.look()
        return Summary(total, done, is_complete=not self.stop.is_set)

    def _insist(self, batch: Batch) -> Judged | None:
        """Handle a batch, again and again while a store is away; None when told to stop."""
        waits = self.back_off.waits()
        while True:
            try:
                return self._handle(batch)
            except StoreUnavailableError:
                wait_s = next(waits)
                _log.warning("store_unavailable", wait_s=round(wait_s, 2))
            if self.stop.wait(wait_s):
                return None
            # What the failed attempt may have stored is not forgotten by the next one.
            batch = replace(batch, is_repeat=True)

    def _handle(self, batch: Batch) -> Judged:
        origin = self.source.origin
        judged = self.judge.judge(batch)
        if batch.is_repeat:
            self._recall(judged)
        if judged.alerts:
            self.ledger.note(origin, batch)
            stored = self.store.put(judged.alerts).stored
            self.cases.record(stored)
            _count(stored, judged.tally)
        self.ledger.commit(origin, batch, judged)
        self.source.commit(batch)
        self._tell(origin, judged)
        return judged

    def _recall(self, judged: Judged) -> None:
        """Find the alerts that an earlier attempt stored and today's watchlist would not make.

        Without that, a changed watchlist would leave an alert without a case.
        """
        for alert_id, window_id in judged.below_bar:
            try:
                judged.alerts.append(self.store.get(alert_id))
            except NotFoundError:
                continue
            judged.tally.add(counts.BELOW_BAR, window_id, -1)

    def _tell(self, origin: str, judged: Judged) -> None:
        tally = judged.tally
        _log.info(
            "batch_committed",
            source_id=source_id(origin),
            seen=tally.of(counts.SEEN),
            alerts=tally.alerts,
            dead_letters=tally.dead_letters,
        )


class _Upkeep:
    """Erases dead letters whose time is over, now and then while the loop runs.

    The clock of an exercise says nothing about real letters, so an exercise erases none.
    """

    def __init__(self, ledger: Ledger, *, is_real: bool) -> None:
        self._ledger = ledger
        self._due = time.monotonic() if is_real else math.inf

    def look(self) -> None:
        """Erase if it is time again; a database that is away is asked the next time."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + _EXPIRE_EVERY_S
        with suppress(StoreUnavailableError):
            self._ledger.letters.expire()


def _count(stored: Sequence[Alert], tally: Tally) -> None:
    for alert in stored:
        tally.add(counts.alert_outcome(alert.level), alert.window_id)
        _log.info("alert_stored", alert_id=alert.alert_id, alert_level=alert.level)
