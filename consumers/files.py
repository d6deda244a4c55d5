"""Posts from a file or standard input, NDJSON, plain or gzip, read on from where it was left.

A file that was replaced or shortened is refused, one that grew is read on. Standard input has
no name of its own and takes one from its first line, so that the same stream handed in again
is read on too. It refuses to know what a line means. Positions are described in docs/formats.md.
"""

import hashlib
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from consumers.lines import Line, LineCutter
from consumers.progress import Place, Progress
from consumers.resuming import Head, Resumed, Walk, jump
from consumers.source import Batch, Extent, Position, Received, Stretch
from consumers.streams import BrokenGzipError, GzipStream, Peekable, RawStream, first_line, is_gzip
from runtime.clock import Clock
from runtime.errors import BadInputError

STANDARD_INPUT = "-"
LINE_TOO_LONG = "line_too_long"

_TOKEN_BYTES = 16
_LONGEST_NAME = 400

_T = TypeVar("_T")
_Waiting = Generator[Batch, None, _T]


@dataclass(frozen=True, slots=True)
class FileRequest:
    """What to read, and in which pieces.

    Attributes:
        path: a file, or `-` for standard input.
        label: sets one reading of the same file apart from another, e.g. the id of the window
            it is replayed for; each label has positions and counts of its own.
        batch_size: lines that are committed together at most.
        batch_bytes: bytes after which a batch is full, whatever its lines.
        descriptor: where standard input is read from.
    """

    path: str
    label: str = ""
    batch_size: int = 500
    batch_bytes: int = 8 << 20
    descriptor: int = 0

    @property
    def is_standard_input(self) -> bool:
        """Return whether there is no file."""
        return self.path == STANDARD_INPUT

    def origin(self, name: str) -> str:
        """Return a name with the label."""
        return f"{name}#{self.label}" if self.label else name


class FileSource:
    """A source over one file; see `consumers.source.Source`.

    All lines of a batch arrive when the batch is handed out, by `clock`.
    """

    def __init__(self, request: FileRequest, progress: Progress, clock: Clock) -> None:
        self._request = request
        self._progress = progress
        self._clock = clock
        name = "stdin" if request.is_standard_input else _name_of(request.path)
        self._origin = request.origin(name)
        self._descriptor: int | None = None
        self._raw: RawStream | None = None

    @property
    def origin(self) -> str:
        """Return the name of the source; that of standard input is complete once it is read."""
        return self._origin

    @property
    def extent(self) -> Extent:
        """Return how far reading has come, in bytes as they lie on disk."""
        return Extent(self._raw.done, self._raw.total) if self._raw else Extent()

    def batches(self) -> Iterator[Batch]:
        """Yield batches from the last committed position on.

        Raises:
            BadInputError: the file cannot be read, is not the one that was read before, or is
                a gzip file that breaks off; complete lines before the break are yielded first.
            StoreUnavailableError: the position could not be looked up; nothing was yielded.
        """
        with closing(self):
            raw = self._raw = RawStream(self._open())
            front = Peekable(raw)
            is_packed = yield from _once(lambda: is_gzip(front))
            if self._request.is_standard_input or is_packed or raw.total is None:
                resumed, place = yield from self._walk(front, is_packed=is_packed)
            else:
                place = self._place()
                resumed = jump(raw, *_left_at(place))
            yield from self._cut(resumed, _Gathering(self._request, self._clock, place))

    def commit(self, batch: Batch) -> None:
        """Do nothing: the position is in SQL, a file has none of its own."""

    def close(self) -> None:
        """Close the file; standard input is left open."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        if self._request.is_standard_input:
            return self._request.descriptor
        try:
            self._descriptor = os.open(self._request.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as exc:
            raise _unreadable(exc) from None
        if Path(self._request.path).is_dir():
            raise BadInputError("This is a folder. Name a file, or - for standard input.")
        return self._descriptor

    def _walk(self, front: Peekable, *, is_packed: bool) -> _Waiting[tuple[Resumed, Place | None]]:
        chunks = Peekable(GzipStream(front)) if is_packed else front
        if self._request.is_standard_input:
            line = yield from _once(lambda: first_line(chunks))
            self._origin = self._request.origin(f"stdin:{self._token(line)}")
        place = self._place()
        walk = Walk(chunks, *_left_at(place))
        resumed = yield from _once(walk.step)
        return resumed, place

    def _cut(self, resumed: Resumed, gathering: "_Gathering") -> Iterator[Batch]:
        cutter = LineCutter(resumed.at, is_mid_line=resumed.is_mid_line)
        gathering.head = resumed.head
        while True:
            try:
                chunk = resumed.chunks.read()
            except BrokenGzipError:
                yield gathering.take()
                raise
            if chunk is None:
                yield gathering.take()
                continue
            resumed.head.extend(chunk)
            for line in cutter.feed(chunk) if chunk else cutter.finish():
                yield from gathering.add(line)
            if not chunk:
                break
        yield gathering.take()

    def _place(self) -> Place | None:
        return self._progress.place(self._origin)

    def _token(self, line: bytes) -> str:
        salt = self._progress.salt()
        return hashlib.blake2b(line, digest_size=_TOKEN_BYTES, key=salt).hexdigest()


class _Gathering:
    """Lines on their way to becoming a batch."""

    def __init__(self, request: FileRequest, clock: Clock, place: Place | None) -> None:
        self.head = Head()
        self._request = request
        self._clock = clock
        self._begin, _ = _left_at(place)
        self._end = self._begin
        self._lines: list[Line] = []
        self._bytes = 0
        self._noted_offset = (place and place.noted_offset) or 0
        self._noted_at = place and place.noted_at

    def add(self, line: Line) -> Iterator[Batch]:
        """Add a line; yield the batch that it makes full."""
        self._end = line.end
        if not line.is_blank:
            self._lines.append(line)
            self._bytes += len(line.raw or b"")
        if self._is_full():
            yield self.take()

    def take(self) -> Batch:
        """Return what was gathered; nothing but a sign of life when that is no line at all."""
        if not self._lines:
            return Batch()
        is_repeat = self._begin.offset < self._noted_offset
        arrived_at = (self._noted_at if is_repeat else None) or self._clock.now()
        stretch = Stretch(self._begin, self._end, self.head.mark(self._end.offset))
        received = tuple(_received(line, arrived_at) for line in self._lines)
        self._begin, self._lines, self._bytes = self._end, [], 0
        return Batch(received, (stretch,), is_repeat=is_repeat)

    def _is_full(self) -> bool:
        return (
            len(self._lines) >= self._request.batch_size
            or self._bytes >= self._request.batch_bytes
            or self._begin.offset < self._noted_offset <= self._end.offset
        )


def _name_of(path: str) -> str:
    """Return the name of a file that fits into a column, whatever bytes are in its path."""
    name = os.fsencode(Path(path).resolve()).decode("utf-8", "backslashreplace")
    if len(name) > _LONGEST_NAME:
        name = hashlib.blake2b(name.encode(), digest_size=_TOKEN_BYTES).hexdigest()
    return f"file:{name}"


def _once(answer: Callable[[], _T | None]) -> _Waiting[_T]:
    """Yield signs of life until there is an answer."""
    while (found := answer()) is None:
        yield Batch()
    return found


def _left_at(place: Place | None) -> tuple[Position, bytes]:
    return (place.position, place.mark) if place else (Position(), b"")


def _received(line: Line, arrived_at: datetime) -> Received:
    mistake = LINE_TOO_LONG if line.raw is None else ""
    return Received(line.begin, line.raw or b"", arrived_at, mistake)


def _unreadable(exc: OSError) -> BadInputError:
    return BadInputError(
        f"The file cannot be opened: {os.strerror(exc.errno or 0)}. Check its name and rights."
    )
