"""The tables every process shares: the audit chain, its head, and secrets of the installation.

It refuses to know what the entries are about; the rooms declare their own tables.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

from runtime.database import metadata

audit_log = Table(
    "audit_log",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    # As text: exactly what the mac covers, readable even when tampered with.
    Column("at", String(32), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject_kind", String(64), nullable=False),
    Column("subject_id", String(200), nullable=False),
    Column("reason_code", String(64), nullable=False),
    Column("detail_digest", String(128), nullable=False),
    Column("previous_mac", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    Index("ix_audit_log_subject", "subject_kind", "subject_id"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("mac", String(64), nullable=False),
    Column("head_mac", String(64), nullable=False),
    CheckConstraint("one = 1", name="only_row"),
)

stored_secret = Table(
    "stored_secret",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
