"""What every alert store can do, in our own words.

It refuses to know any query language or driver: SQLite and Elasticsearch answer the same
questions, and tests/contract/test_alert_store.py holds both to it. Nothing can be asked by
author, and no alert can be changed: it is written once and erased with its window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from alerts.record import Alert
from matchers.finding import Act, Level

MAX_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class PutResult:
    """What a `put` did.

    Attributes:
        created: how many alerts were new.
        stored: what the store holds now, one for each alert given, in the same order.
    """

    created: int
    stored: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class AlertQuery:
    """What to look for; everything given must hold.

    Attributes:
        text: words that must all occur in the text of the post or its pictures. Capitals and
            diacritics do not count; `word*` finds what begins so, `"two words"` what stands
            together.
        staff_id: somebody on the list whom the post can mean.
        min_score: inclusive, in [0, 1].
        since: publication, inclusive.
        until: publication, exclusive.
        exercise: exercises or reality, never both.
        limit: 1..1000.
        after: `Page.after` of the page before.
    """

    text: str = field(default="", repr=False)
    incident_id: str | None = None
    window_id: str | None = None
    staff_id: str | None = None
    act: Act | None = None
    min_score: float | None = None
    level: Level | None = None
    since: datetime | None = None
    until: datetime | None = None
    exercise: bool = False
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Alerts, latest publication first; `after` is None on the last page."""

    alerts: tuple[Alert, ...]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """A store that answers says how it is called and how many alerts it holds."""

    backend: str
    alerts: int


class AlertStore(Protocol):
    """Keeps alerts. Every method may raise StoreUnavailableError: keep the position, retry."""

    def put(self, alerts: Sequence[Alert]) -> PutResult:
        """Store what is not there yet, all or nothing; what is there stays as it is."""
        ...

    def get(self, alert_id: str) -> Alert:
        """Return one alert.

        Raises:
            NotFoundError: there is none under that id.
        """
        ...

    def search(self, query: AlertQuery) -> Page:
        """Return one page of what fits the query.

        Raises:
            BadInputError: `limit` or `after` cannot be used.
        """
        ...

    def count_by_level(self, query: AlertQuery) -> Mapping[Level, int]:
        """Return how many alerts fit, for every level; `limit` and `after` do not count."""
        ...

    def purge(self, window_id: str) -> int:
        """Erase all alerts of a window, texts and index included; return how many."""
        ...

    def health(self) -> StoreHealth:
        """Answer, so that a caller knows the store is there and prepared."""
        ...
