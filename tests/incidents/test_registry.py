import threading
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidents.incident import Kind
from incidents.registry import Registry
from incidents.rules import Completion, Ending, Extension, UrgentRequest
from incidents.tables import monitoring_window
from incidents.window import State
from runtime.audit import entries
from runtime.database import reading
from runtime.errors import BadInputError, ConflictError, NotFoundError, RefusedError
from runtime.sealing import Keyring, UnknownKeyError, key_id, key_id_of
from runtime.tables import audit_log

NOON = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=1)))
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
URGENT = UrgentRequest("Invented shooting", Kind.SHOOTING, 4 * HOUR, "A. Beslisser")
OLD, NEW = bytes(range(32, 64)), bytes(range(64, 96))


@pytest.fixture
def opened(registry, request_now):
    return registry.open_window(request_now, "u-1")


@pytest.fixture
def planned(registry, request_now):
    return registry.open_window(replace(request_now, starts_at=NOON + 2 * HOUR), "u-1")


def extension(window, hours, by="B. Beslisser"):
    ends_at = NOON + hours * HOUR
    return Extension(window.window_id, ends_at, by, "still_going_on", window.revision)


def ending(window, reason_code="incident_over"):
    return Ending(window.window_id, reason_code, window.revision)


def actions(engine, window):
    with reading(engine) as connection:
        found = entries(connection, "window", window.window_id)
    return [(one.entry.action, one.entry.reason_code) for one in reversed(found)]


def audit_count(engine):
    with reading(engine) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(audit_log))


def test_an_incident_comes_back_as_it_was(registry, incident):
    registry.add_incident(incident, "u-1")
    assert registry.get_incident("inc-1") == incident
    assert registry.list_incidents() == (incident,)


def test_adding_the_same_incident_again_changes_nothing(registry, incident, engine):
    registry.add_incident(incident, "u-1")
    mark, logged = registry.revision_mark(), audit_count(engine)
    registry.add_incident(incident, "u-1")
    assert (registry.revision_mark(), audit_count(engine)) == (mark, logged)


def test_another_incident_under_the_same_id_is_a_conflict(registry, incident):
    registry.add_incident(incident, "u-1")
    with pytest.raises(ConflictError, match="inc-1"):
        registry.add_incident(replace(incident, title="Another"), "u-1")
    assert registry.get_incident("inc-1") == incident


def test_an_incident_can_be_updated(registry, incident):
    registry.add_incident(incident, "u-1")
    mark = registry.revision_mark()
    registry.update_incident(replace(incident, keywords=("demo",)), "u-1")
    assert registry.get_incident("inc-1").keywords == ("demo",)
    assert registry.revision_mark() != mark


def test_what_is_not_there_is_not_found(registry, incident, request_now):
    for ask in (registry.get_window, registry.get_key):
        with pytest.raises(NotFoundError):
            ask("w-none")
    with pytest.raises(NotFoundError):
        registry.get_incident("none")
    with pytest.raises(NotFoundError):
        registry.update_incident(replace(incident, incident_id="none"), "u-1")
    with pytest.raises(NotFoundError):
        registry.open_window(replace(request_now, incident_id="none"), "u-1")
    with pytest.raises(NotFoundError):
        registry.purge_window("w-none", "u-1")
    with pytest.raises(NotFoundError):
        registry.close(Ending("w-none", "incident_over", 1), "u-1")


def test_a_window_comes_back_as_it_was(registry, opened):
    assert opened.state is State.OPEN
    assert registry.get_window(opened.window_id) == opened
    assert registry.list_windows() == registry.list_windows("inc-1") == (opened,)
    assert registry.list_windows("inc-2") == ()


def test_a_planned_window_opens_and_closes_with_time_alone(registry, planned, clock):
    states = []
    for moment in (NOON, NOON + 2 * HOUR, NOON + 8 * HOUR):
        clock.move_to(moment)
        open_now = [one.window.window_id for one in registry.open_windows()]
        states.append((registry.get_window(planned.window_id).state, len(open_now)))
    assert states == [(State.PLANNED, 0), (State.OPEN, 1), (State.CLOSED, 0)]


def test_a_request_that_breaks_a_rule_leaves_nothing_behind(registry, request_now, engine):
    logged = audit_count(engine)
    with pytest.raises(RefusedError, match="legal basis"):
        registry.open_window(replace(request_now, legal_basis=""), "u-1")
    assert registry.list_windows() == ()
    assert audit_count(engine) == logged


def test_an_audit_entry_that_cannot_be_written_undoes_the_change(registry, opened):
    with pytest.raises(BadInputError, match="ids without spaces"):
        registry.close(ending(opened, "Free Text"), "u-1")
    assert registry.get_window(opened.window_id) == opened


def test_an_urgent_window_is_open_at_once(registry):
    window = registry.open_urgent(URGENT, "u-1")
    assert window.state is State.OPEN
    assert window.complete_by == NOON + HOUR
    assert registry.get_incident(window.incident_id).title == "Invented shooting"
    assert [one.window for one in registry.open_windows()] == [window]


def test_an_urgent_window_that_is_not_completed_closes_by_itself(registry, clock, engine):
    window = registry.open_urgent(URGENT, "u-1")
    clock.move_to(NOON + HOUR - INSTANT)
    assert len(registry.open_windows()) == 1
    clock.advance(INSTANT)
    assert registry.open_windows() == ()
    assert registry.get_window(window.window_id).state is State.CLOSED
    with pytest.raises(RefusedError, match="has closed"):
        registry.complete(Completion(window.window_id, "a", "b", 1), "u-1")
    registry.settle("system")
    assert actions(engine, window) == [("window_open_urgent", ""), ("window_closed", "incomplete")]


def test_a_completed_window_lives_on(registry, clock):
    window = registry.open_urgent(URGENT, "u-1")
    done = registry.complete(Completion(window.window_id, "Protect.", "Invented act", 1), "u-1")
    assert done.is_complete
    assert (done.purpose, done.legal_basis, done.revision) == ("Protect.", "Invented act", 2)
    clock.move_to(NOON + 3 * HOUR)
    assert registry.get_window(window.window_id).state is State.OPEN


def test_extensions_need_new_people_from_the_second_on(registry, opened):
    once = registry.extend(extension(opened, 10, "A. Beslisser"), "u-1")
    assert (once.ends_at, once.extensions, once.revision) == (NOON + 10 * HOUR, 1, 2)
    with pytest.raises(RefusedError, match="has not decided"):
        registry.extend(extension(once, 12, "a. beslisser"), "u-1")
    twice = registry.extend(extension(once, 12, "B. Beslisser"), "u-1")
    with pytest.raises(RefusedError, match="has not decided"):
        registry.extend(extension(twice, 14, "B. Beslisser"), "u-1")
    registry.extend(extension(twice, 14, "C. Beslisser"), "u-1")
    decisions = registry.list_decisions(opened.window_id)
    assert [one.authorised_by[0] for one in decisions] == ["A", "A", "B", "C"]
    assert [one.number for one in decisions] == [0, 1, 2, 3]
    assert decisions[-1].ends_at == NOON + 14 * HOUR


def test_an_extension_keeps_to_the_maximum_of_the_whole_window(registry, opened):
    with pytest.raises(RefusedError, match="at most 24 hours"):
        registry.extend(extension(opened, 25), "u-1")
    assert registry.extend(extension(opened, 24), "u-1").ends_at == NOON + 24 * HOUR


def test_closing_is_at_once(registry, opened, clock):
    clock.advance(HOUR)
    closed = registry.close(ending(opened), "u-1")
    assert (closed.state, closed.closed_at) == (State.CLOSED, NOON + HOUR)
    assert registry.open_windows() == ()
    assert registry.get_window(opened.window_id) == closed


def test_cancelling_is_for_planned_windows(registry, planned, opened):
    assert registry.cancel(ending(planned), "u-1").state is State.CANCELLED
    with pytest.raises(RefusedError, match="Close it"):
        registry.cancel(ending(opened), "u-1")


def test_nothing_can_be_changed_after_the_end(registry, opened):
    closed = registry.close(ending(opened), "u-1")
    for change in (registry.close, registry.cancel):
        with pytest.raises(RefusedError, match="closed already"):
            change(ending(closed), "u-1")
    with pytest.raises(RefusedError, match="has closed"):
        registry.extend(extension(closed, 10), "u-1")


def test_a_change_on_an_outdated_view_is_a_conflict(registry, opened):
    registry.extend(extension(opened, 10), "u-1")
    with pytest.raises(ConflictError, match="Reload"):
        registry.extend(extension(opened, 12), "u-2")
    with pytest.raises(ConflictError, match="Reload"):
        registry.close(ending(opened), "u-2")
    with pytest.raises(ConflictError, match="Reload"):
        registry.complete(Completion(opened.window_id, "a", "b", 1), "u-2")
    assert registry.get_window(opened.window_id).ends_at == NOON + 10 * HOUR


def test_of_changes_at_the_same_time_one_wins(registry, opened):
    outcomes = []

    def extend(number):
        try:
            registry.extend(extension(opened, 10, f"P. Persoon {number}"), f"u-{number}")
            outcomes.append("done")
        except ConflictError:
            outcomes.append("conflict")

    threads = [threading.Thread(target=extend, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 7 + ["done"]
    assert registry.get_window(opened.window_id).extensions == 1


def test_settling_records_what_closed_by_itself_and_only_once(registry, opened, clock, engine):
    assert registry.settle("system") == ()
    clock.move_to(NOON + 9 * HOUR)
    (settled,) = registry.settle("system")
    assert (settled.state, settled.closed_at) == (State.CLOSED, NOON + 8 * HOUR)
    assert registry.settle("system") == ()
    assert actions(engine, opened) == [("window_open", ""), ("window_closed", "ended")]


def test_every_change_is_in_the_audit_log(registry, opened, planned, engine, audit):
    registry.close(ending(registry.extend(extension(opened, 10), "u-1")), "u-1")
    registry.cancel(ending(planned, "called_off"), "u-1")
    registry.purge_window(opened.window_id, "u-1")
    assert actions(engine, opened) == [
        ("window_open", ""),
        ("window_extended", "still_going_on"),
        ("window_closed", "incident_over"),
        ("window_purged", ""),
    ]
    assert actions(engine, planned) == [("window_planned", ""), ("window_cancelled", "called_off")]
    assert audit.verify(engine).entries == 7  # and the incident


def test_the_audit_log_holds_no_names(registry, opened, engine):
    registry.extend(extension(opened, 10, "B. Beslisser"), "u-1")
    with reading(engine) as connection:
        rows = connection.execute(sa.select(audit_log)).all()
    assert "Beslisser" not in repr(rows)


def test_the_mark_changes_with_every_change_and_with_nothing_else(registry, opened, planned, clock):
    marks = [registry.revision_mark()]
    once = registry.extend(extension(opened, 10), "u-1")
    marks.append(registry.revision_mark())
    registry.close(ending(once), "u-1")
    marks.append(registry.revision_mark())
    registry.cancel(ending(planned), "u-1")
    marks.append(registry.revision_mark())
    registry.purge_window(opened.window_id, "u-1")
    marks.append(registry.revision_mark())
    assert len(set(marks)) == 5
    clock.advance(20 * HOUR)
    registry.list_windows()
    assert registry.revision_mark() == marks[-1]


def test_an_empty_registry_has_a_mark(registry):
    assert registry.revision_mark() == 0


def test_an_open_window_comes_with_all_it_takes(registry, opened, incident):
    (found,) = registry.open_windows()
    assert (found.window, found.incident) == (opened, incident)
    again = registry.get_key(opened.window_id)
    assert again.token("post", "1") == found.key.token("post", "1")


def test_open_windows_can_be_asked_for_another_moment(registry, opened, clock):
    clock.move_to(NOON + 30 * HOUR)
    assert registry.open_windows() == ()
    (found,) = registry.open_windows(NOON + HOUR)
    assert found.window.window_id == opened.window_id


def test_watched_windows_include_planned_and_lately_closed_ones(registry, opened, planned, clock):
    registry.close(ending(opened), "u-1")
    clock.advance(HOUR)
    watched = {one.window.window_id for one in registry.watched_windows(NOON - HOUR)}
    assert watched == {opened.window_id, planned.window_id}
    watched = {one.window.window_id for one in registry.watched_windows(clock.now())}
    assert watched == {planned.window_id}
    registry.cancel(ending(planned), "u-1")
    assert registry.watched_windows(clock.now()) == ()


@pytest.mark.usefixtures("planned")
def test_a_watched_window_needs_no_second_look_to_open_and_close(registry):
    (watched,) = registry.watched_windows(NOON)
    inside, after = NOON + 3 * HOUR, NOON + 9 * HOUR
    assert not watched.window.admits(inside, "", "", NOON)
    assert watched.window.admits(inside, "", "", inside)
    assert not watched.window.admits(inside, "", "", after)


def test_each_window_has_a_secret_of_its_own(registry, opened, request_now):
    other = registry.open_window(request_now, "u-1")
    tokens = {
        registry.get_key(window.window_id).author_token("forum", "jan")
        for window in (opened, other)
    }
    assert len(tokens) == 2


def test_purging_destroys_the_key_and_only_after_the_end(registry, opened):
    with pytest.raises(RefusedError, match="has not ended"):
        registry.purge_window(opened.window_id, "u-1")
    registry.close(ending(opened), "u-1")
    purged = registry.purge_window(opened.window_id, "u-1")
    assert registry.get_key(opened.window_id) is None
    assert registry.watched_windows(NOON - HOUR) == ()
    assert registry.get_window(opened.window_id).purpose
    assert registry.purge_window(opened.window_id, "u-1") == purged


def bytes_on_disk(engine):
    """Return the database file once all of the write-ahead log is in it."""
    raw = engine.raw_connection()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return Path(engine.url.database).read_bytes()


def test_nothing_of_a_purged_secret_is_left_in_the_file(registry, opened, engine):
    with reading(engine) as connection:
        sealed = connection.scalar(sa.select(monitoring_window.c.sealed_secret))
    assert sealed in bytes_on_disk(engine)
    registry.close(ending(opened), "u-1")
    registry.purge_window(opened.window_id, "u-1")
    assert sealed not in bytes_on_disk(engine)


@pytest.mark.usefixtures("planned")
def test_resealing_moves_all_secrets_to_the_new_key(registry, opened, engine):
    token = registry.get_key(opened.window_id).token("post", "1")
    assert registry.reseal(Keyring(NEW, [OLD]), "u-1") == 2
    with reading(engine) as connection:
        sealed = connection.scalars(sa.select(monitoring_window.c.sealed_secret)).all()
    assert {key_id_of(one) for one in sealed} == {key_id(NEW)}
    after = Registry(engine, registry.clock, registry.audit, Keyring(NEW))
    assert after.get_key(opened.window_id).token("post", "1") == token
    with pytest.raises(UnknownKeyError):
        registry.get_key(opened.window_id)


@pytest.mark.usefixtures("opened")
def test_a_registry_and_its_windows_show_no_keys(registry):
    shown = repr(registry) + repr(registry.open_windows())
    assert OLD.hex() not in shown
    assert "Beslisser" not in shown
    assert "s-1" not in shown
