import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from runtime.database import (
    UtcDateTime,
    check_migrated,
    connect,
    migrate,
    reading,
    writing,
)
from runtime.errors import ConfigError, StoreUnavailableError

ROOM = sa.MetaData()
NOTE = sa.Table(
    "note",
    ROOM,
    sa.Column("note_id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("word", sa.String(20), unique=True),
)
LINE = sa.Table("line", ROOM, sa.Column("note_id", sa.ForeignKey("note.note_id"), nullable=False))


@pytest.fixture
def notes(engine):
    ROOM.create_all(engine)
    return engine


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def count(engine):
    with reading(engine) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(NOTE))


def write_and_fail(engine, statement):
    with writing(engine) as connection:
        connection.exec_driver_sql(statement)
        raise LookupError


def test_sqlite_is_set_up_for_many_processes(engine):
    with writing(engine) as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "busy_timeout") == 30_000
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "synchronous") == 2
        assert pragma(connection, "secure_delete") == 1


def test_the_database_is_readable_by_its_owner_only(engine):
    path = Path(engine.url.database)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_write_is_kept_and_a_failed_one_is_not(notes):
    with writing(notes) as connection:
        connection.execute(NOTE.insert().values(note_id=1))
    with pytest.raises(LookupError):
        write_and_fail(notes, "INSERT INTO note (note_id) VALUES (2)")
    assert count(notes) == 1


def test_tables_are_made_inside_the_transaction(engine):
    with pytest.raises(LookupError):
        write_and_fail(engine, "CREATE TABLE half (one INTEGER)")
    assert not sa.inspect(engine).has_table("half")


def test_reading_cannot_write(notes):
    with pytest.raises(OperationalError, match="readonly"), reading(notes) as connection:
        connection.execute(NOTE.insert().values(note_id=1))
    with writing(notes) as connection:  # the same pooled connection may write again
        connection.execute(NOTE.insert().values(note_id=1))
    assert count(notes) == 1


def test_reading_sees_one_snapshot(notes):
    with reading(notes) as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(NOTE))
        with writing(notes) as other:
            other.execute(NOTE.insert().values(note_id=1))
        assert connection.scalar(sa.select(sa.func.count()).select_from(NOTE)) == before
    assert count(notes) == before + 1


def test_a_write_transaction_holds_the_lock_before_it_reads(notes):
    started, order = threading.Event(), []

    def second():
        started.wait()
        with writing(notes):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with writing(notes) as connection:
        connection.scalar(sa.select(sa.func.count()).select_from(NOTE))
        started.set()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_locked_database_is_unavailable_and_worth_a_retry(notes, url):
    impatient = connect(url)
    with writing(notes):
        impatient.connect().close()  # the pool now holds one connection
        sa.event.listen(
            impatient, "checkout", lambda dbapi, *_: dbapi.execute("PRAGMA busy_timeout = 1")
        )
        with pytest.raises(StoreUnavailableError) as caught, writing(impatient):
            pytest.fail("the lock was taken twice")
    impatient.dispose()
    assert caught.value.retryable


def test_foreign_keys_hold_and_mistakes_of_ours_stay_what_they_are(notes):
    with pytest.raises(IntegrityError), writing(notes) as connection:
        connection.execute(LINE.insert().values(note_id=7))


def test_values_do_not_reach_an_error_message(notes):
    with writing(notes) as connection:
        connection.execute(NOTE.insert().values(word="Kerkstraat"))
    with pytest.raises(IntegrityError) as caught, writing(notes) as connection:
        connection.execute(NOTE.insert().values(word="Kerkstraat"))
    assert "Kerkstraat" not in str(caught.value)


def test_a_missing_table_names_the_remedy(engine):
    with pytest.raises(ConfigError, match="doxwacht init"), reading(engine) as connection:
        connection.execute(sa.select(NOTE))


@pytest.mark.parametrize(
    ("bad", "remedy"),
    [
        ("nonsense", "cannot be read"),
        ("nosuch://somewhere", "cannot be read"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///file:x?mode=memory&uri=true", "in memory"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(bad, remedy):
    with pytest.raises(ConfigError, match=remedy):
        connect(bad)


def test_a_refused_address_never_shows_its_password():
    with pytest.raises(ConfigError) as caught:
        connect("mysql://somebody:hunter2@db/name")
    assert "hunter2" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named_by_its_settings(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="DOXWACHT_HOME"):
        connect(f"sqlite:///{tmp_path / 'file' / 'doxwacht.sqlite'}")


moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(-timedelta(hours=9))]),
)


@given(moments)
def test_a_moment_comes_back_the_same_in_utc(moment):
    column = UtcDateTime()
    stored = column.process_bind_param(moment, None)
    for kept in (stored, stored.replace(tzinfo=None)):  # PostgreSQL keeps the zone, SQLite not
        read = column.process_result_value(kept, None)
        assert read == moment
        assert read.tzinfo is UTC


def test_moments_are_stored_in_order_of_time_whatever_their_offset(notes):
    early = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=2)))
    late = datetime(2026, 3, 14, 11, tzinfo=UTC)
    with writing(notes) as connection:
        connection.execute(NOTE.insert(), [{"at": late}, {"at": early}, {"at": None}])
        found = connection.scalars(sa.select(NOTE.c.at).order_by(NOTE.c.at)).all()
    assert found == [None, early, late]


def test_a_naive_moment_is_refused(notes):
    naive = datetime(2026, 3, 14, 12)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(StatementError, match="make it aware"), writing(notes) as connection:
        connection.execute(NOTE.insert().values(at=naive))


PREPARE = """
import sys
from runtime.database import connect, migrate
engine = connect(sys.argv[1])
migrate(engine)
engine.dispose()
"""


def test_processes_that_start_at_the_same_time_prepare_one_database(url):
    running = [subprocess.Popen([sys.executable, "-c", PREPARE, url]) for _ in range(6)]
    assert [process.wait(60) for process in running] == [0] * 6
    engine = connect(url)
    check_migrated(engine)
    engine.dispose()


def test_a_database_that_was_not_prepared_is_refused(url):
    engine = connect(url)
    with pytest.raises(ConfigError, match="doxwacht init"):
        check_migrated(engine)
    migrate(engine)
    check_migrated(engine)
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(url):
    engine = connect(url)
    migrate(engine)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="newer"):
        check_migrated(engine)
    engine.dispose()
