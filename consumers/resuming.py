"""Find the place in a file where reading was left, and make sure it is the same file.

A file is recognised by a salted digest of the bytes it begins with, at most 64 KiB, so that
content added at the end does not matter. It refuses to know lines.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from consumers.source import Position
from consumers.streams import Chunks, Peekable, RawStream
from runtime.errors import BadInputError

HEAD_BYTES = 1 << 16
_SALT_BYTES = 16
_DIGEST_BYTES = 16
_LINE_END = b"\n"


class Head:
    """The first bytes of a file, and the mark by which they are known again.

    Args:
        mark: what `mark` gave last time; empty for a file that was never read.
    """

    def __init__(self, mark: bytes = b"") -> None:
        self._known = mark
        self._salt = mark[:_SALT_BYTES] or secrets.token_bytes(_SALT_BYTES)
        self._bytes = bytearray()

    def extend(self, chunk: bytes) -> None:
        """Learn the next bytes of the file."""
        room = HEAD_BYTES - len(self._bytes)
        if room > 0:
            self._bytes += chunk[:room]

    def mark(self, offset: int) -> bytes:
        """Return the mark of a file that has been read up to `offset`."""
        return self._mark_of(min(offset, len(self._bytes)))

    def is_known(self) -> bool:
        """Say whether the file begins as it did last time."""
        length = int.from_bytes(self._known[_SALT_BYTES : _SALT_BYTES + 4], "big")
        return hmac.compare_digest(self._mark_of(length), self._known)

    def _mark_of(self, length: int) -> bytes:
        digest = hashlib.blake2b(
            bytes(self._bytes[:length]), digest_size=_DIGEST_BYTES, salt=self._salt
        )
        return self._salt + length.to_bytes(4, "big") + digest.digest()


@dataclass(slots=True)
class Resumed:
    """A stream that stands where reading goes on.

    Attributes:
        is_mid_line: the line before was read without its end.
    """

    chunks: Chunks
    head: Head
    at: Position = field(default_factory=Position)
    is_mid_line: bool = False


def jump(raw: RawStream, at: Position, mark: bytes) -> Resumed:
    """Go on at a place of a regular file without reading what lies before.

    Raises:
        BadInputError: it is not the file that was read, or it was shortened.
    """
    head = Head(mark)
    head.extend(raw.head(min(HEAD_BYTES, at.offset)))
    if raw.total is not None and raw.total < at.offset:
        raise _shortened()
    if at.offset:
        _check(head)
    raw.seek(max(at.offset - 1, 0))
    last = raw.take(1) if at.offset else _LINE_END
    return Resumed(raw, head, at, is_mid_line=last != _LINE_END)


class Walk:
    """Reads over what lies before a place, for streams in which nobody can jump."""

    def __init__(self, chunks: Peekable, at: Position, mark: bytes) -> None:
        self._chunks = chunks
        self._at = at
        self._head = Head(mark)
        self._left = at.offset
        self._last = _LINE_END

    def step(self) -> Resumed | None:
        """Read on; None when nothing has come yet.

        Raises:
            BadInputError: it is not the stream that was read, or it ends before the place.
            BrokenGzipError: it breaks off before the place.
        """
        while self._left:
            chunk = self._chunks.read()
            if chunk is None:
                return None
            if not chunk:
                raise _shortened()
            self._pass(chunk[: self._left], chunk[self._left :])
        if self._at.offset:
            _check(self._head)
        is_mid_line = self._last != _LINE_END
        return Resumed(self._chunks, self._head, self._at, is_mid_line=is_mid_line)

    def _pass(self, passed: bytes, beyond: bytes) -> None:
        self._head.extend(passed)
        self._left -= len(passed)
        self._last = passed[-1:]
        if beyond:
            self._chunks.put_back(beyond)


def _check(head: Head) -> None:
    if not head.is_known():
        raise BadInputError(
            "The file begins otherwise than when it was read before, so the place where reading"
            " stopped means nothing in it. Hand new content in under a name of its own."
        )


def _shortened() -> BadInputError:
    return BadInputError(
        "The file is shorter than what was read of it before."
        " Restore it, or hand new content in under a name of its own."
    )
