"""Invented staff, files made of them, and a real database per test."""

import csv
import io
import secrets
from datetime import UTC, datetime

import openpyxl
import pytest

import watchlists.tables  # noqa: F401 - declares the tables
from matchers.staff import StaffEntry
from runtime.audit import Audit
from runtime.clock import DrivenClock
from runtime.database import connect, metadata
from runtime.keyfile import KeyFile
from runtime.sealing import LiveKeyring
from watchlists.columns import COLUMNS
from watchlists.reading import read_sheet, read_watchlist
from watchlists.record import read_records
from watchlists.versions import Versions

_ANNA = {
    "staff_id": "T-001",
    "given_names": "Annabel Zwanetta",
    "call_name": "Zwaantje",
    "initials": "A.Z.",
    "prefix": "van der",
    "surname": "Kwelderveen",
    "aliases": "Zwaan Kwelder",
    "rank": "hoofdagent",
    "unit": "Basisteam Oostervaart",
    "station": "Bureau Havendijk",
    "public_role": "wijkagent Vlietwijk",
    "public_handles": "wijkagent_vlietwijk",
    "handles": "zwaantje_kw",
    "phones": "06-12340001|+31 6 1234 0002",
    "emails": "zwaantje@postvak.example",
    "addresses": "Kwelderpad 1201, 9999 ZZ Oostervaart",
    "plates": "12-AIE-3",
    "relatives": "Joost Kwelderveen (partner)",
}


@pytest.fixture
def person():
    """Make one row as a dict; what is not named stays as it is for an invented officer."""

    def make(**cells):
        return _ANNA | cells

    return make


@pytest.fixture
def bare():
    """Make a row with nothing but what is required, and the cells named."""

    def make(**cells):
        return dict.fromkeys(COLUMNS, "") | {"staff_id": "T-001", "surname": "Kwelder"} | cells

    return make


@pytest.fixture
def csv_bytes():
    def make(*rows, delimiter=";", end="\r\n", encoding="utf-8", columns=COLUMNS):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
        return out.getvalue().encode(encoding)

    return make


@pytest.fixture
def xlsx_bytes():
    def make(*rows, columns=COLUMNS, change=None):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) or None for column in columns])
        if change is not None:
            change(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


@pytest.fixture
def found():
    """Read a file and return its mistakes as (line, column, code)."""

    def read(data, filename="staff.csv"):
        _, mistakes = read_records(read_sheet(data, filename))
        return sorted((m.line, m.column or 0, m.code) for m in mistakes)

    return read


@pytest.fixture
def found_in(bare, csv_bytes, found):
    """Read a CSV of one bare row with these cells and return its mistakes likewise."""

    def read(**cells):
        return found(csv_bytes(bare(**cells)))

    return read


@pytest.fixture
def entries(person, csv_bytes):
    """Return the one invented officer, with a value in every column."""
    return read_watchlist(csv_bytes(person()), "lijst.csv")


@pytest.fixture
def staff():
    """Make entries T-001 to T-00n with different surnames."""

    def make(count=3, surname="Kwelder"):
        return tuple(
            StaffEntry(staff_id=f"T-{n:03}", surname=f"{surname}{chr(96 + n)}")
            for n in range(1, count + 1)
        )

    return make


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'home' / 'doxwacht.sqlite'}"


@pytest.fixture
def engine(url):
    engine = connect(url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock():
    return DrivenClock(datetime(2026, 3, 14, 9, 0, tzinfo=UTC))


@pytest.fixture
def audit(clock):
    return Audit(secrets.token_bytes(32), clock)


@pytest.fixture
def key_file(tmp_path):
    file = KeyFile(tmp_path / "keys" / "watchlist.key")
    file.create()
    return file


@pytest.fixture
def versions(engine, clock, audit, key_file):
    return Versions(engine, clock, audit, LiveKeyring(key_file))
