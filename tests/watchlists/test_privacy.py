"""No value of a staff member in the database file, a repr, an exception, a log or a mistake."""

import logging
import re
import traceback

import pytest
import structlog

from watchlists.columns import COLUMNS
from watchlists.mistake import WatchlistMistakesError
from watchlists.reading import read_sheet, read_watchlist
from watchlists.record import read_records

ORDINARY = {"staff_id"}


@pytest.fixture
def secrets_of(person):
    """Return every value of the row, and the words and digits in it that tell something."""
    values = [value for column, value in person().items() if column not in ORDINARY]
    words = {word for value in values for word in re.findall(r"[\w@.-]{5,}", value)}
    return sorted({*values, *words})


def shows(text, secret):
    return secret.lower() in text.lower()


def test_the_database_holds_no_value_in_the_clear(
    versions, entries, secrets_of, tmp_path, key_file
):
    versions.import_list(entries, "u-1", "u-2", "kwelderveen.csv")
    versions.propose(entries, "u-1", "kwelderveen.csv")
    versions.import_list(entries, "u-1", "u-2", "kwelderveen.csv")
    versions.rollback(1, "u-1", "u-2")
    key_file.rotate()
    versions.reseal("u-1")
    versions.entries(1, "u-1")
    files = [path for path in (tmp_path / "home").iterdir() if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    stored = b"".join(path.read_bytes() for path in files).lower()
    assert b"watchlist_confirmed" in stored  # what should be there is found this way
    for secret in [*secrets_of, "T-001"]:
        for encoding in ("utf-8", "utf-16-le"):
            assert secret.lower().encode(encoding) not in stored


def test_the_search_for_values_would_find_one(tmp_path, secrets_of, person):
    (tmp_path / "leak").write_text(";".join(person().values()), encoding="utf-8")
    leaked = (tmp_path / "leak").read_bytes().lower()
    assert all(secret.lower().encode() in leaked for secret in secrets_of)


def test_no_repr_shows_a_value(versions, person, csv_bytes, secrets_of):
    data = csv_bytes(person())
    sheet = read_sheet(data, "a.csv")
    rows = list(sheet.rows)
    entries, _ = read_records(read_sheet(data, "a.csv"))
    version = versions.import_list(entries, "u-1", "u-2", "Kwelderveen.csv")
    shown = repr((sheet, rows, entries, version, versions, versions.load_directory()))
    assert not [secret for secret in secrets_of if shows(shown, secret)]


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "staff_id"])
def test_no_mistake_in_any_column_shows_a_value(person, csv_bytes, column):
    secret = "Geheimwaarde1234567"
    for cell in (
        secret,
        secret * 20,
        f"={secret}",
        f"{secret}\x00",
        f"{secret}?",
        "06-1|" + secret,
    ):
        data = csv_bytes(person(**{column: cell}), person())
        with pytest.raises(WatchlistMistakesError) as caught:
            read_watchlist(data, f"{secret}.csv")
        report = "".join(traceback.format_exception(caught.value))
        report += repr(caught.value.mistakes) + str(caught.value)
        assert not shows(report, "geheimwaarde")


def test_nothing_is_logged_with_a_value(versions, entries, secrets_of, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        versions.import_list(entries, "u-1", "u-2", "Kwelderveen.csv")
        versions.compare(0, 1)
        versions.load_directory()
    out, err = capfd.readouterr()
    said = caplog.text + repr(events) + out + err
    assert not [secret for secret in secrets_of if shows(said, secret)]


def test_failures_of_the_store_show_no_value(versions, entries, secrets_of, engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE watchlist_version")
    with pytest.raises(Exception, match="not prepared") as caught:
        versions.import_list(entries, "u-1", "u-2", f"{entries[0].surname}.csv")
    report = "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in secrets_of if shows(report, secret)]
