import importlib.util
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from alerts.record import make_alert
from alerts.sqlite import SqliteAlertStore
from alerts.store import AlertQuery
from alerts.tables import FULL_TEXT, alerts
from incidents.secrets import WindowKey
from matchers.finding import Act, Finding, Subject
from matchers.post import Post
from runtime.database import connect, metadata, reading, writing
from runtime.errors import ConfigError

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
MIGRATION = Path(__file__).parents[2] / "runtime" / "migrations" / "versions" / "0003_alerts.py"

WRITER = """
import json, random, sys
from datetime import UTC, datetime, timedelta
from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert, derive_alert_id
from alerts.sqlite import SqliteAlertStore
from matchers.finding import Level, Subject
from runtime.database import connect

url, number = sys.argv[1], int(sys.argv[2])
noon = datetime(2026, 3, 14, 12, tzinfo=UTC)

def alert(post):
    return Alert(
        alert_id=derive_alert_id("w", "forum", str(post)), created_at=noon, kind=AlertKind.ALERT,
        ingested_at=noon + timedelta(seconds=number), score=0.8, level=Level.HIGH,
        incident_id="march", window_id="w", exercise=False, grouping=Grouping.SUBJECT,
        platform="forum", post_ref="r", message=f"woord{post}", subjects=(Subject("MW1", 0.9),),
    )

store = SqliteAlertStore(connect(url))
posts = list(range(60))
random.Random(number).shuffle(posts)
sys.stdin.readline()
created, stored = 0, {}
for start in range(0, 60, 7):
    result = store.put([alert(post) for post in posts[start:start + 7]])
    created += result.created
    stored.update({one.alert_id: one.ingested_at.isoformat() for one in result.stored})
print(json.dumps({"created": created, "stored": stored}))
"""


def make(post_id, text, key, window):
    post = Post(post_id, "forum", NOON, text)
    finding = Finding(score=0.8, acts=(Act.NAMING,), subjects=(Subject("MW1", 0.9),))
    return make_alert(post, finding, window, key, NOON)


@pytest.mark.slow
def test_processes_that_put_the_same_alerts_agree(engine, url):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    answers = [json.loads(writer.communicate(timeout=60)[0]) for writer in writers]
    assert sum(answer["created"] for answer in answers) == 60
    assert all(answer["stored"] == answers[0]["stored"] for answer in answers)
    store = SqliteAlertStore(engine)
    assert store.health().alerts == 60
    assert len(store.search(AlertQuery(text="woord*", limit=100)).alerts) == 60


def test_purged_words_are_gone_from_the_files(engine, key, make_window, tmp_path):
    store = SqliteAlertStore(engine)
    many = [make(f"p{n}", f"geheimwoord{n} kerkstraat", key, make_window()) for n in range(200)]
    kept = make("q", "blijftstaan", key, make_window("w-2"))
    store.put([*many, kept])
    assert b"geheimwoord" in everything(tmp_path)
    assert store.purge("w-1") == 200
    left = everything(tmp_path)
    assert b"geheimwoord" not in left
    assert b"kerkstraat" not in left
    assert b"blijftstaan" in left


def everything(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.glob("alerts.sqlite*")))


def test_purging_keeps_links_in_step(engine, key, make_window):
    store = SqliteAlertStore(engine)
    store.put([make("p", "tekst", key, make_window())])
    store.purge("w-1")
    with reading(engine) as connection:
        for table in ("alert_staff", "alert_acts"):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608


def test_a_busy_reader_makes_purging_wait_for_the_next_time(engine, key, make_window, tmp_path):
    store = SqliteAlertStore(engine)
    store.put([make("p", "geheimwoord", key, make_window())])
    other = sqlite3.connect(tmp_path / "alerts.sqlite", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM alerts").fetchall()
    sa.event.listen(engine, "checkout", hurry)
    assert store.purge("w-1") == 1
    other.execute("COMMIT")
    other.close()
    assert store.purge("w-1") == 0
    assert b"geheimwoord" not in everything(tmp_path)


def hurry(dbapi_connection, record, proxy):
    del record, proxy
    dbapi_connection.execute("PRAGMA busy_timeout = 50")


def test_an_alert_cannot_be_changed(engine, key, make_window):
    SqliteAlertStore(engine).put([make("p", "tekst", key, make_window())])
    with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
        connection.execute(sa.update(alerts).values(score=0.1))


def test_a_put_that_fails_half_way_leaves_nothing(engine, key, make_window):
    with writing(engine) as connection:
        connection.execute(sa.text("DROP TABLE alert_acts"))
    store = SqliteAlertStore(engine)
    with pytest.raises(ConfigError, match="doxwacht init"):
        store.put([make("p", "tekst", key, make_window())])
    assert store.health().alerts == 0


def test_a_database_without_tables_is_named(tmp_path):
    bare = connect(f"sqlite:///{tmp_path / 'bare.sqlite'}")
    with pytest.raises(ConfigError, match="doxwacht init"):
        SqliteAlertStore(bare).health()
    bare.dispose()


def test_another_database_is_refused():
    class Elsewhere:
        dialect = sa.make_url("postgresql://").get_dialect()

    with pytest.raises(ConfigError, match="sqlite"):
        SqliteAlertStore(Elsewhere())


def test_the_migration_makes_the_same_index():
    spec = importlib.util.spec_from_file_location("migration_0003", MIGRATION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module._FULL_TEXT == FULL_TEXT


def test_tables_can_be_dropped_and_made_again(engine, make_window):
    metadata.drop_all(engine)
    metadata.create_all(engine)
    store = SqliteAlertStore(engine)
    store.put([make("p", "tekst", WindowKey(b"x" * 32), make_window())])
    assert len(store.search(AlertQuery(text="tekst")).alerts) == 1
