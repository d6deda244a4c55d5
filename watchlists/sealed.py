"""A list as bytes and back: sealed records, and the sealed directory compiled from them.

Each blob is bound to its version, so that one cannot be put in another's place unseen.
It refuses to know where the bytes are kept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from matchers.directory import Directory, build_directory
from matchers.staff import StaffEntry
from runtime.sealing import Keyring

_RECORDS = "watchlist_records"
_DIRECTORY = "watchlist_directory"
_SOURCE = "watchlist_source"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class Content:
    """What a version holds, in the clear, on its way in or out of the store."""

    records: bytes
    directory: bytes
    source_name: str
    staff_count: int


@dataclass(frozen=True, slots=True, repr=False)
class SealedContent:
    """The same, sealed."""

    records: bytes
    directory: bytes
    source: bytes


def compile_content(entries: Sequence[StaffEntry], source_name: str, keyring: Keyring) -> Content:
    """Compile a list: seconds for tens of thousands of staff, so not inside a transaction.

    The key of the directory's tokens is derived anew each time and travels inside its blob.
    """
    token_key = keyring.derive(_DIRECTORY, secrets.token_bytes(_SALT_BYTES))
    return Content(
        records=msgspec.msgpack.encode(entries),
        directory=build_directory(entries, token_key).dump(),
        source_name=source_name,
        staff_count=len(entries),
    )


def seal_content(content: Content, version: int, keyring: Keyring) -> SealedContent:
    """Seal for one version under the present primary key."""
    bound = _bound(version)
    return SealedContent(
        records=keyring.seal(_RECORDS, content.records, bound),
        directory=keyring.seal(_DIRECTORY, content.directory, bound),
        source=keyring.seal(_SOURCE, content.source_name.encode(), bound),
    )


def open_records(sealed: bytes, version: int, keyring: Keyring) -> tuple[StaffEntry, ...]:
    """Return the records of a version.

    Raises:
        TamperedError: the bytes were changed, or belong to another version.
    """
    plain = keyring.open(_RECORDS, sealed, _bound(version))
    return msgspec.msgpack.decode(plain, type=tuple[StaffEntry, ...])


def open_directory(sealed: bytes, version: int, keyring: Keyring) -> Directory | None:
    """Return the directory of a version, or None when an older program compiled it.

    Raises:
        TamperedError: the bytes were changed, or belong to another version.
    """
    plain = keyring.open(_DIRECTORY, sealed, _bound(version))
    try:
        return Directory.load(plain)
    except ValueError:
        return None


def open_source(sealed: bytes | None, version: int, keyring: Keyring) -> str:
    """Return the name of the file a version came from; empty when it was erased."""
    return keyring.open(_SOURCE, sealed, _bound(version)).decode() if sealed else ""


def _bound(version: int) -> bytes:
    return b"version %d" % version
