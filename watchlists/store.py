"""Rows of the version table: no rules, no keys, and never a blob that was not asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from runtime.errors import NotFoundError
from watchlists.sealed import SealedContent
from watchlists.tables import watchlist_version as table
from watchlists.version import State, Version

_SHOWN = [column for column in table.c if column.name not in {"sealed_records", "sealed_directory"}]


@dataclass(frozen=True, slots=True)
class Mark:
    """Changes whenever processes have to read the list anew."""

    version: int
    revision: int


def next_number(connection: Connection) -> int:
    """Return the number of the next version; erased ones keep theirs."""
    return (connection.scalar(select(func.max(table.c.version))) or 0) + 1


def active_mark(connection: Connection) -> Mark | None:
    """Return version and revision of the active list, or None."""
    query = select(table.c.version, table.c.revision).where(table.c.state == State.ACTIVE)
    row = connection.execute(query).one_or_none()
    return Mark(*row) if row else None


def rows(connection: Connection) -> Sequence[RowMapping]:
    """Return all versions without their lists, newest first."""
    return connection.execute(select(*_SHOWN).order_by(table.c.version.desc())).mappings().all()


def row(connection: Connection, version: int) -> RowMapping:
    """Return one version without its list.

    Raises:
        NotFoundError: there is no such version.
    """
    found = connection.execute(select(*_SHOWN).where(table.c.version == version)).mappings()
    one = found.one_or_none()
    if one is None:
        raise NotFoundError(f"There is no version {version} of the watchlist.")
    return one


def sealed_records(connection: Connection, version: int) -> bytes:
    """Return the sealed records of a version.

    Raises:
        NotFoundError: there is no such version, or its records were erased.
    """
    return _blob(connection, version, "sealed_records")


def sealed_directory(connection: Connection, version: int) -> bytes:
    """Return the sealed directory of a version.

    Raises:
        NotFoundError: there is no such version, or it was erased.
    """
    return _blob(connection, version, "sealed_directory")


def insert_version(connection: Connection, version: Version, sealed: SealedContent) -> None:
    """Add a version."""
    values = {name: getattr(version, name) for name in Version.__slots__ if name != "source_name"}
    connection.execute(insert(table).values(values | _blobs(sealed) | {"revision": 1}))


def set_state(connection: Connection, version: int, state: State) -> None:
    """Move a version to another state."""
    connection.execute(update(table).where(table.c.version == version).values(state=state))


def set_confirmed(connection: Connection, version: int, by: str, at: datetime) -> None:
    """Note who confirmed a version."""
    values = {"confirmed_by": by, "confirmed_at": at}
    connection.execute(update(table).where(table.c.version == version).values(values))


def erase_content(connection: Connection, version: int) -> None:
    """Remove the list of a version; who decided on it stays."""
    values = {"sealed_records": None, "sealed_directory": None, "sealed_source": None}
    connection.execute(update(table).where(table.c.version == version).values(values))


def replace_content(connection: Connection, version: int, sealed: SealedContent) -> bool:
    """Put newly sealed bytes in place; False when the version was erased meanwhile."""
    changed = connection.execute(
        update(table)
        .where(table.c.version == version, table.c.sealed_records.is_not(None))
        .values(_blobs(sealed) | {"revision": table.c.revision + 1})
    )
    return changed.rowcount == 1


def kept_numbers(connection: Connection) -> tuple[int, ...]:
    """Return the numbers of all versions that still hold a list."""
    query = select(table.c.version).where(table.c.sealed_records.is_not(None))
    return tuple(connection.scalars(query.order_by(table.c.version)))


def _blobs(sealed: SealedContent) -> dict[str, bytes]:
    return {
        "sealed_records": sealed.records,
        "sealed_directory": sealed.directory,
        "sealed_source": sealed.source,
    }


def _blob(connection: Connection, version: int, column: str) -> bytes:
    found: bytes | None = connection.scalar(
        select(table.c[column]).where(table.c.version == version)
    )
    if found is None:
        raise NotFoundError(f"There is no version {version} of the watchlist, or it was erased.")
    return found
