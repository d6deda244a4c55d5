"""The book of cases: what the machine records in it and what people decide.

Each change and its audit entry are one transaction. It refuses to change an alert, and to
take a step that `cases.states` does not hold.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, insert, update

from alerts.record import Alert, severity_of
from cases.case import (
    Case,
    CaseFile,
    CasePage,
    CaseQuery,
    RecordResult,
    Transition,
)
from cases.recording import MACHINE, REOPENED_COLUMNS, record_alerts
from cases.rows import read_alert_ids, read_case, read_page, read_steps
from cases.states import REMOVED, Role, State, Step, find_step, next_states
from cases.tables import case_steps, cases
from runtime.audit import Audit, Entry
from runtime.clock import Clock
from runtime.database import reading, writing
from runtime.errors import BadInputError, ConflictError, RefusedError
from runtime.sealing import length_prefixed

_STARTS_AGAIN = frozenset({State.NEW, State.IN_TRIAGE})
_DIGEST_BYTES = 16


class CaseBook:
    """Cases in the SQL database of `engine`.

    Every method may raise StoreUnavailableError: nothing was written then, try again.
    """

    def __init__(self, engine: Engine, clock: Clock, audit: Audit) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    def record(self, alerts: Iterable[Alert]) -> RecordResult:
        """Link alerts to their cases; what is linked already changes nothing.

        Args:
            alerts: as the store holds them (`PutResult.stored`), repeats included.
        """
        given = tuple(alerts)
        if not given:
            return RecordResult()
        with writing(self._engine) as connection:
            result = record_alerts(connection, given, self._clock.now())
            if result != RecordResult():
                self._audit.append(connection, _batch_entry(given, result))
        return result

    def list(self, query: CaseQuery) -> CasePage:
        """Return one page of cases, the worst first.

        Raises:
            BadInputError: `limit` or `after` cannot be used.
        """
        with reading(self._engine) as connection:
            return read_page(connection, query)

    def get(self, case_id: str) -> CaseFile:
        """Return a case, its alert ids and its history.

        Raises:
            NotFoundError: there is none of that name.
        """
        with reading(self._engine) as connection:
            case = read_case(connection, case_id)
            alert_ids = read_alert_ids(connection, case_id)
            return CaseFile(case, alert_ids, read_steps(connection, case_id))

    def transition(self, wanted: Transition) -> Case:
        """Take a step and return the case as it then is.

        Raises:
            NotFoundError: there is no such case.
            ConflictError: somebody took a step since, or worse came in.
            RefusedError: there is no such step for people, or four eyes forbid it.
            BadInputError: verdict and reason code do not belong to the step.
        """
        with writing(self._engine) as connection:
            case = read_case(connection, wanted.case_id)
            step = _allowed_step(case, wanted)
            self._take(connection, case, step, wanted)
            changed = read_case(connection, wanted.case_id)
            self._audit.append(connection, _step_entry(case, wanted))
        return changed

    def _take(self, connection: Connection, case: Case, step: Step, wanted: Transition) -> None:
        at = self._clock.now()
        values = _step_columns(case, step, wanted)
        if wanted.reason_code == REMOVED:
            values["removed_at"] = at
        changed = connection.execute(
            update(cases)
            .where(cases.c.case_id == case.case_id, cases.c.version == wanted.seen_version)
            .values(values)
        )
        if changed.rowcount != 1:
            raise _stale()
        connection.execute(
            insert(case_steps).values(
                case_id=case.case_id,
                version=case.version + 1,
                source=case.state,
                target=wanted.target,
                actor=wanted.actor,
                at=at,
                verdict=wanted.verdict,
                reason_code=wanted.reason_code,
            )
        )


def _allowed_step(case: Case, wanted: Transition) -> Step:
    if case.version != wanted.seen_version:
        raise _stale()
    step = find_step(case.state, wanted.target)
    if step is None or step.by is Role.MACHINE:
        allowed = ", ".join(next_states(case.state))
        raise RefusedError(f"A case that is {case.state} can only become: {allowed}.")
    if not step.allows(wanted.verdict, wanted.reason_code):
        raise BadInputError(
            "This verdict or reason does not belong to this step; docs/cases.md lists both."
        )
    if step.four_eyes and wanted.actor == case.escalated_by:
        raise RefusedError("Whoever escalated a case does not review it; ask somebody else.")
    if step.verdicts and _has_grown_unseen(case, wanted):
        raise ConflictError("A worse alert came in meanwhile; look at the case again.")
    return step


def _stale() -> ConflictError:
    return ConflictError("Somebody took a step in this case meanwhile; load it again and decide.")


def _has_grown_unseen(case: Case, wanted: Transition) -> bool:
    seen = wanted.seen_severity
    return seen is not None and severity_of(case.severity) > severity_of(seen)


def _step_columns(case: Case, step: Step, wanted: Transition) -> dict[str, Any]:
    values: dict[str, Any] = {"state": step.target, "version": case.version + 1}
    if step.target in _STARTS_AGAIN:
        values |= REOPENED_COLUMNS
    if wanted.verdict is not None:
        values |= {
            "verdict": wanted.verdict,
            "decided_severity": severity_of(case.severity),
            "decided_categories": list(case.categories),
        }
    if wanted.verdict is not None and step.target is State.ESCALATED:
        values["escalated_by"] = wanted.actor
    return values


def _batch_entry(alerts: Iterable[Alert], result: RecordResult) -> Entry:
    """Return one entry for all that the machine wrote; ids go in as a digest."""
    alert_ids = sorted({alert.alert_id for alert in alerts})
    return Entry(
        actor=MACHINE,
        action="alerts_recorded",
        subject_kind="case_batch",
        subject_id=_digest(*result.created, "", *result.updated, "", *result.reopened),
        detail_digest=_digest(*alert_ids),
    )


def _step_entry(case: Case, wanted: Transition) -> Entry:
    return Entry(
        actor=wanted.actor,
        action=f"case_{wanted.target}",
        subject_kind="case",
        subject_id=case.case_id,
        reason_code=wanted.reason_code,
        detail_digest=_digest(case.state, wanted.verdict or "", str(case.version + 1)),
    )


def _digest(*parts: str) -> str:
    message = length_prefixed(*(part.encode() for part in parts))
    return hashlib.blake2b(message, digest_size=_DIGEST_BYTES).hexdigest()
