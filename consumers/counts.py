"""How many posts came to what: the only trace of a post that falls in no window.

A count has an outcome (a code), the window it belongs to (empty when none) and the source.
It refuses to hold anything by which one post could be told from another.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from consumers.tables import consumer_counts
from matchers.finding import Level
from runtime.clock import Clock
from runtime.database import reading

SEEN = "seen"
OUTSIDE_WINDOW = "outside_window"
SCORED = "scored"
BELOW_BAR = "below_bar"
RETRIED = "retried"
_ALERT = "alert_"
_DEAD_LETTER = "dead_letter_"


def alert_outcome(level: Level) -> str:
    """Return the outcome of a post that became an alert: `alert_low` ... `alert_critical`."""
    return f"{_ALERT}{level}"


def dead_letter_outcome(reason: str) -> str:
    """Return the outcome of a post that could not be read: `dead_letter_<reason>`."""
    return f"{_DEAD_LETTER}{reason}"


class Tally:
    """Counts of one batch, in memory until it is committed."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, outcome: str, window_id: str = "", times: int = 1) -> None:
        """Count one more of an outcome."""
        self.counts[window_id, outcome] += times

    def of(self, outcome: str) -> int:
        """Return how many of an outcome there are, over all windows."""
        return sum(count for (_, name), count in self.counts.items() if name == outcome)

    @property
    def alerts(self) -> int:
        """Return how many posts became alerts, of any level."""
        return self._beginning_with(_ALERT)

    @property
    def dead_letters(self) -> int:
        """Return how many could not be read, for any reason."""
        return self._beginning_with(_DEAD_LETTER)

    def merge(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.counts.update(other.counts)

    def _beginning_with(self, prefix: str) -> int:
        return sum(n for (_, outcome), n in self.counts.items() if outcome.startswith(prefix))


@dataclass(frozen=True, slots=True)
class Count:
    """One stored count; `window_id` is empty for what belongs to no window."""

    origin: str
    window_id: str
    outcome: str
    count: int
    updated_at: datetime


class Counts:
    """Adds tallies inside a commit and reads them back."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, connection: Connection, origin: str, tally: Tally) -> None:
        """Add a batch's tally inside the caller's write transaction."""
        now = self._clock.now()
        for (window_id, outcome), times in sorted(tally.counts.items()):
            key = {"origin": origin, "window_id": window_id, "outcome": outcome}
            change = (
                update(consumer_counts)
                .where(*(consumer_counts.c[name] == value for name, value in key.items()))
                .values(count=consumer_counts.c.count + times, updated_at=now)
            )
            if not connection.execute(change).rowcount:
                fresh = key | {"count": times, "updated_at": now}
                connection.execute(insert(consumer_counts).values(fresh))

    def rows(self, window_id: str | None = None) -> tuple[Count, ...]:
        """Return the counts of one window, or all, by source, window and outcome.

        Raises:
            StoreUnavailableError: the database did not answer.
        """
        columns = consumer_counts.c
        query = select(consumer_counts).order_by(columns.origin, columns.window_id, columns.outcome)
        if window_id is not None:
            query = query.where(columns.window_id == window_id)
        with reading(self._engine) as connection:
            return tuple(Count(**row) for row in connection.execute(query).mappings())

    def totals(self, window_id: str | None = None) -> dict[str, int]:
        """Return outcome → count over all sources, of one window or of everything.

        A post in two windows counts as scored twice, in each of them once.
        """
        columns = consumer_counts.c
        query = select(columns.outcome, func.sum(columns.count)).group_by(columns.outcome)
        if window_id is not None:
            query = query.where(columns.window_id == window_id)
        with reading(self._engine) as connection:
            found = connection.execute(query.order_by(columns.outcome)).all()
        return {outcome: int(total) for outcome, total in found}
