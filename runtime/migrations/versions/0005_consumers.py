"""How far sources have been read, counts, and dead letters."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consumer_progress",
        sa.Column("origin", sa.String(500)),
        sa.Column("part", sa.String(64)),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("mark", sa.LargeBinary, nullable=False),
        sa.Column("noted_offset", sa.BigInteger, nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "part", name="pk_consumer_progress"),
    )
    op.create_table(
        "consumer_counts",
        sa.Column("origin", sa.String(500)),
        sa.Column("window_id", sa.String(64)),
        sa.Column("outcome", sa.String(64)),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", "window_id", "outcome", name="pk_consumer_counts"),
    )
    _create_dead_letters()


def _create_dead_letters() -> None:
    op.create_table(
        "consumer_dead_letters",
        sa.Column("letter_id", sa.String(32)),
        sa.Column("origin", sa.String(500), nullable=False),
        sa.Column("part", sa.String(64), nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name="pk_consumer_dead_letters"),
    )
    op.create_index("ix_consumer_dead_letters_expires_at", "consumer_dead_letters", ["expires_at"])
