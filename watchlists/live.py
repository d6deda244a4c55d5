"""The active directory in a process that keeps running while lists are replaced."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from matchers.directory import Directory
from watchlists.store import Mark
from watchlists.versions import Versions

CHECK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class _Loaded:
    mark: Mark
    version: int
    directory: Directory


@dataclass(slots=True)
class LiveDirectory:
    """Hands out the directory of the active list, at most `check_every_s` seconds behind.

    Attributes:
        check_every_s: how often the database is asked whether there is another list.
        ticking: seconds that only go forward; not the clock, which exercises make stand still.
    """

    versions: Versions
    check_every_s: float = CHECK_EVERY_S
    ticking: Callable[[], float] = field(default=time.monotonic, repr=False)
    _loaded: _Loaded | None = field(default=None, repr=False)
    _checked_at: float = field(default=float("-inf"), repr=False)

    @property
    def version(self) -> int:
        """Return the number of the version last handed out; 0 before the first."""
        return self._loaded.version if self._loaded else 0

    def current(self) -> Directory:
        """Return the directory of the active list.

        Raises:
            NotFoundError: no list was confirmed yet.
            StoreUnavailableError: the database did not answer; call again.
            TamperedError: the stored list was changed.
        """
        loaded = self._loaded
        now = self.ticking()
        if loaded is None or now - self._checked_at >= self.check_every_s:
            loaded = self._followed(loaded)
            self._checked_at = now
        return loaded.directory

    def _followed(self, loaded: _Loaded | None) -> _Loaded:
        mark = self.versions.mark()
        if loaded is not None and mark == loaded.mark:
            return loaded
        # The mark was taken before reading: a change in between is noticed next time.
        version, directory = self.versions.load_directory()
        self._loaded = _Loaded(mark or Mark(0, 0), version, directory)
        return self._loaded
