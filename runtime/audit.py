"""The audit log: who did what to which id, when and why, in a chain that shows tampering.

It refuses free text and personal data: an entry holds ids, codes and digests, so that what
they point at stays erasable. Each entry carries an HMAC over itself and the entry before;
see docs/adr/0003-audit-chain.md.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from runtime.clock import Clock, SystemClock
from runtime.database import reading
from runtime.errors import BadInputError, TamperedError
from runtime.sealing import length_prefixed
from runtime.tables import audit_head, audit_log

GENESIS_MAC = "0" * 64
"""What the first entry names as the entry before it."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
_ID = re.compile(r"\S{1,200}")
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did.

    Attributes:
        actor: opaque id of the user or process; never a name of a person on a list.
        action: code, e.g. `window_opened`.
        subject_kind: code, e.g. `window`.
        reason_code: code; empty when the action needs none.
        detail_digest: digest of what was done in full, hexadecimal; may be empty.
    """

    actor: str
    action: str
    subject_kind: str
    subject_id: str
    reason_code: str = ""
    detail_digest: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no id or code: free text would stay in the chain for ever."""
        codes = (self.action, self.subject_kind, self.reason_code or "none")
        ids = (self.actor, self.subject_id, self.detail_digest or "none")
        if not (all(map(_CODE.fullmatch, codes)) and all(map(_ID.fullmatch, ids))):
            raise BadInputError(
                "An audit entry holds ids without spaces and lower-case codes only."
            )


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry; exported and kept elsewhere, it shows that entries were cut off."""

    sequence: int
    mac: str

    def __str__(self) -> str:
        """Return the form to export: `<sequence>:<mac>`."""
        return f"{self.sequence}:{self.mac}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an exported head.

        Raises:
            BadInputError: it does not look like `<sequence>:<64 hexadecimal characters>`.
        """
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip())
        if found is None:
            raise BadInputError("An audit head reads <number>:<64 hexadecimal characters>.")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a check that found nothing wrong."""

    entries: int
    head: Head


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry as it stands in the log."""

    sequence: int
    at: datetime
    entry: Entry


class Audit:
    """Appends to the chain and checks it.

    Args:
        key: 32 random bytes that never change; `runtime.audit_key` keeps them sealed.
    """

    def __init__(self, key: bytes, clock: Clock | None = None) -> None:
        self._key = key
        self._clock = clock or SystemClock()

    def append(self, connection: Connection, entry: Entry) -> Head:
        """Append an entry inside the caller's write transaction, last before its commit.

        Raises:
            TamperedError: the head of the chain was changed or removed.
        """
        last = self._locked_head(connection)
        at = self._clock.now().astimezone(UTC).isoformat(timespec="microseconds")
        mac = self._entry_mac(last, at, entry)
        row = {"sequence": last.sequence + 1, "at": at, "previous_mac": last.mac, "mac": mac}
        connection.execute(insert(audit_log).values(row | _columns(entry)))
        head = Head(last.sequence + 1, mac)
        self._store_head(connection, head)
        return head

    def head(self, engine: Engine) -> Head:
        """Return the newest entry's number and mac, to be kept elsewhere.

        Raises:
            TamperedError: the head of the chain was changed or removed.
        """
        with reading(engine) as connection:
            return self._head(connection)

    def verify(self, engine: Engine, head: Head | None = None) -> Verification:
        """Check every entry, the links between them and the head.

        Args:
            engine: the database that holds the log.
            head: one exported earlier; without it, entries that were cut off together with
                the head row cannot be missed.

        Raises:
            TamperedError: names the first entry that is wrong.
        """
        with reading(engine) as connection:
            last = self._checked(connection, head)
            stored = self._head(connection)
        if stored != last:
            raise _wrong(min(stored.sequence, last.sequence) + 1)
        if head is not None and last.sequence < head.sequence:
            raise _wrong(last.sequence + 1)
        return Verification(last.sequence, last)

    def _checked(self, connection: Connection, exported: Head | None) -> Head:
        last = Head(0, GENESIS_MAC)
        for row in _rows(connection):
            mac = self._entry_mac(last, row["at"], _entry(row))
            links = (row["sequence"], row["previous_mac"]) == (last.sequence + 1, last.mac)
            if not (links and _equal(mac, row["mac"])):
                raise _wrong(last.sequence + 1)
            last = Head(last.sequence + 1, mac)
            if exported is not None and last.sequence == exported.sequence and last != exported:
                raise _wrong(last.sequence)
        return last

    def _locked_head(self, connection: Connection) -> Head:
        if connection.dialect.name == "postgresql":
            # A row lock would do but for the very first entry, when there is no row yet.
            connection.exec_driver_sql("LOCK TABLE audit_head IN SHARE ROW EXCLUSIVE MODE")
        return self._head(connection)

    def _head(self, connection: Connection) -> Head:
        row = connection.execute(select(audit_head)).mappings().one_or_none()
        if row is None:
            if connection.scalar(select(func.count()).select_from(audit_log)):
                raise _wrong_head()
            return Head(0, GENESIS_MAC)
        head = Head(row["sequence"], row["mac"])
        if not _equal(self._head_mac(head), row["head_mac"]):
            raise _wrong_head()
        return head

    def _store_head(self, connection: Connection, head: Head) -> None:
        values = {
            "sequence": head.sequence,
            "mac": head.mac,
            "head_mac": self._head_mac(head),
        }
        if head.sequence > 1:
            connection.execute(update(audit_head).values(values))
        else:
            connection.execute(insert(audit_head).values(values | {"one": 1}))

    def _entry_mac(self, last: Head, at: str, entry: Entry) -> str:
        fields = (str(last.sequence + 1), last.mac, at, *astuple(entry))
        return self._mac("entry", *fields)

    def _head_mac(self, head: Head) -> str:
        return self._mac("head", str(head.sequence), head.mac)

    def _mac(self, *fields: str) -> str:
        # str(): SQLite lets a tampered column hold bytes or numbers.
        message = length_prefixed(*(str(field).encode() for field in fields))
        return hmac.digest(self._key, message, hashlib.sha256).hex()


def entries(
    connection: Connection, subject_kind: str, subject_id: str, limit: int = 100
) -> tuple[Recorded, ...]:
    """Return the newest entries about one subject, newest first; they are not verified."""
    query = (
        select(audit_log)
        .where(audit_log.c.subject_kind == subject_kind, audit_log.c.subject_id == subject_id)
        .order_by(audit_log.c.sequence.desc())
        .limit(limit)
    )
    rows = connection.execute(query).mappings()
    return tuple(
        Recorded(row["sequence"], datetime.fromisoformat(row["at"]), _entry(row)) for row in rows
    )


def _rows(connection: Connection) -> Iterator[RowMapping]:
    query = select(audit_log).order_by(audit_log.c.sequence).execution_options(yield_per=_BATCH)
    yield from connection.execute(query).mappings()


def _equal(computed: str, stored: object) -> bool:
    return hmac.compare_digest(computed.encode(), str(stored).encode())


def _columns(entry: Entry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _entry(row: RowMapping) -> Entry:
    """Rebuild an entry without its checks: a tampered row must reach the mac."""
    entry = object.__new__(Entry)
    for name in Entry.__slots__:
        object.__setattr__(entry, name, row[name])
    return entry


def _wrong(sequence: int) -> TamperedError:
    return TamperedError(
        f"The audit log does not verify from entry {sequence} on."
        " Keep this database as it is and compare it with a backup."
    )


def _wrong_head() -> TamperedError:
    return TamperedError(
        "The head of the audit log was changed or removed."
        " Keep this database as it is and compare it with a backup."
    )
