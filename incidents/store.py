"""Rows of the registry: documents in and out, always inside the caller's transaction.

It refuses to decide anything but one thing: a change that saw an outdated revision, or that
another process overtook, is a conflict.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from incidents.incident import Incident
from incidents.tables import incident as incident_table
from incidents.tables import monitoring_window, window_decision
from incidents.window import Window
from runtime.errors import ConflictError, NotFoundError


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """A window as stored, with its sealed secret; None once purged."""

    window: Window
    sealed_secret: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided that a window may last until `ends_at`; number 0 is the opening."""

    window_id: str
    number: int
    decided_at: datetime
    authorised_by: str = field(repr=False)
    ends_at: datetime
    reason_code: str


def find_incident(connection: Connection, incident_id: str) -> Incident | None:
    """Return an incident, or None."""
    query = select(incident_table.c.document).where(incident_table.c.incident_id == incident_id)
    document = connection.scalar(query)
    return None if document is None else _incident(document)


def get_incident(connection: Connection, incident_id: str) -> Incident:
    """Return an incident.

    Raises:
        NotFoundError: there is no such incident.
    """
    found = find_incident(connection, incident_id)
    if found is None:
        raise NotFoundError("There is no such incident. List the incidents to find its id.")
    return found


def list_incidents(connection: Connection) -> tuple[Incident, ...]:
    """Return all incidents, the latest start first."""
    documents = connection.scalars(select(incident_table.c.document))
    return tuple(sorted(map(_incident, documents), key=lambda one: one.starts_at, reverse=True))


def insert_incident(connection: Connection, incident: Incident) -> None:
    """Store a new incident."""
    values = {"incident_id": incident.incident_id, "document": _text(incident), "revision": 1}
    connection.execute(insert(incident_table).values(values))


def update_incident(connection: Connection, incident: Incident) -> None:
    """Replace an incident.

    Raises:
        NotFoundError: there is no such incident.
    """
    get_incident(connection, incident.incident_id)
    connection.execute(
        update(incident_table)
        .where(incident_table.c.incident_id == incident.incident_id)
        .values(document=_text(incident), revision=incident_table.c.revision + 1)
    )


def get_window(connection: Connection, window_id: str) -> StoredWindow:
    """Return a window as stored.

    Raises:
        NotFoundError: there is no such window.
    """
    row = connection.execute(_windows().where(monitoring_window.c.window_id == window_id)).first()
    if row is None:
        raise NotFoundError("There is no such window. List the windows to find its id.")
    return _stored(row)


def list_windows(
    connection: Connection, incident_id: str | None = None
) -> tuple[StoredWindow, ...]:
    """Return the windows of one incident or of all."""
    query = _windows()
    if incident_id is not None:
        query = query.where(monitoring_window.c.incident_id == incident_id)
    return tuple(map(_stored, connection.execute(query)))


def windows_closing_after(connection: Connection, moment: datetime) -> tuple[StoredWindow, ...]:
    """Return the windows that are or will be open after `moment`, purged ones left out."""
    query = _windows().where(
        monitoring_window.c.closes_at > moment, monitoring_window.c.sealed_secret.is_not(None)
    )
    return tuple(map(_stored, connection.execute(query)))


def insert_window(connection: Connection, window: Window, sealed_secret: bytes) -> None:
    """Store a new window."""
    values = {
        "window_id": window.window_id,
        "incident_id": window.incident_id,
        "sealed_secret": sealed_secret,
    }
    connection.execute(insert(monitoring_window).values(values | _changing(window)))


def update_window(connection: Connection, window: Window) -> Window:
    """Store a changed window and return it with its next revision.

    Raises:
        ConflictError: another process changed it meanwhile.
    """
    fresh = replace(window, revision=window.revision + 1)
    changed = connection.execute(
        update(monitoring_window)
        .where(
            monitoring_window.c.window_id == window.window_id,
            monitoring_window.c.revision == window.revision,
        )
        .values(_changing(fresh))
    )
    if changed.rowcount != 1:
        raise ConflictError("The window was changed meanwhile. Reload it and decide again.")
    return fresh


def replace_secret(connection: Connection, window_id: str, sealed_secret: bytes | None) -> None:
    """Store a window's secret sealed anew, or destroy it with None."""
    connection.execute(
        update(monitoring_window)
        .where(monitoring_window.c.window_id == window_id)
        .values(sealed_secret=sealed_secret)
    )


def insert_decision(connection: Connection, decision: Decision) -> None:
    """Store who decided."""
    values = {name: getattr(decision, name) for name in Decision.__slots__}
    connection.execute(insert(window_decision).values(values))


def list_decisions(connection: Connection, window_id: str) -> tuple[Decision, ...]:
    """Return the decisions on a window, the opening first."""
    query = (
        select(window_decision)
        .where(window_decision.c.window_id == window_id)
        .order_by(window_decision.c.number)
    )
    return tuple(Decision(**row) for row in connection.execute(query).mappings())


def revision_sum(connection: Connection) -> int:
    """Return a number that grows with every change of an incident or a window."""
    incidents, windows = (
        connection.scalar(select(func.coalesce(func.sum(table.c.revision), 0)))
        for table in (incident_table, monitoring_window)
    )
    return int(incidents or 0) + int(windows or 0)


def document_of(record: Incident | Window) -> bytes:
    """Return a record as JSON, equal for equal records."""
    return msgspec.json.encode(record, order="deterministic")


def _text(record: Incident | Window) -> str:
    return document_of(record).decode()


def _incident(document: str) -> Incident:
    return msgspec.json.decode(document, type=Incident)


def _windows() -> Select[str, bytes | None]:
    return select(monitoring_window.c.document, monitoring_window.c.sealed_secret)


def _stored(row: Row[str, bytes | None]) -> StoredWindow:
    document, sealed_secret = row
    return StoredWindow(msgspec.json.decode(document, type=Window), sealed_secret)


def _changing(window: Window) -> dict[str, object]:
    return {
        "document": _text(window),
        "revision": window.revision,
        "closes_at": window.closes_at,
    }
