"""The period of monitoring, and the rule that says whether a post falls in it.

Everything here is decided by the times a window carries, so that it closes by itself even
when nothing runs. It refuses to know where windows are kept.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self


class State(StrEnum):
    """Where a window is in its life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Window:
    """One window of monitoring.

    Attributes:
        state: as of the moment it was read; `at` tells it for another moment.
        starts_at: aware, as are all moments here.
        lead: how long before `starts_at` a post may be made; the window opens that early.
        tail: how long after `ends_at` a post may be made; the window stays open that long.
        sources: names of feeds that count; empty means all.
        exercise: invented posts only; never to be mistaken for reality.
        revision: grows by one with every change; a change names the revision it saw.
        extensions: how often it was extended.
        opened_at: when posts start to count: at the decision, or when the lead begins.
        closed_at: when it was closed by hand, or closed by itself; None until then.
        complete_by: until when an urgent window lives without its legal basis; None when
            it is complete.
    """

    window_id: str
    incident_id: str
    state: State
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime
    purpose: str
    legal_basis: str
    authorised_by: str = field(repr=False)
    lead: timedelta = timedelta()
    tail: timedelta = timedelta()
    sources: tuple[str, ...] = ()
    exercise: bool = False
    revision: int = 1
    extensions: int = 0
    closed_at: datetime | None = None
    complete_by: datetime | None = None

    @property
    def closes_at(self) -> datetime:
        """The moment from which nothing counts any more, known in advance."""
        limits = [self.ends_at + self.tail]
        limits += [limit for limit in (self.complete_by, self.closed_at) if limit is not None]
        return min(limits)

    @property
    def is_complete(self) -> bool:
        """Whether purpose and legal basis were decided on."""
        return self.complete_by is None

    def is_open_at(self, moment: datetime) -> bool:
        """Say whether the window is, was or will be open at `moment`, as far as is known."""
        return self.state is not State.CANCELLED and self.opened_at <= moment < self.closes_at

    def admits(
        self, created_at: datetime, source: str, incident_id: str, arrived_at: datetime
    ) -> bool:
        """Say whether a post falls in this window: the window rule.

        Args:
            created_at: when the post was made.
            source: the feed it came from; empty when unknown, which no list of sources holds.
            incident_id: the incident the post was collected for; empty for any.
            arrived_at: when it reached us. What arrived while the window was open counts
                even when it is read later; what arrives later does not count.

        Source: docs/adr/0001-registry-is-the-truth.md
        """
        return (
            self.starts_at - self.lead <= created_at < self.ends_at + self.tail
            and (not self.sources or source in self.sources)
            and (not incident_id or incident_id == self.incident_id)
            and self.is_open_at(arrived_at)
        )

    def at(self, moment: datetime) -> Self:
        """Return the window with the state that time alone gives it at `moment`."""
        if self.state is State.CANCELLED:
            return self
        if moment >= self.closes_at:
            return replace(self, state=State.CLOSED, closed_at=self.closes_at)
        return replace(self, state=State.PLANNED if moment < self.opened_at else State.OPEN)
