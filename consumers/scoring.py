"""The matcher of the active watchlist, made anew when another list takes effect.

It refuses to know posts and windows.
"""

from typing import Protocol

from matchers.directory import Directory
from matchers.matcher import Matcher
from matchers.model import Model


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

    def __init__(self, directories: DirectorySource, model: Model) -> None:
        self._directories = directories
        self._model = model
        self._matcher: Matcher | None = None

    def current(self) -> Matcher:
        """Return the matcher of the active list; raises what `DirectorySource.current` does."""
        directory = self._directories.current()
        if self._matcher is None or self._matcher.directory is not directory:
            self._matcher = Matcher(directory, self._model)
        return self._matcher
