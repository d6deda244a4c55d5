"""What the loop needs from wherever posts come from: batches with positions, and a commit.

A source knows how to begin where the last commit left off. It refuses to know what a post
means; bytes are handed over as received.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a source: everything before it has been read.

    Attributes:
        offset: bytes from the start (of the inflated content, for gzip); a Kafka offset.
        line: lines begun before this place; 0 where a source has no lines.
        part: the partition of a source that has several, else empty.
    """

    offset: int = 0
    line: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came.

    Attributes:
        position: where it begins.
        arrived_at: aware; decides whether it came while a window was open.
        mistake: a reason code when the source could not even hand the bytes over.
        letter_id: the dead letter that is being tried again, else empty.
    """

    position: Position
    raw: bytes = field(repr=False)
    arrived_at: datetime
    mistake: str = ""
    letter_id: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of one part of a source, from `begin` (inclusive) to `end` (exclusive).

    Attributes:
        mark: whatever the source wants back to recognise its own content later.
    """

    begin: Position
    end: Position
    mark: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is decided, stored and committed together; without messages it is a sign of life.

    Attributes:
        stretches: one per part that moved on; none when no position has to be kept.
        is_repeat: an earlier run may have stored alerts of it without a commit.
    """

    received: tuple[Received, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """How far reading has come, in bytes of the file; `total` is None for an endless source."""

    done: int = 0
    total: int | None = None


class Source(Protocol):
    """Where posts come from."""

    @property
    def origin(self) -> str:
        """Return the stable name under which positions and counts are kept."""
        ...

    @property
    def extent(self) -> Extent:
        """Return how far reading has come."""
        ...

    def batches(self) -> Iterator[Batch]:
        """Yield batches from the last committed position on.

        While nothing comes in, an empty batch is yielded several times a second, so that the
        loop can stop.

        Raises:
            BadInputError: the source is not what was read before, or breaks off.
            StoreUnavailableError: its position could not be looked up; nothing was yielded.
        """
        ...

    def commit(self, batch: Batch) -> None:
        """Learn that a batch is done for good; its position is in SQL already."""
        ...

    def close(self) -> None:
        """Let go of files and connections; a second call changes nothing."""
        ...
