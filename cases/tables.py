"""The tables of cases; migration 0004 writes the same out by hand.

They hold ids, codes and summaries, never the text of a post: that stays with the alert.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from runtime.database import UtcDateTime, metadata

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("key_digest", String(64), nullable=False, unique=True),
    Column("window_id", String(64), nullable=False),
    Column("incident_id", String(64), nullable=False),
    Column("exercise", Boolean, nullable=False),
    Column("grouping", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("alert_count", Integer, nullable=False),
    Column("acts", JSON, nullable=False),
    Column("categories", JSON, nullable=False),
    Column("verdict", String(16)),
    Column("escalated_by", String(200)),
    Column("decided_severity", Integer),
    Column("decided_categories", JSON, nullable=False),
    Column("removed_at", UtcDateTime),
    Index("ix_cases_exercise_severity", "exercise", "severity", "score", "case_id"),
    Index("ix_cases_window_id", "window_id"),
)

case_staff = Table(
    "case_staff",
    metadata,
    Column("case_id", String(40), ForeignKey("cases.case_id"), primary_key=True),
    Column("staff_id", String(64), primary_key=True, index=True),
)

case_alerts = Table(
    "case_alerts",
    metadata,
    Column("case_id", String(40), ForeignKey("cases.case_id"), primary_key=True),
    Column("alert_id", String(40), primary_key=True, index=True),
    Column("ingested_at", UtcDateTime, nullable=False),
)

case_steps = Table(
    "case_steps",
    metadata,
    Column("case_id", String(40), ForeignKey("cases.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("source", String(16), nullable=False),
    Column("target", String(16), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("verdict", String(16)),
    Column("reason_code", String(64), nullable=False),
)
