"""The tables of the SQLite alert store; they know documents, not what is in them.

The full-text index takes its text from `alerts` and is kept in step by triggers, so no
writer can forget it. It exists on SQLite only. Migration 0003 writes the same out by hand.
"""

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    column,
    event,
    table,
)

from runtime.database import UtcDateTime, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("alert_no", Integer, primary_key=True),
    Column("alert_id", String(40), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("incident_id", String(64), nullable=False),
    Column("window_id", String(64), nullable=False),
    Column("exercise", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("searchable", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_alerts_window_id_created_at", "window_id", "created_at"),
    Index("ix_alerts_created_at_alert_id", "created_at", "alert_id"),
)

alert_staff = Table(
    "alert_staff",
    metadata,
    Column(
        "alert_no",
        Integer,
        ForeignKey("alerts.alert_no", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("staff_id", String(64), primary_key=True, index=True),
)

alert_acts = Table(
    "alert_acts",
    metadata,
    Column(
        "alert_no",
        Integer,
        ForeignKey("alerts.alert_no", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("act", String(32), primary_key=True),
)

FULL_TEXT = (
    """CREATE VIRTUAL TABLE alerts_fulltext USING fts5(
  searchable, content='alerts', content_rowid='alert_no',
  tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER alerts_fulltext_insert AFTER INSERT ON alerts BEGIN
  INSERT INTO alerts_fulltext(rowid, searchable) VALUES (new.alert_no, new.searchable);
END""",
    """CREATE TRIGGER alerts_fulltext_delete AFTER DELETE ON alerts BEGIN
  INSERT INTO alerts_fulltext(alerts_fulltext, rowid, searchable)
  VALUES ('delete', old.alert_no, old.searchable);
END""",
    """CREATE TRIGGER alerts_never_change BEFORE UPDATE ON alerts BEGIN
  SELECT RAISE(ABORT, 'an alert is never changed');
END""",
)

alerts_fulltext = table("alerts_fulltext", column("rowid"), column("alerts_fulltext"))
"""The index as questions see it; the column that carries its name matches the whole row."""

_DROP_FULL_TEXT = "DROP TABLE IF EXISTS alerts_fulltext"


def _listen(moment: str, statement: str) -> None:
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(alerts, moment, ddl.execute_if(dialect="sqlite"))


for _statement in FULL_TEXT:
    _listen("after_create", _statement)
_listen("before_drop", _DROP_FULL_TEXT)
