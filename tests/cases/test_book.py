import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert
from cases.book import CaseBook
from cases.case import CaseQuery, RecordResult, Transition
from cases.grouping import keys_of
from cases.recording import MACHINE
from cases.states import State, Verdict
from cases.tables import cases
from matchers.finding import Act, Level, Subject
from runtime.audit import entries
from runtime.database import connect, metadata, reading, writing
from runtime.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    StoreUnavailableError,
    TamperedError,
)
from runtime.tables import audit_log

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def alert(name="a", *, minute=0, staff=("MW1",), **changes):
    made = Alert(
        alert_id=name,
        created_at=NOON + timedelta(minutes=minute),
        ingested_at=NOON + timedelta(minutes=minute + 1),
        kind=AlertKind.ALERT,
        score=0.75,
        level=Level.HIGH,
        incident_id="march",
        window_id="w-1",
        exercise=False,
        grouping=Grouping.SUBJECT,
        platform="forum",
        post_ref="r",
        message="tekst",
        subjects=tuple(Subject(staff_id, 0.9) for staff_id in staff),
    )
    return replace(made, **changes)


def cluster(name, grouping=Grouping.SOLICITATION, group_hash="h", **changes):
    return alert(name, staff=(), grouping=grouping, group_hash=group_hash, **changes)


def only_case(book, **wanted):
    (found,) = book.list(CaseQuery(**wanted)).cases
    return found


def step(case, target, reason_code, verdict=None, *, actor="u-1", **changes):
    return Transition(case.case_id, target, actor, reason_code, case.version, verdict, **changes)


def take(book, case, *steps):
    for target, reason_code, verdict, actor in steps:
        case = book.transition(step(case, target, reason_code, verdict, actor=actor))
    return case


CONFIRMING = (
    (State.ESCALATED, "private_data", Verdict.DOXING, "u-1"),
    (State.IN_REVIEW, "taken", None, "u-2"),
    (State.CONFIRMED, "private_data", Verdict.DOXING, "u-2"),
)
REMOVING = (*CONFIRMING, (State.CLOSED, "removed", None, "u-2"))


def audited(engine):
    with reading(engine) as connection:
        return list(connection.scalars(sa.select(audit_log.c.action)))


# What the machine records


def test_alerts_about_one_person_are_one_case(book):
    result = book.record(
        [
            alert("a", minute=5, acts=(Act.SPREAD,), categories=("street",)),
            alert("b", minute=1, acts=(Act.INCITEMENT,), level=Level.CRITICAL, score=0.95),
            alert("c", minute=9, score=0.6, level=Level.MEDIUM, categories=("full_name",)),
        ]
    )
    case = only_case(book)
    assert result == RecordResult(created=(case.case_id,))
    assert (case.severity, case.score, case.alert_count) == (Level.CRITICAL, 0.95, 3)
    assert case.first_seen == NOON + timedelta(minutes=1)
    assert case.last_seen == NOON + timedelta(minutes=9)
    assert case.opened_at == NOON + timedelta(minutes=2)
    assert case.acts == (Act.INCITEMENT, Act.SPREAD)
    assert case.categories == ("full_name", "street")
    assert (case.state, case.version, case.staff_ids) == (State.NEW, 1, ("MW1",))
    assert book.get(case.case_id).alert_ids == ("b", "a", "c")


def test_an_alert_about_two_people_is_in_both_cases(book):
    book.record([alert("both", staff=("MW1", "MW2")), alert("one", staff=("MW2",))])
    assert only_case(book, staff_id="MW1").alert_count == 1
    assert only_case(book, staff_id="MW2").alert_count == 2


def test_people_whom_nothing_tells_apart_share_a_case(book):
    twins = alert("a", staff=(), grouping=Grouping.CANDIDATES, candidates=("MW1", "MW2"))
    book.record([twins, replace(twins, alert_id="b"), alert("c")])
    shared = only_case(book, staff_id="MW2")
    assert (shared.staff_ids, shared.alert_count) == (("MW1", "MW2"), 2)
    assert len(book.list(CaseQuery(staff_id="MW1")).cases) == 2


def test_strangers_and_questions_have_clusters_of_their_own(book):
    book.record(
        [
            cluster("a"),
            cluster("b"),
            cluster("c", group_hash="other"),
            cluster("d", Grouping.STRANGER),
            cluster("e", window_id="w-2"),
        ]
    )
    counts = sorted(case.alert_count for case in book.list(CaseQuery()).cases)
    assert counts == [1, 1, 1, 2]


def test_a_report_needs_no_window(book):
    report = cluster("a", Grouping.REPORT, "report-1", window_id="", candidates=("MW7",))
    book.record([report, replace(report, alert_id="b", group_hash="report-2")])
    found = book.list(CaseQuery(staff_id="MW7", window_id="")).cases
    assert [case.grouping for case in found] == [Grouping.REPORT] * 2


def test_an_exercise_never_mixes_with_reality(book):
    book.record([alert("real"), alert("drill", exercise=True)])
    real, drill = only_case(book), only_case(book, exercise=True)
    assert real.case_id != drill.case_id
    assert (real.alert_count, drill.alert_count) == (1, 1)
    assert (real.exercise, drill.exercise) == (False, True)


def test_a_replay_changes_nothing_and_leaves_no_trace(book, engine):
    batch = [alert("a"), alert("b", staff=("MW1", "MW2"))]
    book.record(batch)
    before = book.list(CaseQuery()).cases
    assert book.record(batch) == RecordResult()
    assert book.record([]) == RecordResult()
    assert book.list(CaseQuery()).cases == before
    assert audited(engine) == ["alerts_recorded"]


def test_what_is_new_in_a_known_case_is_an_update(book):
    book.record([alert("a")])
    result = book.record([alert("a"), alert("b"), alert("c", staff=("MW2",))])
    known, fresh = only_case(book, staff_id="MW1"), only_case(book, staff_id="MW2")
    assert result == RecordResult(created=(fresh.case_id,), updated=(known.case_id,))


def test_a_large_batch_is_recorded_as_a_whole(book):
    many = [alert(f"a{number}", staff=(f"MW{number % 700}",)) for number in range(1400)]
    assert len(book.record(many).created) == 700
    assert book.record(many) == RecordResult()


MINUTE = st.integers(0, 5)
ONE = st.builds(
    lambda name, minute, staff, level, category, drill, kind: replace(
        alert(f"a{name}", minute=minute, staff=staff, categories=(category,)),
        level=level,
        exercise=drill,
        grouping=kind,
        candidates=("MW1", "MW2") if kind is Grouping.CANDIDATES else (),
        group_hash="" if kind in {Grouping.SUBJECT, Grouping.CANDIDATES} else "h",
    ),
    st.integers(0, 99),
    MINUTE,
    st.sampled_from([("MW1",), ("MW2",), ("MW1", "MW2")]),
    st.sampled_from(Level),
    st.sampled_from("xyz"),
    st.booleans(),
    st.sampled_from(Grouping),
)


def everything(book):
    return [
        book.get(case.case_id)
        for drill in (False, True)
        for case in book.list(CaseQuery(exercise=drill, limit=1000)).cases
    ]


@pytest.fixture
def make_book(tmp_path, clock, audit):
    """Return a maker of empty books; all share one file, emptied each time."""
    engine = connect(f"sqlite:///{tmp_path / 'many.sqlite'}")
    metadata.create_all(engine)

    def make():
        with writing(engine) as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(sa.delete(table))
        return CaseBook(engine, clock, audit)

    yield make
    engine.dispose()


@given(
    alerts=st.lists(ONE, min_size=1, max_size=8, unique_by=lambda one: one.alert_id),
    data=st.data(),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_order_repetition_and_batches_cannot_be_seen(make_book, alerts, data):
    straight = make_book()
    straight.record(alerts)
    expected = everything(straight)
    shuffled = data.draw(st.permutations(alerts + data.draw(st.lists(st.sampled_from(alerts)))))
    crooked = make_book()
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        crooked.record(shuffled[:size])
        shuffled = shuffled[size:]
    assert everything(crooked) == expected


@given(minutes=st.lists(st.integers(-5, 5), min_size=1, max_size=5), data=st.data())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_reopening_does_not_depend_on_batches_either(make_book, minutes, data):
    late = [
        alert(f"late{number}", ingested_at=NOON + timedelta(minutes=minute))
        for number, minute in enumerate(minutes)
    ]
    outcomes = []
    for batches in ([late], [[one] for one in data.draw(st.permutations(late))]):
        book = make_book()
        book.record([alert("first", ingested_at=NOON - timedelta(hours=1))])
        take(book, only_case(book), *REMOVING)
        for batch in batches:
            book.record(batch)
        outcomes += everything(book)
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].case.state is State.NEW) is any(minute > 0 for minute in minutes)


def test_two_cases_that_would_be_called_the_same_are_told_apart(book, engine):
    (key,) = keys_of(alert())
    book.record([alert("squatter", staff=("MW5",))])
    with writing(engine) as connection:
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        for table in ("cases", "case_staff", "case_alerts"):
            statement = f"UPDATE {table} SET case_id = :taken"  # noqa: S608
            connection.execute(sa.text(statement), {"taken": f"Z-{key.digest[:8]}"})
    book.record([alert()])
    assert only_case(book, staff_id="MW1").case_id == f"Z-{key.digest[:9]}"
    assert only_case(book, staff_id="MW5").alert_count == 1
    assert book.record([alert()]) == RecordResult()


@pytest.mark.slow
def test_processes_that_record_the_same_alerts_agree(book, engine):
    script = """
import sys
from datetime import UTC, datetime
from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert
from cases.book import CaseBook
from matchers.finding import Level, Subject
from runtime.audit import Audit
from runtime.clock import SystemClock
from runtime.database import connect

noon = datetime(2026, 3, 14, 12, tzinfo=UTC)
book = CaseBook(connect(sys.argv[1]), SystemClock(), Audit(b"a" * 32))
sys.stdin.readline()
for number in range(40):
    book.record([Alert(
        alert_id=f"a{number}", created_at=noon, ingested_at=noon, kind=AlertKind.ALERT, score=0.8,
        level=Level.HIGH, incident_id="march", window_id="w", exercise=False, platform="forum",
        grouping=Grouping.SUBJECT, post_ref="r", message="",
        subjects=(Subject(f"MW{number % 3}", 0.9), Subject("MW9", 0.8)),
    )])
"""
    command = [sys.executable, "-c", script, str(engine.url)]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(4)]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 4
    counts = {case.staff_ids: case.alert_count for case in book.list(CaseQuery()).cases}
    assert counts == {("MW0",): 14, ("MW1",): 13, ("MW2",): 13, ("MW9",): 40}
    assert len(audited(engine)) == 40


# What people decide


def test_a_case_goes_from_new_to_closed_with_its_history(book, clock):
    book.record([alert()])
    case = take(book, only_case(book), *REMOVING)
    assert (case.state, case.version, case.verdict) == (State.CLOSED, 5, Verdict.DOXING)
    assert case.removed_at == clock.now()
    history = book.get(case.case_id).steps
    assert [(taken.version, taken.target, taken.actor) for taken in history] == [
        (2, State.ESCALATED, "u-1"),
        (3, State.IN_REVIEW, "u-2"),
        (4, State.CONFIRMED, "u-2"),
        (5, State.CLOSED, "u-2"),
    ]
    assert history[0].verdict is Verdict.DOXING
    assert history[1].reason_code == "taken"
    assert history[0].source is State.NEW


def test_a_stale_version_is_a_conflict_and_overwrites_nothing(book, engine):
    book.record([alert()])
    seen = only_case(book)
    book.transition(step(seen, State.IN_TRIAGE, "taken", actor="u-1"))
    with pytest.raises(ConflictError):
        book.transition(step(seen, State.DISMISSED, "journalism", Verdict.NOT_DOXING, actor="u-2"))
    after = book.get(seen.case_id)
    assert (after.case.state, len(after.steps)) == (State.IN_TRIAGE, 1)
    assert audited(engine) == ["alerts_recorded", "case_in_triage"]


def test_a_stale_version_is_a_conflict_even_where_the_step_is_gone(book):
    book.record([alert()])
    seen = only_case(book)
    take(book, seen, CONFIRMING[0])
    with pytest.raises(ConflictError):
        book.transition(step(seen, State.IN_TRIAGE, "taken", actor="u-2"))


def test_new_alerts_do_not_make_a_decision_stale(book):
    book.record([alert("a")])
    seen = only_case(book)
    book.record([alert("b")])
    assert book.transition(step(seen, State.IN_TRIAGE, "taken")).alert_count == 2


def test_a_verdict_on_something_worse_than_was_seen_is_a_conflict(book):
    book.record([alert("a")])
    seen = only_case(book)
    book.record([alert("b", level=Level.CRITICAL)])
    wanted = step(
        seen, State.DISMISSED, "journalism", Verdict.NOT_DOXING, seen_severity=seen.severity
    )
    with pytest.raises(ConflictError, match="worse"):
        book.transition(wanted)
    assert book.transition(replace(wanted, seen_severity=Level.CRITICAL)).version == 2


def test_what_gets_worse_after_a_verdict_shows_but_does_not_undo_it(book):
    book.record([alert("a", categories=("full_name",))])
    settled = take(
        book,
        only_case(book),
        (State.DISMISSED, "journalism", Verdict.NOT_DOXING, "u-1"),
    )
    book.record([alert("b", categories=("full_name",))])
    assert not only_case(book).has_worsened
    book.record([alert("c", categories=("home_address",))])
    case = only_case(book)
    assert case.has_worsened
    assert (case.state, case.version) == (State.DISMISSED, settled.version)
    again = take(book, case, (State.IN_TRIAGE, "new_facts", None, "u-1"))
    assert (again.verdict, again.has_worsened) == (None, False)


@pytest.mark.parametrize(
    ("target", "reason_code", "verdict", "error"),
    [
        (State.CONFIRMED, "private_data", Verdict.DOXING, RefusedError),
        (State.NEW, "given_back", None, RefusedError),
        (State.IN_TRIAGE, "", None, BadInputError),
        (State.IN_TRIAGE, "taken", Verdict.DOXING, BadInputError),
        (State.ESCALATED, "private_data", None, BadInputError),
        (State.ESCALATED, "private_data", Verdict.NOT_DOXING, BadInputError),
        (State.DISMISSED, "private_data", Verdict.NOT_DOXING, BadInputError),
        (State.DISMISSED, "", Verdict.NOT_DOXING, BadInputError),
    ],
)
def test_a_step_outside_the_table_is_refused(book, target, reason_code, verdict, error):
    book.record([alert()])
    case = only_case(book)
    with pytest.raises(error):
        book.transition(step(case, target, reason_code, verdict))
    assert book.get(case.case_id).steps == ()


def test_a_refusal_names_what_can_be_done(book):
    book.record([alert()])
    with pytest.raises(RefusedError, match="in_triage, escalated, dismissed"):
        book.transition(step(only_case(book), State.CLOSED, "removed"))


def test_whoever_escalated_does_not_review(book):
    book.record([alert()])
    escalated = take(book, only_case(book), CONFIRMING[0])
    with pytest.raises(RefusedError, match="somebody else"):
        book.transition(step(escalated, State.IN_REVIEW, "taken", actor="u-1"))
    reviewed = take(book, escalated, CONFIRMING[1])
    for target, reason, verdict in [
        (State.CONFIRMED, "private_data", Verdict.DOXING),
        (State.REJECTED, "namesake", Verdict.NOT_DOXING),
    ]:
        with pytest.raises(RefusedError, match="somebody else"):
            book.transition(step(reviewed, target, reason, verdict, actor="u-1"))


def test_giving_a_review_back_does_not_forget_who_escalated(book):
    book.record([alert()])
    back = take(
        book,
        only_case(book),
        *CONFIRMING[:2],
        (State.ESCALATED, "given_back", None, "u-2"),
    )
    assert back.escalated_by == "u-1"


def test_an_unknown_case_is_not_found(book):
    with pytest.raises(NotFoundError):
        book.get("Z-NOBODY22")
    with pytest.raises(NotFoundError):
        book.transition(Transition("Z-NOBODY22", State.IN_TRIAGE, "u-1", "taken", 1))


# After removal


@pytest.fixture
def removed(book, clock):
    book.record([alert("a", minute=0)])
    clock.move_to(NOON + timedelta(hours=2))
    return take(book, only_case(book), *REMOVING)


def test_a_new_alert_after_removal_opens_the_case_again(book, removed, clock):
    clock.move_to(NOON + timedelta(hours=4))
    result = book.record([alert("again", minute=180)])
    case = book.get(removed.case_id)
    assert result.reopened == result.updated == (removed.case_id,)
    assert (case.case.state, case.case.version) == (State.NEW, removed.version + 1)
    assert (case.case.verdict, case.case.removed_at, case.case.escalated_by) == (None, None, None)
    last = case.steps[-1]
    assert (last.actor, last.reason_code, last.at) == (MACHINE, "reupload", clock.now())


def test_a_replay_after_removal_opens_nothing(book, removed):
    assert book.record([alert("a", minute=0)]) == RecordResult()
    assert only_case(book).state is State.CLOSED
    assert removed == only_case(book)


def test_an_alert_seen_before_removal_but_linked_late_opens_nothing(book, removed):
    result = book.record([alert("late", minute=60)])
    assert (result.updated, result.reopened) == ((removed.case_id,), ())
    assert only_case(book).state is State.CLOSED


def test_a_case_closed_without_removal_stays_closed(book):
    book.record([alert("a")])
    take(book, only_case(book), *CONFIRMING, (State.CLOSED, "refused", None, "u-2"))
    book.record([alert("b", minute=600, level=Level.CRITICAL)])
    case = only_case(book)
    assert (case.state, case.has_worsened) == (State.CLOSED, True)


def test_people_cannot_take_the_step_of_the_machine(book, removed):
    with pytest.raises(RefusedError):
        book.transition(step(removed, State.NEW, "reupload"))


# Lists


def test_the_worst_comes_first_and_pages_show_everything_once(book):
    levels = [Level.LOW, Level.CRITICAL, Level.MEDIUM, Level.CRITICAL, Level.HIGH, Level.LOW]
    book.record(
        [
            alert(f"a{number}", staff=(f"MW{number}",), level=level, score=number / 10)
            for number, level in enumerate(levels)
        ]
    )
    seen, after = [], None
    for _ in range(3):
        page = book.list(CaseQuery(limit=2, after=after))
        seen += [case.staff_ids[0] for case in page.cases]
        after = page.after
    assert after is None
    assert seen == ["MW3", "MW1", "MW4", "MW2", "MW5", "MW0"]


def test_pages_go_on_between_cases_that_are_equally_bad(book):
    book.record([alert(f"a{number}", staff=(f"MW{number}",)) for number in range(5)])
    first = book.list(CaseQuery(limit=3))
    rest = book.list(CaseQuery(limit=3, after=first.after))
    assert len({case.case_id for case in first.cases + rest.cases}) == 5


def test_every_filter_holds(book):
    book.record(
        [
            alert("a"),
            alert("b", staff=("MW2",), window_id="w-2", incident_id="riot", level=Level.LOW),
        ]
    )
    take(book, only_case(book, staff_id="MW1"), (State.IN_TRIAGE, "taken", None, "u-1"))
    for wanted in (
        {"incident_id": "march"},
        {"window_id": "w-1"},
        {"staff_id": "MW1"},
        {"states": (State.IN_TRIAGE, State.CLOSED)},
        {"min_severity": Level.HIGH},
    ):
        assert only_case(book, **wanted).staff_ids == ("MW1",)
    assert book.list(CaseQuery(states=(State.CLOSED,))).cases == ()


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1001}, {"after": "x"}, {"after": "a|b|c"}]
)
def test_an_impossible_page_is_refused(book, query):
    with pytest.raises(BadInputError):
        book.list(CaseQuery(**query))


# Audit and faults


def test_each_step_is_in_the_audit_log(book, engine, audit):
    book.record([alert()])
    case = take(book, only_case(book), CONFIRMING[0])
    with reading(engine) as connection:
        (found,) = entries(connection, "case", case.case_id)
    assert (found.entry.actor, found.entry.action) == ("u-1", "case_escalated")
    assert found.entry.reason_code == "private_data"
    assert audit.verify(engine).entries == 2


def test_nothing_of_the_alert_stands_in_the_audit_log(book, engine):
    book.record([alert(message="Jan Verzonnen")])
    with reading(engine) as connection:
        logged = repr(connection.execute(sa.select(audit_log)).all())
    assert "MW1" not in logged
    assert "Jan" not in logged
    assert MACHINE in logged


def test_without_audit_entry_there_is_no_change(book, engine):
    book.record([alert()])
    case = only_case(book)
    with writing(engine) as connection:
        connection.execute(sa.text("UPDATE audit_head SET mac = 'x'"))
    with pytest.raises(TamperedError):
        book.transition(step(case, State.IN_TRIAGE, "taken"))
    with pytest.raises(TamperedError):
        book.record([alert("b")])
    assert book.get(case.case_id).alert_ids == ("a",)
    assert only_case(book) == case


def test_a_database_that_is_down_says_so(book, engine, tmp_path):
    engine.dispose()
    path = tmp_path / "cases.sqlite"
    for leftover in tmp_path.glob("cases.sqlite*"):
        leftover.unlink()
    path.mkdir()
    with pytest.raises(StoreUnavailableError):
        book.record([alert()])
    with pytest.raises(StoreUnavailableError):
        book.list(CaseQuery())


def test_the_row_carries_no_text_of_a_post(book, engine):
    book.record([alert(message="Jan Verzonnen")])
    with reading(engine) as connection:
        assert "Verzonnen" not in repr(connection.execute(sa.select(cases)).all())
