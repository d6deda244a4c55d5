"""Alerts into cases, inside a write transaction of the caller.

Any order, any repetition and any split into batches give the same cases: an alert is linked
once, and only a fresh link changes a summary. It refuses to decide anything except that what
turns up after removal opens a closed case again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from alerts.record import Alert
from cases.case import RecordResult, Summary
from cases.grouping import SHORT, CaseKey, case_id_of, keys_of
from cases.states import REUPLOAD, State
from cases.tables import case_alerts, case_staff, case_steps, cases
from matchers.finding import Act

MACHINE = "machine"
"""The actor of what no person did."""

REOPENED_COLUMNS: Mapping[str, object] = {
    "verdict": None,
    "escalated_by": None,
    "decided_severity": None,
    "decided_categories": [],
    "removed_at": None,
}
"""What a case is given when work on it starts again: no verdict holds any more."""

_CHUNK = 500


@dataclass(slots=True)
class _Group:
    """The alerts of one batch that belong to one case."""

    key: CaseKey
    alerts: dict[str, Alert] = field(default_factory=dict)
    staff_ids: set[str] = field(default_factory=set)


def record_alerts(connection: Connection, alerts: Iterable[Alert], at: datetime) -> RecordResult:
    """Link alerts to their cases, opening those that are not there yet."""
    groups = _grouped(alerts)
    if not groups:
        return RecordResult()
    _take_turns(connection)
    known = _rows(connection, sorted(groups))
    created = [_create(connection, groups[name]) for name in sorted(groups.keys() - known.keys())]
    updated, reopened = [], []
    for name in sorted(known):
        row, group = known[name], groups[name]
        fresh = _link(connection, row["case_id"], group)
        if fresh:
            _extend(connection, row, fresh)
            updated.append(row["case_id"])
            if _is_reupload(row, fresh):
                _reopen(connection, row, at)
                reopened.append(row["case_id"])
    return RecordResult(*(tuple(sorted(names)) for names in (created, updated, reopened)))


def _grouped(alerts: Iterable[Alert]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for alert in alerts:
        for key in keys_of(alert):
            group = groups.setdefault(key.digest, _Group(key))
            group.alerts.setdefault(alert.alert_id, alert)
            group.staff_ids.update(key.staff_ids)
    return groups


def _take_turns(connection: Connection) -> None:
    """Let one writer at a time look for cases that are missing; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE cases IN SHARE ROW EXCLUSIVE MODE"))


def _rows(connection: Connection, digests: Sequence[str]) -> dict[str, RowMapping]:
    found = {}
    for start in range(0, len(digests), _CHUNK):
        wanted = select(cases).where(cases.c.key_digest.in_(digests[start : start + _CHUNK]))
        for row in connection.execute(wanted).mappings():
            found[row["key_digest"]] = row
    return found


def _create(connection: Connection, group: _Group) -> str:
    case_id = _free_id(connection, group.key.digest)
    summary = Summary.of(group.alerts.values())
    connection.execute(
        insert(cases).values(
            case_id=case_id,
            key_digest=group.key.digest,
            window_id=group.key.window_id,
            incident_id=next(iter(group.alerts.values())).incident_id,
            exercise=group.key.exercise,
            grouping=group.key.grouping,
            state=State.NEW,
            version=1,
            alert_count=0,
            decided_categories=[],
            **_summary_columns(summary),
        )
    )
    fresh = _link(connection, case_id, group)
    _count(connection, case_id, len(fresh))
    return case_id


def _free_id(connection: Connection, digest: str) -> str:
    """Return the shortest name that no other case has; eight characters nearly always do."""
    for length in range(SHORT, len(digest) + 1):
        case_id = case_id_of(digest, length)
        taken = select(cases.c.case_id).where(cases.c.case_id == case_id)
        if connection.scalar(taken) is None:
            break
    return case_id


def _link(connection: Connection, case_id: str, group: _Group) -> list[Alert]:
    """Link what is not linked yet and return it."""
    _link_staff(connection, case_id, group.staff_ids)
    linked = _linked(connection, case_id, sorted(group.alerts))
    fresh = [alert for alert_id, alert in group.alerts.items() if alert_id not in linked]
    rows = [
        {"case_id": case_id, "alert_id": alert.alert_id, "ingested_at": alert.ingested_at}
        for alert in fresh
    ]
    if rows:
        connection.execute(insert(case_alerts), rows)
    return fresh


def _linked(connection: Connection, case_id: str, alert_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(alert_ids), _CHUNK):
        wanted = select(case_alerts.c.alert_id).where(
            case_alerts.c.case_id == case_id,
            case_alerts.c.alert_id.in_(alert_ids[start : start + _CHUNK]),
        )
        found.update(connection.scalars(wanted))
    return found


def _link_staff(connection: Connection, case_id: str, staff_ids: set[str]) -> None:
    wanted = select(case_staff.c.staff_id).where(case_staff.c.case_id == case_id)
    missing = staff_ids - set(connection.scalars(wanted))
    if missing:
        rows = [{"case_id": case_id, "staff_id": staff_id} for staff_id in sorted(missing)]
        connection.execute(insert(case_staff), rows)


def _extend(connection: Connection, row: RowMapping, fresh: Sequence[Alert]) -> None:
    summary = _summary_in(row).join(Summary.of(fresh))
    _change(connection, row["case_id"], _summary_columns(summary))
    _count(connection, row["case_id"], len(fresh))


def _count(connection: Connection, case_id: str, more: int) -> None:
    _change(connection, case_id, {"alert_count": cases.c.alert_count + more})


def _change(connection: Connection, case_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(update(cases).where(cases.c.case_id == case_id).values(dict(values)))


def _summary_columns(summary: Summary) -> dict[str, Any]:
    return {
        "severity": summary.severity,
        "score": summary.score,
        "first_seen": summary.first_seen,
        "last_seen": summary.last_seen,
        "opened_at": summary.opened_at,
        "acts": list(summary.acts),
        "categories": list(summary.categories),
    }


def _summary_in(row: RowMapping) -> Summary:
    return Summary(
        severity=row["severity"],
        score=row["score"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        opened_at=row["opened_at"],
        acts=tuple(map(Act, row["acts"])),
        categories=tuple(row["categories"]),
    )


def _is_reupload(row: RowMapping, fresh: Iterable[Alert]) -> bool:
    """Say whether something new was first seen after everything had been taken down."""
    removed_at = row["removed_at"]
    if row["state"] != State.CLOSED or removed_at is None:
        return False
    return any(alert.ingested_at > removed_at for alert in fresh)


def _reopen(connection: Connection, row: RowMapping, at: datetime) -> None:
    version = row["version"] + 1
    columns = {"state": State.NEW, "version": version, **REOPENED_COLUMNS}
    _change(connection, row["case_id"], columns)
    connection.execute(
        insert(case_steps).values(
            case_id=row["case_id"],
            version=version,
            source=State.CLOSED,
            target=State.NEW,
            actor=MACHINE,
            at=at,
            reason_code=REUPLOAD,
        )
    )
