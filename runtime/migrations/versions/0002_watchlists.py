"""Versions of the watchlist, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watchlist_version",
        sa.Column("version", sa.Integer, autoincrement=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("staff_count", sa.Integer, nullable=False),
        sa.Column("imported_by", sa.String(200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("based_on", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sealed_source", sa.LargeBinary, nullable=True),
        sa.Column("sealed_records", sa.LargeBinary, nullable=True),
        sa.Column("sealed_directory", sa.LargeBinary, nullable=True),
        sa.PrimaryKeyConstraint("version", name="pk_watchlist_version"),
    )
    op.create_index(
        "uq_watchlist_version_active",
        "watchlist_version",
        ["state"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
