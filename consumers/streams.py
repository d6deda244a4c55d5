"""Bytes from a file or standard input, plain or gzip, in chunks and without blocking for long.

Gzip is recognised by its first two bytes, whatever the name says. It refuses to know lines.
"""

import os
import select
import stat
import zlib
from typing import Protocol

from runtime.errors import BadInputError

CHUNK_BYTES = 1 << 16
IDLE_S = 0.2
"""How long a read waits for a pipe before it says that nothing has come."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WBITS = 31


class BrokenGzipError(BadInputError):
    """A gzip stream breaks off or is damaged; what came before it is good."""


class Chunks(Protocol):
    """A stream of bytes."""

    def read(self) -> bytes | None:
        """Return the next bytes, b"" at the end, None when nothing has come yet.

        Raises:
            BrokenGzipError: the rest cannot be had.
        """
        ...


class RawStream:
    """The bytes of a file descriptor as they are.

    Attributes:
        done: bytes read so far, or where reading was told to go on.
        total: size of a regular file, None of a pipe.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.done = 0
        self.total = _size_of(descriptor)

    def read(self) -> bytes | None:
        """Return the next bytes."""
        if self.total is None and not select.select([self._descriptor], [], [], IDLE_S)[0]:
            return None
        chunk = os.read(self._descriptor, CHUNK_BYTES)
        self.done += len(chunk)
        return chunk

    def seek(self, offset: int) -> None:
        """Go on at `offset` of a regular file."""
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        self.done = offset

    def take(self, length: int) -> bytes:
        """Return up to `length` bytes of a regular file at once, moving on over them."""
        taken = os.read(self._descriptor, length)
        self.done += len(taken)
        return taken

    def head(self, length: int) -> bytes:
        """Return up to `length` bytes from the start of a regular file, wherever reading is."""
        return os.pread(self._descriptor, length, 0)


class Peekable:
    """A stream into which bytes can be put back."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._front = b""

    def read(self) -> bytes | None:
        """Return what was put back, or else the next bytes."""
        if self._front:
            chunk, self._front = self._front, b""
            return chunk
        return self._chunks.read()

    def put_back(self, chunk: bytes) -> None:
        """Hand bytes back, to be read again first."""
        self._front = chunk + self._front


class GzipStream:
    """The inflated bytes of a gzip stream, several members included.

    A chunk is never longer than `CHUNK_BYTES`, however well it was packed.
    """

    def __init__(self, packed: Chunks) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(_GZIP_WBITS)
        self._waiting = b""

    def read(self) -> bytes | None:
        """Return the next inflated bytes."""
        while True:
            if not self._waiting:
                chunk = self._packed.read()
                if chunk is None:
                    return None
                if not chunk:
                    return self._end()
                self._waiting = chunk
            inflated = self._inflate()
            if inflated:
                return inflated

    def _inflate(self) -> bytes:
        if self._member.eof:
            self._waiting = self._waiting.lstrip(b"\x00")  # padding between members
            if not self._waiting:
                return b""
            self._member = zlib.decompressobj(_GZIP_WBITS)
        inflated = self._next_of_member(self._waiting)
        self._waiting = self._member.unused_data or self._member.unconsumed_tail
        return inflated

    def _next_of_member(self, packed: bytes) -> bytes:
        try:
            return self._member.decompress(packed, CHUNK_BYTES)
        except zlib.error as exc:
            raise BrokenGzipError(
                "The gzip file is damaged. What came before the damage has been handled;"
                " fetch the file anew and hand it in again."
            ) from exc

    def _end(self) -> bytes:
        # Inflated bytes may still be held back when a chunk came out exactly full.
        rest = b"" if self._member.eof else self._next_of_member(b"")
        if rest or self._member.eof:
            return rest
        raise BrokenGzipError(
            "The gzip file ends too early. What came before has been handled;"
            " fetch the whole file and hand it in again."
        )


def is_gzip(chunks: Peekable) -> bool | None:
    """Look at the first two bytes without using them up; None when they have not come yet."""
    seen = b""
    while len(seen) < len(_GZIP_MAGIC):
        chunk = chunks.read()
        if not chunk:
            chunks.put_back(seen)
            return None if chunk is None else False
        seen += chunk
    chunks.put_back(seen)
    return seen.startswith(_GZIP_MAGIC)


def first_line(chunks: Peekable) -> bytes | None:
    """Look at the first line that is not blank without using it up; None when it is to come.

    Of a line longer than a chunk, or one without an end, what there is.
    """
    chunk = chunks.read()
    if chunk is None:
        return None
    seen = chunk
    while chunk and b"\n" not in seen.lstrip() and len(seen) < CHUNK_BYTES:
        chunk = chunks.read()
        if chunk is None:
            chunks.put_back(seen)
            return None
        seen += chunk
    chunks.put_back(seen)
    return seen.lstrip()[:CHUNK_BYTES].split(b"\n", 1)[0].rstrip()


def _size_of(descriptor: int) -> int | None:
    status = os.fstat(descriptor)
    return status.st_size if stat.S_ISREG(status.st_mode) else None
