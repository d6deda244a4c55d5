"""The SQL database: one way to connect, one to read, one to write.

It refuses to know any table. SQLite gets write-ahead logging, a busy timeout and
`BEGIN IMMEDIATE`, so that many processes can share one file; PostgreSQL passes through.
A statement's parameters never reach an error message.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteOperationalError

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from runtime.errors import ConfigError, StoreUnavailableError

BUSY_TIMEOUT_S = 30

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The tables of all rooms; each room declares its own in `<room>/tables.py`."""

_READ_ONLY = "doxwacht_read_only"
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
# https://www.sqlite.org/rescode.html: busy, locked, I/O error, disk full, cannot open
_SQLITE_PASSING = frozenset({5, 6, 10, 13, 14})
_UNDEFINED_TABLE = "42P01"
_MIGRATION_LOCK = 20260314
_NOT_PREPARED = "The database is not prepared for this version. Run `doxwacht init`."


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware goes in, aware in UTC comes out, naive is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring `value` to UTC before it is stored."""
        del dialect
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment without an offset cannot be stored; make it aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give a stored moment its zone back, which SQLite does not keep."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def connect(url: str) -> Engine:
    """Return an engine for `url`; nothing is sent to the database yet.

    Args:
        url: `sqlite:///<path>` or `postgresql://...`. The folder and file of a SQLite
            database are made, readable by their owner only.

    Raises:
        ConfigError: the address cannot be used or its driver is not installed.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _connect_sqlite(parsed)
    return create_engine(parsed, hide_parameters=True, pool_pre_ping=True)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open one write transaction: committed at the end, rolled back by an exception.

    On SQLite it starts with `BEGIN IMMEDIATE`, so what is read inside cannot be changed by
    another process before the commit. Do not open a second one inside it: it would wait
    for itself.

    Raises:
        StoreUnavailableError: the database did not answer; nothing was written.
        ConfigError: a table is missing.
    """
    with _translated(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one read transaction: a single snapshot, in which writing fails.

    Raises:
        StoreUnavailableError: the database did not answer.
        ConfigError: a table is missing.
    """
    options: dict[str, bool] = {_READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    with _translated(), engine.connect() as connection:
        yield connection.execution_options(**options)


def migrate(engine: Engine) -> None:
    """Bring the tables up to this version: all steps or none; a second call changes nothing.

    Raises:
        StoreUnavailableError: the database did not answer.
    """
    config = _migrations()
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_migrated(engine: Engine) -> None:
    """Refuse a database whose tables are of another version than this program.

    Raises:
        ConfigError: `doxwacht init` was not run, or a newer program has been here.
        StoreUnavailableError: the database did not answer.
    """
    script = ScriptDirectory.from_config(_migrations())
    with reading(engine) as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    if present == tuple(script.get_heads()):
        return
    known = {step.revision for step in script.walk_revisions()}
    if set(present) <= known:
        raise ConfigError(_NOT_PREPARED)
    raise ConfigError("The database was prepared by a newer version. Update this program.")


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", "runtime:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError):
        raise ConfigError(
            "The database address cannot be read."
            " Use sqlite:///<path> or postgresql://<user>@<host>/<name>."
        ) from None
    except ImportError as exc:
        raise ConfigError(
            "The driver of this database is not installed. Install psycopg for PostgreSQL."
        ) from exc
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigError("Only SQLite and PostgreSQL are supported.")
    return parsed


def _connect_sqlite(url: URL) -> Engine:
    if url.database in {None, "", ":memory:"} or "mode" in url.query:
        raise ConfigError("A database in memory keeps nothing. Use sqlite:///<path>.")
    _make_private(Path(str(url.database)))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _PRIVATE_FILE))
    except OSError as exc:
        raise ConfigError(
            "The database file cannot be made or opened."
            " Check DOXWACHT_HOME and DOXWACHT_DATABASE_URL."
        ) from exc


def _prepare_sqlite(dbapi_connection: SqliteConnection, record: object) -> None:
    """Take transactions out of the driver's hands; `_begin_sqlite` starts them."""
    del record
    dbapi_connection.isolation_level = None
    _enter_wal(dbapi_connection)
    dbapi_connection.execute("PRAGMA foreign_keys = ON")
    # An acknowledged write survives a power cut too; NORMAL would lose the last ones.
    dbapi_connection.execute("PRAGMA synchronous = FULL")
    # What is erased is overwritten, not merely unlinked.
    dbapi_connection.execute("PRAGMA secure_delete = ON")


def _enter_wal(dbapi_connection: SqliteConnection) -> None:
    """Switch the file to write-ahead logging once.

    SQLite does not wait for the busy timeout when several processes switch at the same
    time, so the waiting is done here.
    """
    give_up = time.monotonic() + BUSY_TIMEOUT_S
    while dbapi_connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            dbapi_connection.execute("PRAGMA journal_mode = WAL")
        except SqliteOperationalError as exc:
            if not _is_passing(exc) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    """Start a transaction; whoever may write takes the write lock before reading anything."""
    is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if is_read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what drivers raise into our errors; what is a mistake of ours stays as it is."""
    try:
        yield
    except PoolTimeoutError as exc:
        raise StoreUnavailableError("The database is busy; try again.") from exc
    except DBAPIError as exc:
        if _is_missing_table(exc):
            raise ConfigError(_NOT_PREPARED) from exc
        if _is_outage(exc):
            raise StoreUnavailableError("The database did not answer; try again.") from exc
        raise


def _is_outage(exc: DBAPIError) -> bool:
    if isinstance(exc.orig, SqliteOperationalError):
        return _is_passing(exc.orig)
    return exc.connection_invalidated or isinstance(exc, OperationalError | InterfaceError)


def _is_passing(exc: SqliteOperationalError) -> bool:
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF in _SQLITE_PASSING


def _is_missing_table(exc: DBAPIError) -> bool:
    if isinstance(exc, ProgrammingError):
        return getattr(exc.orig, "sqlstate", "") == _UNDEFINED_TABLE
    return isinstance(exc.orig, SqliteOperationalError) and "no such table" in str(exc.orig)
