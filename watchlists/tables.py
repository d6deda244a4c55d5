"""The table of watchlist versions: who decided what when, and sealed bytes.

It refuses to hold a staff member's value in the clear. A version's number never comes back.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, text

from runtime.database import UtcDateTime, metadata

watchlist_version = Table(
    "watchlist_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("staff_count", Integer, nullable=False),
    Column("imported_by", String(200), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("confirmed_by", String(200), nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=True),
    Column("based_on", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sealed_source", LargeBinary, nullable=True),
    Column("sealed_records", LargeBinary, nullable=True),
    Column("sealed_directory", LargeBinary, nullable=True),
)

Index(
    "uq_watchlist_version_active",
    watchlist_version.c.state,
    unique=True,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)
