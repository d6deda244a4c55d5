"""The windows a post can fall in, kept as long as nothing changes in the registry.

It refuses to let an exercise and reality meet: it knows the windows of one of the two only.
"""

from datetime import datetime
from typing import Protocol

from incidents.registry import OpenWindow
from matchers.event import Event
from matchers.post import Post


class WindowRegistry(Protocol):
    """The part of the registry that is needed here."""

    def watched_windows(self, since: datetime) -> tuple[OpenWindow, ...]:
        """Return the windows open at or after `since`."""
        ...

    def revision_mark(self) -> int:
        """Return a number that changes with every change of a window."""
        ...


class LiveWindows:
    """Answers which windows admit a post; `refresh` before each batch.

    Args:
        exercise: whether posts are invented; they then count for exercises only, and real
            ones never do.
    """

    def __init__(self, registry: WindowRegistry, *, exercise: bool = False) -> None:
        self.exercise = exercise
        self._registry = registry
        self._mark: int | None = None
        self._since: datetime | None = None
        self._windows: tuple[OpenWindow, ...] = ()

    def refresh(self, since: datetime) -> None:
        """Look whether a window was opened, closed, extended or changed.

        Args:
            since: the earliest arrival that will be asked about.

        Raises:
            StoreUnavailableError: the registry did not answer.
        """
        # The mark is read first: a change in between is noticed next time.
        mark = self._registry.revision_mark()
        if mark == self._mark and self._since is not None and since >= self._since:
            return
        watched = self._registry.watched_windows(since)
        self._windows = tuple(one for one in watched if one.window.exercise == self.exercise)
        self._mark, self._since = mark, since

    def admitting(self, post: Post, arrived_at: datetime) -> list[OpenWindow]:
        """Return the windows in which a post falls."""
        return [
            one
            for one in self._windows
            if one.window.admits(post.created_at, post.source, post.incident_id, arrived_at)
        ]

    def is_any_open(self, moment: datetime) -> bool:
        """Return whether anything at all is being monitored at `moment`."""
        return any(one.window.is_open_at(moment) for one in self._windows)


def event_of(opened: OpenWindow) -> Event:
    """Return what a matcher may know of the incident of a window."""
    incident = opened.incident
    return Event(
        places=frozenset(incident.places),
        keywords=frozenset(incident.keywords),
        deployed_units=frozenset(incident.deployed_units),
        deployed_staff=frozenset(incident.deployed_staff),
    )
