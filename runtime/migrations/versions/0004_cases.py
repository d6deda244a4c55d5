"""Cases, whom they are about, their alerts and the steps taken in them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_cases()
    _create_links()
    _create_steps()


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(40)),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("window_id", sa.String(64), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("exercise", sa.Boolean, nullable=False),
        sa.Column("grouping", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alert_count", sa.Integer, nullable=False),
        sa.Column("acts", sa.JSON, nullable=False),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=True),
        sa.Column("escalated_by", sa.String(200), nullable=True),
        sa.Column("decided_severity", sa.Integer, nullable=True),
        sa.Column("decided_categories", sa.JSON, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("key_digest", name="uq_cases_key_digest"),
    )
    op.create_index(
        "ix_cases_exercise_severity", "cases", ["exercise", "severity", "score", "case_id"]
    )
    op.create_index("ix_cases_window_id", "cases", ["window_id"])


def _create_links() -> None:
    op.create_table(
        "case_staff",
        sa.Column("case_id", sa.String(40)),
        sa.Column("staff_id", sa.String(64)),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_case_staff"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_staff_case_id_cases"),
    )
    op.create_index("ix_case_staff_staff_id", "case_staff", ["staff_id"])
    op.create_table(
        "case_alerts",
        sa.Column("case_id", sa.String(40)),
        sa.Column("alert_id", sa.String(40)),
        sa.Column("ingested_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "alert_id", name="pk_case_alerts"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.case_id"], name="fk_case_alerts_case_id_cases"
        ),
    )
    op.create_index("ix_case_alerts_alert_id", "case_alerts", ["alert_id"])


def _create_steps() -> None:
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.String(40)),
        sa.Column("version", sa.Integer, autoincrement=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=True),
        sa.Column("reason_code", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "version", name="pk_case_steps"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_steps_case_id_cases"),
    )
