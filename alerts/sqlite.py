"""Alerts in the embedded SQLite database, with full-text search.

It refuses to know what an alert means: it keeps the document, the columns that are asked
for, and the text to search in. Writers in several processes take turns; a repeat is
answered with what is stored.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    text,
    true,
)

from alerts.fulltext import match_expression
from alerts.record import Alert, level_of, severity_of
from alerts.store import MAX_LIMIT, AlertQuery, Page, PutResult, StoreHealth
from alerts.tables import alert_acts, alert_staff, alerts, alerts_fulltext
from matchers.finding import Level
from runtime.database import reading, writing
from runtime.errors import BadInputError, ConfigError, NotFoundError, StoreUnavailableError

_CHUNK = 500
"""Ids per question; SQLite allows 32,766 parameters at most."""


class SqliteAlertStore:
    """An `AlertStore` in the SQLite database of `engine`.

    Raises:
        ConfigError: the engine is not SQLite; with PostgreSQL alerts live in Elasticsearch.
    """

    def __init__(self, engine: Engine) -> None:
        if engine.dialect.name != "sqlite":
            raise ConfigError(
                "The SQLite alert store needs a SQLite database."
                " Set DOXWACHT_DATABASE_URL to sqlite:///<path>."
            )
        self._engine = engine

    def put(self, given: Sequence[Alert]) -> PutResult:
        """Store what is not there yet in one transaction; see `AlertStore.put`."""
        if not given:
            return PutResult(0, ())
        with writing(self._engine) as connection:
            stored = _fetch(connection, {alert.alert_id for alert in given})
            fresh = {a.alert_id: a for a in reversed(given) if a.alert_id not in stored}
            _insert(connection, list(fresh.values()))
        stored.update(fresh)
        return PutResult(len(fresh), tuple(stored[alert.alert_id] for alert in given))

    def get(self, alert_id: str) -> Alert:
        """Return one alert; see `AlertStore.get`."""
        with reading(self._engine) as connection:
            found = _fetch(connection, {alert_id})
        if alert_id not in found:
            raise NotFoundError("There is no alert with that id; it may have been purged.")
        return found[alert_id]

    def search(self, query: AlertQuery) -> Page:
        """Return one page, latest first; see `AlertStore.search`."""
        if not 1 <= query.limit <= MAX_LIMIT:
            raise BadInputError(f"`limit` must lie between 1 and {MAX_LIMIT}.")
        wanted = (
            select(alerts.c.alert_id, alerts.c.created_at, alerts.c.document)
            .where(*_conditions(query), _beyond(query.after))
            .order_by(alerts.c.created_at.desc(), alerts.c.alert_id.desc())
            .limit(query.limit + 1)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).all()
        return _page(rows, query.limit)

    def count_by_level(self, query: AlertQuery) -> Mapping[Level, int]:
        """Return how many alerts fit, for every level; see `AlertStore.count_by_level`."""
        wanted = (
            select(alerts.c.severity, func.count())
            .where(*_conditions(query))
            .group_by(alerts.c.severity)
        )
        with reading(self._engine) as connection:
            counts = {level_of(severity): n for severity, n in connection.execute(wanted)}
        return {level: counts.get(level, 0) for level in Level}

    def purge(self, window_id: str) -> int:
        """Erase a window's alerts from the tables, the index and the file."""
        with writing(self._engine) as connection:
            erased = connection.execute(delete(alerts).where(alerts.c.window_id == window_id))
            # Merging is what takes the words out of the index; deleting only marks them.
            connection.execute(
                text("INSERT INTO alerts_fulltext(alerts_fulltext) VALUES ('optimize')")
            )
        _empty_log(self._engine)
        return erased.rowcount

    def health(self) -> StoreHealth:
        """Count the alerts, through the index as well; see `AlertStore.health`."""
        with reading(self._engine) as connection:
            connection.execute(select(alerts_fulltext.c.rowid).limit(1)).all()
            count = connection.execute(select(func.count()).select_from(alerts)).scalar_one()
        return StoreHealth("sqlite", count)


def _empty_log(engine: Engine) -> None:
    """Move the write-ahead log into the file and cut it, so that it holds no erased text.

    A reader that is busy keeps it from being cut; the next purge or the last process to
    leave does it then.
    """
    pooled = engine.raw_connection()
    try:
        pooled.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as exc:
        raise StoreUnavailableError(
            "The alerts are erased, but the database log could not be emptied; purge again."
        ) from exc
    finally:
        pooled.close()


def _fetch(connection: Connection, alert_ids: set[str]) -> dict[str, Alert]:
    found = {}
    ordered = sorted(alert_ids)
    for start in range(0, len(ordered), _CHUNK):
        wanted = select(alerts.c.alert_id, alerts.c.document).where(
            alerts.c.alert_id.in_(ordered[start : start + _CHUNK])
        )
        for alert_id, document in connection.execute(wanted):
            found[alert_id] = _read(alert_id, document)
    return found


def _read(alert_id: str, document: str) -> Alert:
    return Alert.from_document(alert_id, msgspec.json.decode(document))


def _insert(connection: Connection, fresh: Sequence[Alert]) -> None:
    if not fresh:
        return
    connection.execute(insert(alerts), [_row(alert) for alert in fresh])
    numbers = _numbers(connection, [alert.alert_id for alert in fresh])
    staff = [
        {"alert_no": numbers[alert.alert_id], "staff_id": staff_id}
        for alert in fresh
        for staff_id in alert.staff_ids
    ]
    acts = [
        {"alert_no": numbers[alert.alert_id], "act": act}
        for alert in fresh
        for act in set(alert.acts)
    ]
    if staff:
        connection.execute(insert(alert_staff), staff)
    if acts:
        connection.execute(insert(alert_acts), acts)


def _numbers(connection: Connection, alert_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(alert_ids), _CHUNK):
        wanted = select(alerts.c.alert_id, alerts.c.alert_no).where(
            alerts.c.alert_id.in_(alert_ids[start : start + _CHUNK])
        )
        found.update((row.alert_id, row.alert_no) for row in connection.execute(wanted))
    return found


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "alert_id": alert.alert_id,
        "created_at": alert.created_at,
        "incident_id": alert.incident_id,
        "window_id": alert.window_id,
        "exercise": alert.exercise,
        "score": alert.score,
        "severity": severity_of(alert.level),
        "searchable": "\n".join(_readable(alert)),
        "document": msgspec.json.encode(alert.to_document()).decode(),
    }


def _readable(alert: Alert) -> Iterable[str]:
    yield alert.message
    for item in alert.media:
        yield from filter(None, (item.ocr_text, item.alt_text))


def _conditions(query: AlertQuery) -> Iterable[ColumnElement[bool]]:
    column = alerts.c
    yield column.exercise == query.exercise
    if query.incident_id is not None:
        yield column.incident_id == query.incident_id
    if query.window_id is not None:
        yield column.window_id == query.window_id
    if query.level is not None:
        yield column.severity == severity_of(query.level)
    if query.min_score is not None:
        yield column.score >= query.min_score
    if query.text.strip():
        yield _holds_words(query.text)
    yield from _published(query)
    yield from _linked(query)


def _published(query: AlertQuery) -> Iterable[ColumnElement[bool]]:
    if query.since is not None:
        yield alerts.c.created_at >= query.since
    if query.until is not None:
        yield alerts.c.created_at < query.until


def _linked(query: AlertQuery) -> Iterable[ColumnElement[bool]]:
    if query.staff_id is not None:
        yield alerts.c.alert_no.in_(
            select(alert_staff.c.alert_no).where(alert_staff.c.staff_id == query.staff_id)
        )
    if query.act is not None:
        yield alerts.c.alert_no.in_(
            select(alert_acts.c.alert_no).where(alert_acts.c.act == query.act)
        )


def _holds_words(typed: str) -> ColumnElement[bool]:
    expression = match_expression(typed)
    if not expression:
        return false()
    matching = select(alerts_fulltext.c.rowid).where(
        alerts_fulltext.c.alerts_fulltext.op("MATCH")(expression)
    )
    return alerts.c.alert_no.in_(matching)


def _beyond(after: str | None) -> ColumnElement[bool]:
    """Return the condition that holds for what comes later than the cursor."""
    if after is None:
        return true()
    created_at, alert_id = _read_cursor(after)
    return or_(
        alerts.c.created_at < created_at,
        and_(alerts.c.created_at == created_at, alerts.c.alert_id < alert_id),
    )


def _read_cursor(after: str) -> tuple[datetime, str]:
    moment, _, alert_id = after.partition("|")
    try:
        created_at = datetime.fromisoformat(moment)
    except ValueError:
        created_at = None
    if created_at is None or created_at.utcoffset() is None or not alert_id:
        raise BadInputError("`after` is not a cursor; pass the `after` of the page before.")
    return created_at, alert_id


def _page(rows: Sequence[Row[str, datetime, str]], limit: int) -> Page:
    shown = rows[:limit]
    after = None
    if len(rows) > limit:
        last = shown[-1]
        after = f"{last.created_at.isoformat()}|{last.alert_id}"
    return Page(tuple(_read(row.alert_id, row.document) for row in shown), after)
