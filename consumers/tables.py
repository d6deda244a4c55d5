"""The tables of this room: how far reading has come, how many of what, and dead letters.

Nothing of a readable post is in them; a dead letter's bytes are sealed. Migration 0005 writes
the same out by hand.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from runtime.database import UtcDateTime, metadata

consumer_progress = Table(
    "consumer_progress",
    metadata,
    Column("origin", String(500), primary_key=True),
    Column("part", String(64), primary_key=True),
    Column("line", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("noted_offset", BigInteger),
    Column("noted_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
)

consumer_counts = Table(
    "consumer_counts",
    metadata,
    Column("origin", String(500), primary_key=True),
    Column("window_id", String(64), primary_key=True),
    Column("outcome", String(64), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

consumer_dead_letters = Table(
    "consumer_dead_letters",
    metadata,
    Column("letter_id", String(32), primary_key=True),
    Column("origin", String(500), nullable=False),
    Column("part", String(64), nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_consumer_dead_letters_expires_at", "expires_at"),
)
