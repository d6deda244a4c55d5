"""A window, its key, and a SQLite database with the tables of alerts."""

from datetime import UTC, datetime, timedelta

import pytest

import alerts.tables  # noqa: F401 - declares the tables
from incidents.secrets import WindowKey
from incidents.window import State, Window
from runtime.database import connect, metadata

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def key():
    return WindowKey(b"k" * 32)


@pytest.fixture
def make_window():
    def make(window_id="w-1", *, exercise=False):
        return Window(
            window_id=window_id,
            incident_id="march",
            state=State.OPEN,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=8),
            opened_at=NOON,
            purpose="protection",
            legal_basis="invented",
            authorised_by="u-9",
            exercise=exercise,
        )

    return make


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'alerts.sqlite'}"


@pytest.fixture
def engine(url):
    engine = connect(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
