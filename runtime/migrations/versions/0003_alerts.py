"""Alerts, and on SQLite the full-text index over them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FULL_TEXT = (
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


def upgrade() -> None:
    _create_alerts()
    _create_links()
    if op.get_context().dialect.name == "sqlite":
        for statement in _FULL_TEXT:
            op.execute(statement)


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("alert_no", sa.Integer),
        sa.Column("alert_id", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("window_id", sa.String(64), nullable=False),
        sa.Column("exercise", sa.Boolean, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("searchable", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("alert_no", name="pk_alerts"),
        sa.UniqueConstraint("alert_id", name="uq_alerts_alert_id"),
    )
    op.create_index("ix_alerts_window_id_created_at", "alerts", ["window_id", "created_at"])
    op.create_index("ix_alerts_created_at_alert_id", "alerts", ["created_at", "alert_id"])


def _create_links() -> None:
    op.create_table(
        "alert_staff",
        sa.Column("alert_no", sa.Integer),
        sa.Column("staff_id", sa.String(64)),
        sa.PrimaryKeyConstraint("alert_no", "staff_id", name="pk_alert_staff"),
        sa.ForeignKeyConstraint(
            ["alert_no"],
            ["alerts.alert_no"],
            name="fk_alert_staff_alert_no_alerts",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_alert_staff_staff_id", "alert_staff", ["staff_id"])
    op.create_table(
        "alert_acts",
        sa.Column("alert_no", sa.Integer),
        sa.Column("act", sa.String(32)),
        sa.PrimaryKeyConstraint("alert_no", "act", name="pk_alert_acts"),
        sa.ForeignKeyConstraint(
            ["alert_no"],
            ["alerts.alert_no"],
            name="fk_alert_acts_alert_no_alerts",
            ondelete="CASCADE",
        ),
    )
