"""Versions of the watchlist: proposed by one person, confirmed by another, sealed at rest.

A list takes effect only when a second person confirms that it holds staff and nobody else, and
private data only with the member's consent. Each decision and its audit entry are one
transaction. It refuses to know posts. See docs/watchlist.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, Engine, RowMapping

from matchers.directory import Directory
from matchers.staff import StaffEntry
from runtime.audit import Audit, Entry
from runtime.clock import Clock
from runtime.database import reading, writing
from runtime.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from runtime.sealing import Keyring, key_id_of
from watchlists import sealed, store
from watchlists.diff import Diff, compare
from watchlists.store import Mark
from watchlists.version import State, Version


@dataclass(frozen=True, slots=True)
class Versions:
    """Keeps every version of the list; at most one is active.

    Attributes:
        keyring: seals the lists; a `LiveKeyring` lets a running process survive a rotation.
    """

    engine: Engine = field(repr=False)
    clock: Clock
    audit: Audit = field(repr=False)
    keyring: Keyring

    def propose(self, entries: Sequence[StaffEntry], imported_by: str, source_name: str) -> Version:
        """Store a list that takes effect once `confirm` is called by somebody else.

        Args:
            entries: the whole list, as `read_watchlist` returned it.
            imported_by: opaque user id.
            source_name: name of the file it came from.

        Raises:
            BadInputError: the list is empty, or a staff id is in it twice.
        """
        content = self._compiled(entries, source_name)
        with writing(self.engine) as connection:
            version = self._insert(connection, content, imported_by)
            self._record(connection, imported_by, "watchlist_proposed", version.version)
        return version

    def confirm(self, version: int, confirmed_by: str) -> Version:
        """Let a proposed list take effect; it replaces the active one as a whole.

        Raises:
            NotFoundError: there is no such version.
            RefusedError: the one who proposed it cannot confirm it.
            ConflictError: it is not proposed any more, or another list has become active
                since, so that the differences that were looked at are no longer true.
        """
        with writing(self.engine) as connection:
            stored = self._version(store.row(connection, version))
            _check_second_person(stored.imported_by, confirmed_by)
            if stored.state is not State.PROPOSED:
                raise ConflictError(f"Version {version} is {stored.state}, no longer proposed.")
            if _active_number(connection) != stored.based_on:
                raise ConflictError(
                    "Another list has become active since this one was proposed."
                    " Withdraw it and propose it again."
                )
            confirmed = self._confirm(connection, stored, confirmed_by)
            self._record(connection, confirmed_by, "watchlist_confirmed", version)
        return confirmed

    def import_list(
        self,
        entries: Sequence[StaffEntry],
        imported_by: str,
        confirmed_by: str,
        source_name: str,
    ) -> Version:
        """Propose and confirm in one step, for two people at one desk.

        Raises:
            BadInputError: the list is empty, or a staff id is in it twice.
            RefusedError: both are the same person.
        """
        _check_second_person(imported_by, confirmed_by)
        content = self._compiled(entries, source_name)
        with writing(self.engine) as connection:
            proposed = self._insert(connection, content, imported_by)
            confirmed = self._confirm(connection, proposed, confirmed_by)
            self._record(connection, imported_by, "watchlist_proposed", proposed.version)
            self._record(connection, confirmed_by, "watchlist_confirmed", proposed.version)
        return confirmed

    def withdraw(self, version: int, by: str) -> None:
        """Drop a proposed list and its records; anybody may, nobody is exposed by it.

        Raises:
            NotFoundError: there is no such version.
            ConflictError: it is not proposed any more.
        """
        self._end(version, by, State.PROPOSED, State.WITHDRAWN)

    def erase(self, version: int, by: str) -> None:
        """Remove the records of a superseded list for good; the decisions on it stay.

        Raises:
            NotFoundError: there is no such version.
            ConflictError: it is not superseded.
        """
        self._end(version, by, State.SUPERSEDED, State.ERASED)

    def rollback(self, version: int, by: str, confirmed_by: str) -> Version:
        """Make an earlier list active again.

        Raises:
            NotFoundError: there is no such version.
            RefusedError: both are the same person.
            ConflictError: it is not an earlier list that still has its records.
        """
        _check_second_person(by, confirmed_by)
        with writing(self.engine) as connection:
            stored = self._version(store.row(connection, version))
            if stored.state is not State.SUPERSEDED:
                raise ConflictError(f"Version {version} is {stored.state}, not superseded.")
            self._activate(connection, version)
            self._record(connection, by, "watchlist_rolled_back", version)
            self._record(connection, confirmed_by, "watchlist_confirmed", version)
        return replace(stored, state=State.ACTIVE)

    def active(self) -> Version:
        """Return the version in effect.

        Raises:
            NotFoundError: no list was confirmed yet.
        """
        with reading(self.engine) as connection:
            return self._version(store.row(connection, _require_active(connection).version))

    def get(self, version: int) -> Version:
        """Return one version.

        Raises:
            NotFoundError: there is no such version.
        """
        with reading(self.engine) as connection:
            return self._version(store.row(connection, version))

    def list_versions(self) -> tuple[Version, ...]:
        """Return all versions, newest first."""
        with reading(self.engine) as connection:
            found = store.rows(connection)
        return tuple(map(self._version, found))

    def mark(self) -> Mark | None:
        """Return what changes whenever the list must be read anew: one cheap query."""
        with reading(self.engine) as connection:
            return store.active_mark(connection)

    def load_directory(self) -> tuple[int, Directory]:
        """Return the active version's number and its directory, for matching.

        Raises:
            NotFoundError: no list was confirmed yet.
            TamperedError: the stored bytes were changed.
        """
        with reading(self.engine) as connection:
            number = _require_active(connection).version
            blob = store.sealed_directory(connection, number)
        directory = sealed.open_directory(blob, number, self.keyring)
        return number, directory or self._recompiled(number)

    def entries(self, version: int, read_by: str) -> tuple[StaffEntry, ...]:
        """Return the records of a version; that somebody read them is logged first.

        Raises:
            NotFoundError: there is no such version, or it was erased.
            TamperedError: the stored bytes were changed.
        """
        with writing(self.engine) as connection:
            blob = store.sealed_records(connection, version)
            self._record(connection, read_by, "watchlist_read", version)
        return sealed.open_records(blob, version, self.keyring)

    def compare(self, old: int, new: int) -> Diff:
        """Return what `new` changes of `old` (0 for nothing): ids and column names only.

        Raises:
            NotFoundError: there is no such version, or it was erased.
        """
        return compare(self._records(old) if old else (), self._records(new))

    def reseal(self, by: str) -> int:
        """Seal every list anew under the primary key; return how many were not yet.

        Directories are compiled anew under a new token key. One version per transaction:
        after an interruption the next call goes on with the rest.

        Raises:
            TamperedError: a list was changed, or its key is gone.
        """
        with reading(self.engine) as connection:
            numbers = store.kept_numbers(connection)
        done = sum(self._reseal_one(number) for number in numbers)
        with writing(self.engine) as connection:
            entry = Entry(by, "watchlists_resealed", "keyring", self.keyring.primary_id())
            self.audit.append(connection, entry)
        return done

    def _reseal_one(self, number: int) -> bool:
        with reading(self.engine) as connection:
            blob = store.sealed_records(connection, number)
            stored = self._version(store.row(connection, number))
        if key_id_of(blob) == self.keyring.primary_id():
            return False
        entries = sealed.open_records(blob, number, self.keyring)
        content = sealed.compile_content(entries, stored.source_name, self.keyring)
        with writing(self.engine) as connection:
            fresh = sealed.seal_content(content, number, self.keyring)
            return store.replace_content(connection, number, fresh)

    def _compiled(self, entries: Sequence[StaffEntry], source_name: str) -> sealed.Content:
        if not entries:
            raise BadInputError("An empty list would protect nobody. Keep the present one.")
        if len({entry.staff_id for entry in entries}) < len(entries):
            raise BadInputError("A staff_id is on the list twice. Remove one of the two.")
        return sealed.compile_content(entries, source_name, self.keyring)

    def _insert(self, connection: Connection, content: sealed.Content, by: str) -> Version:
        version = Version(
            version=store.next_number(connection),
            state=State.PROPOSED,
            staff_count=content.staff_count,
            imported_by=by,
            imported_at=self.clock.now(),
            based_on=_active_number(connection),
            source_name=content.source_name,
        )
        # Sealed inside the transaction: a rotation that reseals waits for it.
        blobs = sealed.seal_content(content, version.version, self.keyring)
        store.insert_version(connection, version, blobs)
        return version

    def _confirm(self, connection: Connection, version: Version, by: str) -> Version:
        at = self.clock.now()
        store.set_confirmed(connection, version.version, by, at)
        self._activate(connection, version.version)
        return replace(version, state=State.ACTIVE, confirmed_by=by, confirmed_at=at)

    def _activate(self, connection: Connection, version: int) -> None:
        present = store.active_mark(connection)
        if present is not None:
            store.set_state(connection, present.version, State.SUPERSEDED)
        store.set_state(connection, version, State.ACTIVE)

    def _end(self, version: int, by: str, before: State, after: State) -> None:
        with writing(self.engine) as connection:
            state = store.row(connection, version)["state"]
            if state != before:
                raise ConflictError(f"Version {version} is {state}, not {before}.")
            store.erase_content(connection, version)
            store.set_state(connection, version, after)
            self._record(connection, by, f"watchlist_{after}", version)

    def _records(self, version: int) -> tuple[StaffEntry, ...]:
        with reading(self.engine) as connection:
            blob = store.sealed_records(connection, version)
        return sealed.open_records(blob, version, self.keyring)

    def _recompiled(self, version: int) -> Directory:
        content = sealed.compile_content(self._records(version), "", self.keyring)
        return Directory.load(content.directory)

    def _version(self, row: RowMapping) -> Version:
        shown = {name: row[name] for name in Version.__slots__ if name != "source_name"}
        source = sealed.open_source(row["sealed_source"], row["version"], self.keyring)
        return Version(**shown | {"state": State(row["state"]), "source_name": source})

    def _record(self, connection: Connection, actor: str, action: str, version: int) -> None:
        self.audit.append(connection, Entry(actor, action, "watchlist", str(version)))


def _check_second_person(first: str, second: str) -> None:
    if not second.strip():
        raise RefusedError(
            "A second person must confirm that the list holds staff and nobody else."
        )
    if first.strip().casefold() == second.strip().casefold():
        raise RefusedError("Who brings in a list cannot confirm it. Ask a second person.")


def _active_number(connection: Connection) -> int:
    present = store.active_mark(connection)
    return present.version if present else 0


def _require_active(connection: Connection) -> Mark:
    present = store.active_mark(connection)
    if present is None:
        raise NotFoundError("No watchlist is active. Run `doxwacht watchlist import`.")
    return present
