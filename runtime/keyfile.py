"""The file that holds the keys: base64 lines, the first is the primary, the others retired.

It refuses a file that others may read, and never leaves a half-written one behind.
"""

import base64
import binascii
import fcntl
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from runtime.errors import ConfigError
from runtime.settings import KEY_BYTES

_PRIVATE_FOLDER = 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFile:
    """A key file at a path; nothing is read or made until asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        """Show the path only."""
        return f"KeyFile({str(self._path)!r})"

    def exists(self) -> bool:
        """Say whether the file is there."""
        return self._path.exists()

    def create(self) -> bool:
        """Make the file with a first key, unless it is there; say whether it was made.

        When two processes do so at the same time, one file is made and both use it.
        """
        self._path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        with self._written((secrets.token_bytes(KEY_BYTES),)) as fresh:
            try:
                os.link(fresh, self._path)
            except FileExistsError:
                return False
        self._sync_folder()
        return True

    def read(self) -> tuple[bytes, ...]:
        """Return the keys, the primary first.

        Raises:
            ConfigError: the file is missing, open to others, somebody else's, or holds
                something that is no key.
        """
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as exc:
            raise ConfigError(self._missing()) from exc
        with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
            self._refuse_open_to_others(os.fstat(file.fileno()))
            lines = file.read().split()
        if not lines:
            raise ConfigError(f"The key file {self._path} is empty. Restore it from a backup.")
        return tuple(map(self._decoded, lines))

    def rotate(self) -> None:
        """Put a new primary in front; the earlier keys stay as retired ones.

        Reseal what is stored afterwards, then `drop_retired`.
        """
        with self._locked():
            self._replace((secrets.token_bytes(KEY_BYTES), *self.read()))

    def drop_retired(self) -> None:
        """Keep the primary only: what was not resealed can never be opened again."""
        with self._locked():
            self._replace(self.read()[:1])

    def mark(self) -> tuple[int, ...]:
        """Return something that changes whenever the file is replaced or rewritten.

        Raises:
            ConfigError: the file is missing.
        """
        try:
            seen = self._path.stat()
        except OSError as exc:
            raise ConfigError(self._missing()) from exc
        return (seen.st_ino, seen.st_mtime_ns, seen.st_size)

    def _missing(self) -> str:
        return f"The key file {self._path} cannot be read. Run `doxwacht init`, or restore it."

    def _refuse_open_to_others(self, seen: os.stat_result) -> None:
        if seen.st_uid != os.geteuid():
            raise ConfigError(
                f"The key file {self._path} belongs to another user."
                f" Run `chown {os.geteuid()} {self._path}` as root."
            )
        if seen.st_mode & _OTHERS:
            raise ConfigError(
                f"The key file {self._path} is open to others. Run `chmod 600 {self._path}`."
            )

    def _decoded(self, line: str) -> bytes:
        with suppress(binascii.Error, ValueError):
            key = base64.b64decode(line, validate=True)
            if len(key) == KEY_BYTES:
                return key
        raise ConfigError(
            f"The key file {self._path} holds a line that is no key. Restore it from a backup."
        )

    def _replace(self, keys: tuple[bytes, ...]) -> None:
        with self._written(keys) as fresh:
            fresh.replace(self._path)
        self._sync_folder()

    @contextmanager
    def _written(self, keys: tuple[bytes, ...]) -> Iterator[Path]:
        """Write the keys to a file beside the real one, on disk before it is used."""
        descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(b"".join(base64.b64encode(key) + b"\n" for key in keys))
                file.flush()
                os.fsync(file.fileno())
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep two rotations apart: the second would lose the first one's key."""
        lock = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _sync_folder(self) -> None:
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
