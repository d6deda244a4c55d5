import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from runtime.audit import GENESIS_MAC, Audit, Entry, Head, entries
from runtime.clock import DrivenClock
from runtime.database import reading, writing
from runtime.errors import BadInputError, TamperedError
from runtime.tables import audit_head, audit_log

KEY = bytes(range(32))
NOON = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def clock():
    return DrivenClock(NOON)


@pytest.fixture
def audit(clock):
    return Audit(KEY, clock)


@pytest.fixture
def filled(engine, audit, clock):
    """Return a log of nine entries."""
    for number in range(9):
        clock.advance(timedelta(seconds=1))
        append(engine, audit, subject_id=f"c-{number}", reason_code="seen")
    return engine


def append(engine, audit, **fields):
    defaults = {"actor": "u-1", "action": "case_opened", "subject_kind": "case", "subject_id": "c"}
    with writing(engine) as connection:
        return audit.append(connection, Entry(**(defaults | fields)))


def tamper(engine, statement):
    with writing(engine) as connection:
        connection.execute(statement)


def row(sequence):
    return audit_log.c.sequence == sequence


def test_an_empty_log_verifies(engine, audit):
    assert audit.verify(engine).entries == 0
    assert audit.head(engine) == Head(0, GENESIS_MAC)


def test_entries_verify_and_the_head_is_the_newest(filled, audit):
    outcome = audit.verify(filled)
    assert outcome.entries == 9
    assert outcome.head == audit.head(filled)
    assert audit.verify(filled, audit.head(filled)) == outcome


def test_a_second_process_with_the_same_key_agrees(filled):
    assert Audit(KEY).verify(filled).entries == 9


def test_the_wrong_key_verifies_nothing(filled):
    with pytest.raises(TamperedError, match="entry 1 "):
        Audit(bytes(32)).verify(filled)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "u-2"),
        ("action", "case_closed"),
        ("subject_kind", "alert"),
        ("subject_id", "c-99"),
        ("reason_code", ""),
        ("detail_digest", "ab"),
        ("at", "2026-03-14T10:00:00.000000+00:00"),
        ("at", "never"),
        ("previous_mac", GENESIS_MAC),
        ("mac", GENESIS_MAC),
        ("mac", "é"),
        ("actor", 7),
    ],
)
def test_a_changed_entry_is_named(filled, audit, column, value):
    tamper(filled, sa.update(audit_log).where(row(4)).values({column: value}))
    with pytest.raises(TamperedError, match="entry 4 "):
        audit.verify(filled)


@pytest.mark.parametrize("sequence", [1, 5, 8])
def test_a_removed_entry_is_named(filled, audit, sequence):
    tamper(filled, sa.delete(audit_log).where(row(sequence)))
    with pytest.raises(TamperedError, match=f"entry {sequence} "):
        audit.verify(filled)


def test_a_removed_entry_shows_when_the_others_close_up(filled, audit):
    tamper(filled, sa.delete(audit_log).where(row(5)))
    for sequence in range(6, 10):
        tamper(filled, sa.update(audit_log).where(row(sequence)).values(sequence=sequence - 1))
    with pytest.raises(TamperedError, match="entry 5 "):
        audit.verify(filled)


def test_entries_that_changed_places_are_named(filled, audit):
    for old, new in ((3, 100), (6, 3), (100, 6)):
        tamper(filled, sa.update(audit_log).where(row(old)).values(sequence=new))
    with pytest.raises(TamperedError, match="entry 3 "):
        audit.verify(filled)


def test_an_added_entry_is_named(filled, audit):
    with reading(filled) as connection:
        copy = dict(connection.execute(sa.select(audit_log).where(row(9))).mappings().one())
    tamper(filled, sa.insert(audit_log).values(copy | {"sequence": 10}))
    with pytest.raises(TamperedError, match="entry 10 "):
        audit.verify(filled)


@pytest.mark.parametrize("first", [1, 6, 9])
def test_entries_cut_off_at_the_end_show_by_the_head(filled, audit, first):
    tamper(filled, sa.delete(audit_log).where(audit_log.c.sequence >= first))
    with pytest.raises(TamperedError, match=f"entry {first} "):
        audit.verify(filled)


def test_a_forged_head_shows(filled, audit):
    with reading(filled) as connection:
        mac = connection.scalar(sa.select(audit_log.c.mac).where(row(6)))
    tamper(filled, sa.delete(audit_log).where(audit_log.c.sequence > 6))
    tamper(filled, sa.update(audit_head).values(sequence=6, mac=mac))
    with pytest.raises(TamperedError, match="head of the audit log"):
        audit.verify(filled)
    with pytest.raises(TamperedError, match="head of the audit log"):
        append(filled, audit)


def test_a_removed_head_shows(filled, audit):
    tamper(filled, sa.delete(audit_head))
    for ask in (audit.verify, audit.head):
        with pytest.raises(TamperedError, match="head of the audit log"):
            ask(filled)


@pytest.fixture
def put_back(engine, audit):
    """Return the exported head of a log that was then put back to an older state."""
    append(engine, audit)
    with reading(engine) as connection:
        old = dict(connection.execute(sa.select(audit_head)).mappings().one())
    append(engine, audit)
    exported = audit.head(engine)
    tamper(engine, sa.delete(audit_log).where(row(2)))
    tamper(engine, sa.update(audit_head).values(old))
    return exported


def test_only_the_exported_head_shows_a_log_put_back_whole(engine, audit, put_back):
    assert audit.verify(engine).entries == 1
    with pytest.raises(TamperedError, match="entry 2 "):
        audit.verify(engine, put_back)


def test_the_exported_head_shows_a_log_put_back_and_gone_on_with(engine, audit, put_back):
    append(engine, audit, subject_id="another")
    assert audit.verify(engine).entries == 2
    with pytest.raises(TamperedError, match="entry 2 "):
        audit.verify(engine, put_back)


def test_the_exported_head_shows_a_log_that_was_emptied(filled, audit):
    exported = Head.parse(str(audit.head(filled)))
    tamper(filled, sa.delete(audit_log))
    tamper(filled, sa.delete(audit_head))
    assert audit.verify(filled).entries == 0
    with pytest.raises(TamperedError, match="entry 1 "):
        audit.verify(filled, exported)


@given(st.integers(0, 10**9), st.binary(min_size=32, max_size=32))
def test_an_exported_head_reads_back(sequence, mac):
    head = Head(sequence, mac.hex())
    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "7", "7:ab", "x:" + "0" * 64, "7:" + "G" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(BadInputError):
        Head.parse(text)


def test_an_entry_vanishes_with_the_transaction_it_belongs_to(filled, audit):
    with writing(filled) as connection:
        audit.append(connection, Entry("u-1", "case_opened", "case", "c"))
        connection.rollback()
    assert audit.verify(filled).entries == 9


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "Opened the case of Jan"},
        {"action": ""},
        {"reason_code": "he lives at Kerkstraat 12"},
        {"reason_code": "Seen"},
        {"subject_id": "Jan van den Berg"},
        {"subject_id": ""},
        {"actor": ""},
        {"actor": "x" * 201},
        {"subject_kind": "x" * 65},
        {"detail_digest": "not a digest"},
    ],
)
def test_free_text_is_refused(fields):
    good = {"actor": "u", "action": "a", "subject_kind": "k", "subject_id": "i"}
    with pytest.raises(BadInputError) as caught:
        Entry(**(good | fields))
    assert "Jan" not in str(caught.value)


def test_entries_about_a_subject_come_newest_first(filled, audit, clock):
    clock.advance(timedelta(hours=1))
    append(filled, audit, subject_id="c-3", action="case_closed")
    with reading(filled) as connection:
        found = entries(connection, "case", "c-3")
    assert [(one.sequence, one.entry.action) for one in found] == [
        (10, "case_closed"),
        (4, "case_opened"),
    ]
    assert found[0].at == clock.now()
    assert found[0].at.tzinfo is UTC


WRITER = """
import sys
from runtime.audit import Audit, Entry
from runtime.database import connect, writing

url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine, audit = connect(url), Audit(bytes(range(32)))
for number in range(count):
    with writing(engine) as connection:
        audit.append(connection, Entry(name, "thing_done", "thing", str(number)))
engine.dispose()
"""


def write_in_processes(url, processes, each):
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, f"p-{name}", str(each)])
        for name in range(processes)
    ]
    assert [process.wait(300) for process in started] == [0] * processes


def test_four_processes_write_one_chain(engine, audit, url):
    write_in_processes(url, 4, 50)
    assert audit.verify(engine).entries == 200


@pytest.mark.slow
def test_sixteen_processes_write_ten_thousand_entries_into_one_chain(engine, audit, url):
    write_in_processes(url, 16, 625)
    exported = audit.head(engine)
    assert audit.verify(engine, exported).entries == 10_000
    with reading(engine) as connection:
        per_actor = sa.select(audit_log.c.actor, sa.func.count()).group_by(audit_log.c.actor)
        assert {amount for _, amount in connection.execute(per_actor)} == {625}
    tamper(engine, sa.update(audit_log).where(row(7_321)).values(reason_code="changed"))
    with pytest.raises(TamperedError, match="entry 7321 "):
        audit.verify(engine, exported)
