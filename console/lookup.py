"""Finding an alert from what a user typed, and what goes beside it.

It refuses to show anything; names come from the sealed watchlist, whose reading is logged by
the watchlist itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alerts.record import Alert, open_url
from alerts.store import MAX_LIMIT, AlertQuery
from cases.case import CaseFile
from cases.grouping import SHORT, CaseKey, case_id_of, keys_of
from console.process import Process
from console.render.alert import View
from console.render.staff import full_name
from runtime.errors import BadInputError, NotFoundError

_FULL_ID = 40
_LEAST = 6
_MOST_OTHERS = 5


def search_all(process: Process, query: AlertQuery, most: int) -> Iterator[Alert]:
    """Yield up to `most` alerts, page after page."""
    left = most
    while left > 0:
        page = process.store.search(replace(query, limit=min(left, MAX_LIMIT)))
        yield from page.alerts
        left -= len(page.alerts)
        if page.after is None:
            return
        query = replace(query, after=page.after)


def find_alert(process: Process, typed: str) -> Alert:
    """Return an alert by its id or the beginning of it.

    Raises:
        NotFoundError: there is none.
        BadInputError: too short to tell, or there are several.
    """
    if len(typed) == _FULL_ID:
        return process.store.get(typed)
    if len(typed) < _LEAST:
        raise BadInputError("An alert is named by at least 6 characters of its id.")
    found = [
        alert
        for exercise in (False, True)
        for alert in search_all(process, AlertQuery(exercise=exercise), 1_000_000)
        if alert.alert_id.startswith(typed)
    ]
    if not found:
        raise NotFoundError("There is no alert with that id; it may have been purged.")
    if len(found) > 1:
        raise BadInputError("Several alerts begin like that; type more of the id.")
    return found[0]


def cases_of(process: Process, alert: Alert) -> tuple[CaseFile, ...]:
    """Return the cases an alert is linked to."""
    found = (_case_of(process, alert, key) for key in keys_of(alert))
    return tuple(case for case in found if case is not None)


def case_ids_of(process: Process, alert: Alert) -> tuple[str, ...]:
    """Return the names of the cases an alert is linked to."""
    return tuple(one.case.case_id for one in cases_of(process, alert))


def view_of(process: Process, alert: Alert, *, with_names: bool, reveal: bool) -> View:
    """Gather what goes beside an alert."""
    cases = cases_of(process, alert)
    other_ids = [
        alert_id for one in cases for alert_id in one.alert_ids if alert_id != alert.alert_id
    ]
    others = [process.store.get(alert_id) for alert_id in other_ids[-_MOST_OTHERS:]]
    return View(
        names=names_of(process, alert.staff_ids) if with_names else {},
        reveal=reveal,
        url=_url(process, alert) if reveal else "",
        case_ids=tuple(one.case.case_id for one in cases),
        others=tuple(sorted(others, key=lambda one: one.created_at, reverse=True)),
        count_others=len(other_ids),
    )


def names_of(process: Process, staff_ids: Iterable[str]) -> dict[str, str]:
    """Return staff id → name from the active list; empty when there is no list."""
    wanted = set(staff_ids)
    if not wanted:
        return {}
    try:
        version = process.versions.active().version
        entries = process.versions.entries(version, process.user)
    except NotFoundError:
        return {}
    return {one.staff_id: full_name(one) for one in entries if one.staff_id in wanted}


def _case_of(process: Process, alert: Alert, key: CaseKey) -> CaseFile | None:
    """Return the case of a key; its name is longer when another case had the short one."""
    for length in range(SHORT, len(key.digest) + 1):
        try:
            found = process.cases.get(case_id_of(key.digest, length))
        except NotFoundError:
            continue
        if alert.alert_id in found.alert_ids:
            return found
    return None


def _url(process: Process, alert: Alert) -> str:
    key = process.registry.get_key(alert.window_id)
    return "" if key is None else open_url(alert, key)
