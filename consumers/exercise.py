"""Posts of an exercise arrive when they were made, on a clock that they drive themselves.

With a speed they come at that pace, one by one; without, as fast as they can be handled. It
refuses to know windows: that an exercise counts for exercises only is decided in
`consumers.windows`.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from consumers.files import FileRequest, FileSource
from consumers.progress import Progress
from consumers.source import Batch, Extent, Received
from consumers.stopping import StopFlag
from runtime.clock import DrivenClock
from runtime.errors import BadInputError


class _Made(msgspec.Struct):
    created_at: datetime


_decoder = msgspec.json.Decoder(_Made)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an exercise goes.

    Attributes:
        speed: minutes of the exercise per minute of ours, above 0; None does not wait.
        stop: ends the waiting.
        monotonic: seconds that only go forward.
    """

    speed: float | None = None
    stop: StopFlag | None = None
    monotonic: Callable[[], float] = time.monotonic


class ExerciseSource:
    """A file of posts, replayed; see `consumers.source.Source`.

    Args:
        request: its label must name the exercise (the id of its window), so that the same file
            can be played again in another one.
        clock: moved to the making of each post before it is handed out.
    """

    def __init__(
        self, request: FileRequest, progress: Progress, clock: DrivenClock, pace: Pace
    ) -> None:
        if not request.label:
            raise BadInputError("An exercise needs a label: the id of the window it is for.")
        if pace.speed is not None and pace.speed <= 0:
            raise BadInputError("The speed of an exercise is above 0.")
        size = request.batch_size if pace.speed is None else 1
        self._file = FileSource(replace(request, batch_size=size), progress, clock)
        self._clock = clock
        self._pace = pace
        self._stop = pace.stop or StopFlag()
        self._started: tuple[float, datetime] | None = None

    @property
    def origin(self) -> str:
        """Return the name of the file with its label."""
        return self._file.origin

    @property
    def extent(self) -> Extent:
        """Return how far the file has been read."""
        return self._file.extent

    def batches(self) -> Iterator[Batch]:
        """Yield batches as `FileSource.batches` does, each post arriving when it was made."""
        for batch in self._file.batches():
            received = tuple(map(self._arriving, batch.received))
            if received and self._wait(received[0].arrived_at):
                return
            yield replace(batch, received=received)

    def commit(self, batch: Batch) -> None:
        """Do nothing: the position is in SQL."""
        self._file.commit(batch)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _arriving(self, received: Received) -> Received:
        """Let a post arrive when it was made; what tells no time arrives with the one before."""
        try:
            made = _decoder.decode(received.raw).created_at.astimezone(UTC)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError):
            made = self._clock.now()
        self._clock.move_to(made)
        return replace(received, arrived_at=made)

    def _wait(self, made: datetime) -> bool:
        """Wait until a post is due; return whether a stop was asked for meanwhile."""
        if self._pace.speed is None:
            return self._stop.is_set
        now = self._pace.monotonic()
        if self._started is None:
            self._started = (now, made)
        began, first = self._started
        due = began + (made - first).total_seconds() / self._pace.speed
        return self._stop.wait(max(0.0, due - now))
