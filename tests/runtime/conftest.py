"""A real SQLite database per test, with the tables of this room."""

import pytest

import runtime.tables  # noqa: F401 - declares the tables
from runtime.database import connect, metadata


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'home' / 'doxwacht.sqlite'}"


@pytest.fixture
def engine(url):
    engine = connect(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()
