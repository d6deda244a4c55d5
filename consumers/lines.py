"""Cut a stream of bytes into lines without ever holding an over-long one in memory.

It refuses to know what a line means and where the bytes come from.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from consumers.source import Position

MAX_LINE_BYTES = 1 << 20
"""Longest line that is read, line end excluded; no platform's post comes near it."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end (LF or CR LF).

    Attributes:
        begin: where it begins.
        end: where the next line begins.
        raw: its bytes, or None when it was longer than `MAX_LINE_BYTES`.
    """

    begin: Position
    end: Position
    raw: bytes | None = field(repr=False)

    @property
    def is_blank(self) -> bool:
        """Return whether there is nothing but white space in it."""
        return self.raw is not None and not self.raw.strip()


class LineCutter:
    """Takes chunks, gives lines with their positions.

    Args:
        at: where the first chunk begins.
        is_mid_line: the line before `at` was read without its end, because the file ended
            there; its end, coming now, is not a line of its own.
    """

    def __init__(self, at: Position, *, is_mid_line: bool = False) -> None:
        self._next = at
        self._rest = b""
        self._dropped = 0
        self._is_mid_line = is_mid_line

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that end in `chunk`."""
        *ended, rest = (self._rest + chunk).split(b"\n")
        self._rest = b""
        for content in ended:
            yield from self._line(content, end_bytes=1)
        self._keep(rest)

    def finish(self) -> Iterator[Line]:
        """Yield the last line when it has no end."""
        content, self._rest = self._rest, b""
        if content or self._dropped:
            yield from self._line(content, end_bytes=0)

    def _keep(self, rest: bytes) -> None:
        if self._dropped or len(rest) > MAX_LINE_BYTES + 1:
            self._dropped += len(rest)
        else:
            self._rest = rest

    def _line(self, content: bytes, end_bytes: int) -> Iterator[Line]:
        begin = self._next
        length = self._dropped + len(content)
        ends_the_old_line = self._is_mid_line and not content.strip()
        self._is_mid_line = False
        number = begin.line + (0 if ends_the_old_line else 1)
        self._next = Position(begin.offset + length + end_bytes, number, begin.part)
        is_dropped, self._dropped = bool(self._dropped), 0
        raw = None if is_dropped else _trimmed(content, is_first=begin.offset == 0)
        yield Line(begin, self._next, raw if raw is not None and _fits(raw) else None)


def _trimmed(content: bytes, *, is_first: bool) -> bytes:
    trimmed = content.removesuffix(b"\r")
    return trimmed.removeprefix(_BYTE_ORDER_MARK) if is_first else trimmed


def _fits(raw: bytes) -> bool:
    return len(raw) <= MAX_LINE_BYTES
