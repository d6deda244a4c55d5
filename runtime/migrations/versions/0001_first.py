"""The audit chain, secrets of the installation, incidents and windows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_audit()
    _create_incidents()


def _create_audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("sequence", sa.Integer, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject_kind", sa.String(64), nullable=False),
        sa.Column("subject_id", sa.String(200), nullable=False),
        sa.Column("reason_code", sa.String(64), nullable=False),
        sa.Column("detail_digest", sa.String(128), nullable=False),
        sa.Column("previous_mac", sa.String(64), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_subject", "audit_log", ["subject_kind", "subject_id"])
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer, autoincrement=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.Column("head_mac", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_audit_head"),
        sa.CheckConstraint("one = 1", name=op.f("ck_audit_head_only_row")),
    )
    op.create_table(
        "stored_secret",
        sa.Column("name", sa.String(64)),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_stored_secret"),
    )


def _create_incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("incident_id", sa.String(64)),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_incident"),
    )
    op.create_table(
        "monitoring_window",
        sa.Column("window_id", sa.String(64)),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("window_id", name="pk_monitoring_window"),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.incident_id"],
            name="fk_monitoring_window_incident_id_incident",
        ),
    )
    op.create_index("ix_monitoring_window_incident_id", "monitoring_window", ["incident_id"])
    op.create_index("ix_monitoring_window_closes_at", "monitoring_window", ["closes_at"])
    op.create_table(
        "window_decision",
        sa.Column("window_id", sa.String(64)),
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authorised_by", sa.String(200), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_code", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("window_id", "number", name="pk_window_decision"),
        sa.ForeignKeyConstraint(
            ["window_id"],
            ["monitoring_window.window_id"],
            name="fk_window_decision_window_id_monitoring_window",
        ),
    )
