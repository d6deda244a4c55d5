"""A driven clock, a SQLite database with the tables of cases, and a book in it."""

from datetime import UTC, datetime

import pytest

import runtime.tables  # noqa: F401 - declares the audit log
from cases.book import CaseBook
from runtime.audit import Audit
from runtime.clock import DrivenClock
from runtime.database import connect, metadata

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    return DrivenClock(NOON)


@pytest.fixture
def audit(clock):
    return Audit(b"a" * 32, clock)


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'cases.sqlite'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def book(engine, clock, audit):
    return CaseBook(engine, clock, audit)
