"""The matcher of the active watchlist, made anew when another list takes effect.

It refuses to know posts and windows.
"""

import gc
from typing import Protocol

from matchers.directory import Directory
from matchers.matcher import Matcher
from matchers.model import Model
from matchers.people import People


class DirectorySource(Protocol):
    """Whoever knows the directory of the active list; `watchlists.live.LiveDirectory` does."""

    def current(self) -> Directory:
        """Return the directory of the active list.

        Raises:
            NotFoundError: no list was confirmed yet.
            StoreUnavailableError: the database did not answer.
        """
        ...


class LiveMatcher:
    """Hands out a matcher; the same one as long as the list is the same."""

    def __init__(
        self, directories: DirectorySource, model: Model, people: People | None = None
    ) -> None:
        self._directories = directories
        self._model = model
        self._people = people or People()
        self._matcher: Matcher | None = None

    def current(self) -> Matcher:
        """Return the matcher of the active list; raises what `DirectorySource.current` does."""
        directory = self._directories.current()
        if self._matcher is None or self._matcher.directory is not directory:
            self._matcher = Matcher(directory, self._model, self._people)
            _spare_from_collection()
        return self._matcher


def _spare_from_collection() -> None:
    """Keep the collector from walking the millions of objects of a directory again and again."""
    gc.unfreeze()  # of a list that was replaced
    gc.collect()
    gc.freeze()
