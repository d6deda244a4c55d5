"""A registry on a real SQLite database, with a clock that stands still until it is moved."""

from datetime import datetime, timedelta, timezone

import pytest

import incidents.tables  # noqa: F401 - declares the tables
import runtime.tables  # noqa: F401 - the same
from incidents.incident import Incident, Kind
from incidents.registry import Registry
from incidents.rules import WindowRequest
from runtime.audit import Audit
from runtime.clock import DrivenClock
from runtime.database import connect, metadata
from runtime.sealing import Keyring

AMSTERDAM = timezone(timedelta(hours=1))
NOON = datetime(2026, 3, 14, 12, tzinfo=AMSTERDAM)
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'doxwacht.sqlite'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock():
    return DrivenClock(NOON)


@pytest.fixture
def audit(clock):
    return Audit(bytes(range(32)), clock)


@pytest.fixture
def registry(engine, clock, audit):
    return Registry(engine, clock, audit, Keyring(bytes(range(32, 64))))


@pytest.fixture
def incident():
    return Incident(
        incident_id="inc-1",
        kind=Kind.DEMONSTRATION,
        title="Invented demonstration",
        starts_at=NOON,
        ends_at=NOON + 8 * HOUR,
        places=("Utrecht",),
        deployed_staff=("s-1", "s-2"),
        lead=HOUR,
    )


@pytest.fixture
def request_now(registry, incident):
    """Return a request for a window from noon to eight, whose incident is in the registry."""
    registry.add_incident(incident, "u-1")
    return WindowRequest(
        incident_id="inc-1",
        starts_at=NOON,
        ends_at=NOON + 8 * HOUR,
        purpose="Protect deployed staff.",
        legal_basis="Invented act, article 1",
        authorised_by="A. Beslisser",
    )
