"""Between rows and cases: reading, filtering, paging. It decides nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, true

from alerts.kinds import Grouping
from alerts.record import level_of, severity_of
from cases.case import MAX_LIMIT, Case, CasePage, CaseQuery, TakenStep
from cases.states import State, Verdict
from cases.tables import case_alerts, case_staff, case_steps, cases
from matchers.finding import Act
from runtime.errors import BadInputError, NotFoundError


def read_case(connection: Connection, case_id: str) -> Case:
    """Return one case.

    Raises:
        NotFoundError: there is none of that name.
    """
    row = connection.execute(select(cases).where(cases.c.case_id == case_id)).mappings().first()
    if row is None:
        raise NotFoundError("There is no case of that name; `doxwacht cases list` shows them.")
    return _cases(connection, [row])[0]


def read_page(connection: Connection, query: CaseQuery) -> CasePage:
    """Return one page, the worst first.

    Raises:
        BadInputError: `limit` or `after` cannot be used.
    """
    if not 1 <= query.limit <= MAX_LIMIT:
        raise BadInputError(f"`limit` must lie between 1 and {MAX_LIMIT}.")
    wanted = (
        select(cases)
        .where(*_conditions(query), _beyond(query.after))
        .order_by(cases.c.severity.desc(), cases.c.score.desc(), cases.c.case_id)
        .limit(query.limit + 1)
    )
    rows = connection.execute(wanted).mappings().all()
    shown = rows[: query.limit]
    return CasePage(_cases(connection, shown), _cursor(shown[-1]) if shown != rows else None)


def read_alert_ids(connection: Connection, case_id: str) -> tuple[str, ...]:
    """Return the ids of a case's alerts, first stored first."""
    links = case_alerts.c
    wanted = (
        select(links.alert_id)
        .where(links.case_id == case_id)
        .order_by(links.ingested_at, links.alert_id)
    )
    return tuple(connection.scalars(wanted))


def read_steps(connection: Connection, case_id: str) -> tuple[TakenStep, ...]:
    """Return a case's history, first step first."""
    steps = case_steps.c
    wanted = select(case_steps).where(steps.case_id == case_id).order_by(steps.version)
    return tuple(
        TakenStep(
            version=row["version"],
            source=State(row["source"]),
            target=State(row["target"]),
            actor=row["actor"],
            at=row["at"],
            verdict=_verdict(row["verdict"]),
            reason_code=row["reason_code"],
        )
        for row in connection.execute(wanted).mappings()
    )


def _verdict(stored: str | None) -> Verdict | None:
    return None if stored is None else Verdict(stored)


def _cases(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Case, ...]:
    staff = _staff(connection, [row["case_id"] for row in rows])
    return tuple(_case(row, tuple(staff[row["case_id"]])) for row in rows)


def _staff(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    wanted = (
        select(case_staff).where(case_staff.c.case_id.in_(case_ids)).order_by(case_staff.c.staff_id)
    )
    for row in connection.execute(wanted):
        members[row.case_id].append(row.staff_id)
    return members


def _case(row: RowMapping, staff_ids: tuple[str, ...]) -> Case:
    decided = row["decided_severity"]
    return Case(
        case_id=row["case_id"],
        window_id=row["window_id"],
        incident_id=row["incident_id"],
        exercise=row["exercise"],
        grouping=Grouping(row["grouping"]),
        state=State(row["state"]),
        version=row["version"],
        severity=level_of(row["severity"]),
        score=row["score"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        opened_at=row["opened_at"],
        alert_count=row["alert_count"],
        acts=tuple(map(Act, row["acts"])),
        categories=tuple(row["categories"]),
        staff_ids=staff_ids,
        verdict=_verdict(row["verdict"]),
        escalated_by=row["escalated_by"],
        decided_severity=None if decided is None else level_of(decided),
        decided_categories=tuple(row["decided_categories"]),
        removed_at=row["removed_at"],
    )


def _conditions(query: CaseQuery) -> Iterable[ColumnElement[bool]]:
    yield cases.c.exercise == query.exercise
    if query.incident_id is not None:
        yield cases.c.incident_id == query.incident_id
    if query.window_id is not None:
        yield cases.c.window_id == query.window_id
    if query.states:
        yield cases.c.state.in_(query.states)
    if query.min_severity is not None:
        yield cases.c.severity >= severity_of(query.min_severity)
    if query.staff_id is not None:
        members = select(case_staff.c.case_id).where(case_staff.c.staff_id == query.staff_id)
        yield cases.c.case_id.in_(members)


def _cursor(row: RowMapping) -> str:
    return f"{row['severity']}|{row['score']!r}|{row['case_id']}"


def _beyond(after: str | None) -> ColumnElement[bool]:
    """Return the condition that holds for what stands below the cursor."""
    if after is None:
        return true()
    severity, score, case_id = _read_cursor(after)
    column = cases.c
    return or_(
        column.severity < severity,
        and_(column.severity == severity, column.score < score),
        and_(column.severity == severity, column.score == score, column.case_id > case_id),
    )


def _read_cursor(after: str) -> tuple[int, float, str]:
    parts: list[Any] = after.split("|")
    try:
        severity, score, case_id = parts
        return int(severity), float(score), str(case_id)
    except ValueError:
        raise BadInputError(
            "`after` is not a cursor; pass the `after` of the page before."
        ) from None
