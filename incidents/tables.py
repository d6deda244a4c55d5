"""Tables of the registry: incidents, windows of monitoring, and who decided on them.

No row is ever deleted here: the sum of revisions tells processes that something changed.
A document is the incident or window as JSON; the columns beside it are what is searched.
"""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from runtime.database import UtcDateTime, metadata

incident = Table(
    "incident",
    metadata,
    Column("incident_id", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("revision", Integer, nullable=False),
)

monitoring_window = Table(
    "monitoring_window",
    metadata,
    Column("window_id", String(64), primary_key=True),
    Column(
        "incident_id",
        String(64),
        ForeignKey("incident.incident_id"),
        nullable=False,
        index=True,
    ),
    Column("document", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False, index=True),
    Column("sealed_secret", LargeBinary, nullable=True),
)

window_decision = Table(
    "window_decision",
    metadata,
    Column("window_id", String(64), ForeignKey("monitoring_window.window_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("authorised_by", String(200), nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("reason_code", String(64), nullable=False),
)
