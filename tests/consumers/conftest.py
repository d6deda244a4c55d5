"""A database in a temporary folder, a clock that stands still, and invented posts."""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from alerts.sqlite import SqliteAlertStore
from alerts.store import AlertQuery
from cases.book import CaseBook
from cases.case import CaseQuery
from consumers.counts import Counts
from consumers.deadletters import DeadLetters
from consumers.files import FileRequest, FileSource
from consumers.judging import Judge
from consumers.ledger import Ledger
from consumers.loop import Loop
from consumers.progress import Progress
from consumers.windows import LiveWindows
from incidents.incident import Incident, Kind
from incidents.registry import Registry
from incidents.rules import WindowRequest
from matchers.finding import Act, Evidence, Finding, Subject
from runtime.audit_key import load_audit
from runtime.clock import DrivenClock
from runtime.database import connect, metadata, reading
from runtime.keyfile import KeyFile
from runtime.sealing import LiveKeyring
from runtime.tables import audit_log

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    return DrivenClock(NOW)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """Return a file with all tables and nothing in them; copying is faster than making."""
    path = tmp_path_factory.mktemp("empty") / "doxwacht.db"
    engine = connect(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(tmp_path, empty_database):
    shutil.copy(empty_database, tmp_path)
    engine = connect(f"sqlite:///{tmp_path}/doxwacht.db")
    yield engine
    engine.dispose()


@pytest.fixture
def key_file(tmp_path):
    file = KeyFile(tmp_path / "watchlist.key")
    file.create()
    return file


@pytest.fixture
def keyring(key_file):
    return LiveKeyring(key_file)


@pytest.fixture
def progress(engine, clock):
    return Progress(engine, clock)


@pytest.fixture
def counts(engine, clock):
    return Counts(engine, clock)


@pytest.fixture
def letters(engine, clock, keyring):
    return DeadLetters(engine, clock, keyring)


@pytest.fixture
def line():
    """Return a maker of lines: line(3) is post `p3`, made three seconds before noon."""

    def make(number=0, /, **changes):
        created_at = NOW - timedelta(seconds=number)
        post = {
            "id": f"p{number}",
            "platform": "pixelplein",
            "url": f"https://pixelplein.example/p{number}",
            "author": "roepert",
            "text": f"bericht {number}",
            "created_at": created_at.isoformat(),
        } | changes
        kept = {key: value for key, value in post.items() if value is not ...}
        return json.dumps(kept).encode()

    return make


class CueScorer:
    """Finds what a post says of itself: `dox S-1 0.8` is doxing of S-1 with score 0.8."""

    def __init__(self, version="stub"):
        self.version = version
        self.posts = 0

    def find_all(self, post, events):
        self.posts += 1
        found = re.search(r"dox (\S+) (\S+)", post.text)
        if not found:
            return [Finding(0.0, model=self.version)] * len(events)
        start, end = found.span()
        evidence = Evidence("full_name", "text", start, end, found[0], "A name.", found[1])
        finding = Finding(
            float(found[2]),
            acts=(Act.NAMING,),
            subjects=(Subject(found[1], float(found[2])),),
            evidence=(evidence,),
            categories=("full_name",),
            model=self.version,
        )
        return [finding] * len(events)


class World:
    """Everything around the loop, real but for the scorer."""

    def __init__(self, engine, clock, keyring):
        self.engine = engine
        self.clock = clock
        self.audit = load_audit(engine, keyring, clock)
        self.registry = Registry(engine, clock, self.audit, keyring)
        self.store = SqliteAlertStore(engine)
        self.book = CaseBook(engine, clock, self.audit)
        self.progress = Progress(engine, clock)
        self.counts = Counts(engine, clock)
        self.letters = DeadLetters(engine, clock, keyring)
        self.scorer = CueScorer()
        self.ledger = Ledger(engine, self.progress, self.counts, self.letters, self.audit)

    def open_window(self, name="mars", **changes):
        """Open a window from two hours ago until two hours from now."""
        now = self.clock.now()
        day = timedelta(hours=12)
        incident = Incident(name, Kind.DEMONSTRATION, "Mars", now - day, now + day)
        self.registry.add_incident(incident, "tester")
        request = {
            "incident_id": name,
            "starts_at": now - timedelta(hours=2),
            "ends_at": now + timedelta(hours=2),
            "purpose": "oefening",
            "legal_basis": "verzonnen",
            "authorised_by": "hovj-1",
        } | changes
        return self.registry.open_window(WindowRequest(**request), "tester")

    def source(self, path, **options):
        return FileSource(FileRequest(str(path), **options), self.progress, self.clock)

    def loop(self, source, *, exercise=False, bar=0.5, current_scorer=None, **options):
        windows = LiveWindows(self.registry, exercise=exercise)
        judge = Judge(windows, current_scorer or (lambda: self.scorer), bar)
        parts = {"store": self.store, "cases": self.book, "ledger": self.ledger} | options
        return Loop(source, judge, **parts)

    def ingest(self, path, *, label="", batch_size=500, **options):
        return self.loop(self.source(path, label=label, batch_size=batch_size), **options).run()

    def alerts(self, **query):
        return self.store.search(AlertQuery(limit=1000, **query)).alerts

    def cases(self, **query):
        return self.book.list(CaseQuery(**query)).cases

    def audited(self, action):
        with reading(self.engine) as connection:
            query = select(func.count()).where(audit_log.c.action == action)
            return connection.scalar(query.select_from(audit_log))


@pytest.fixture
def world(engine, clock, keyring):
    return World(engine, clock, keyring)
