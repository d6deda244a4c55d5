"""Nothing of the staff list lies open in the database after an exercise was taken in.

The text of an alert is the one thing that is stored as it is (docs/alerts.md): it is what
analysts read and search. A value that an alert quotes is therefore looked for everywhere but
in that text, every other value in every byte of the database and of its log.
"""

import json
import logging
import re
import shutil
from dataclasses import fields
from functools import cache

import pytest
import sqlalchemy as sa

from console import rehearsal, scenario
from consumers.stopping import StopFlag
from matchers.identifiers import canonical_address, canonical_phone, canonical_plate
from runtime.database import reading

SCENARIOS = [
    "demonstration-solicitation",
    pytest.param("shooting-wrong-officer", marks=pytest.mark.slow),
]
PUBLIC = {"staff_id", "prefix", "rank", "unit", "station", "public_role", "public_handles"}
"""Columns that by themselves name nobody, or only what the police made public."""
SHORTEST_TOLD_APART = 6
"""A few bytes of a name are found in any megabyte of sealed ones."""


def spellings(value):
    """Return a value as written and as the machine would write it."""
    address = canonical_address(value)
    written = {value, canonical_phone(value), canonical_plate(value), value.partition(" (")[0]}
    if re.search(r"\d", value):
        written |= {re.sub(r"[\s.-]", "", value), (canonical_phone(value) or "")[1:]}
    if address:
        written |= {f"{address.street} {address.number}", address.postcode}
    long = {one for one in written if one and len(one) >= SHORTEST_TOLD_APART}
    return long | {one.lower() for one in long}


def names(entry):
    for given in filter(None, (*entry.given_names, entry.call_name, entry.initials)):
        yield f"{given} {entry.surname}"
        yield " ".join(filter(None, (given, entry.prefix, entry.surname)))


def values_of(entry):
    """Return every value of a member of staff by which somebody could be found."""
    told = set()
    for field in fields(entry):
        if field.name not in PUBLIC:
            value = getattr(entry, field.name)
            told |= {value} if isinstance(value, str) else set(value)
    return set().union(*map(spellings, filter(None, told | set(names(entry)))))


def found_in(data, values):
    """Return the values that can be read in bytes, whatever the case of their letters."""
    lowered = data.lower()

    @cache
    def is_there(needle):
        return needle in lowered

    ways = ("utf-8", "utf-16-le")
    return {one for one in values if any(is_there(one.encode(way).lower()) for way in ways)}


@pytest.fixture(scope="module", params=SCENARIOS)
def played(request, tmp_path_factory):
    """Play an exercise in which one message is broken off after a number of the staff list."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    bundled = scenario.find(request.param)
    home = tmp_path_factory.mktemp("privacy") / "home"
    chosen = scenario.Scenario.read(shutil.copytree(bundled.folder, home.parent / "scenario"))
    phone = next(entry.phones[0] for entry in chosen.staff() if entry.phones)
    lines = chosen.posts_file.read_text("utf-8").splitlines(keepends=True)
    lines.insert(len(lines) // 2, f'{{"id": "x", "text": "bel {phone}\n')
    chosen.posts_file.write_text("".join(lines), "utf-8")
    run = rehearsal.open_rehearsal(chosen, home, {"DOXWACHT_HOME": str(home)})
    run.play(None, StopFlag(), lambda _: None)
    yield run
    run.process.close()
    root.handlers, root.level = before


@pytest.fixture
def values(played):
    return set().union(*map(values_of, played.scenario.staff()))


@pytest.fixture
def quoted(played, values):
    """Return the values that stand in the text of an alert or of a picture in one."""
    texts = [
        text
        for alert in played.alerts()
        for text in (alert.message, *(t for m in alert.media for t in (m.ocr_text, m.alt_text)))
    ]
    words = "\n".join(text or "" for text in texts)
    return found_in(words.encode(), values)


@pytest.fixture
def stored(played):
    """Return every byte of the database and of its log, which is still open."""
    files = sorted(played.process.runtime.home.glob("doxwacht.sqlite*"))
    assert {file.suffix for file in files} >= {".sqlite", ".sqlite-wal"}
    return b"".join(file.read_bytes() for file in files)


def without_text(document):
    """Return the document of an alert without what it quotes of the post."""
    told = json.loads(document)
    told.pop("message")
    for quoting in (*told["doxwacht"]["media"], *told["doxwacht"]["evidence"]):
        for part in ("text", "ocr_text", "alt_text"):
            quoting.pop(part, None)
    return json.dumps(told, ensure_ascii=False)


def cells_beside_the_text(connection):
    """Yield every value of every table but what alerts quote, and its index."""
    inspector = sa.inspect(connection)
    for name in inspector.get_table_names():
        if name.startswith("alerts_fulltext"):
            continue
        columns = [sa.column(column["name"]) for column in inspector.get_columns(name)]
        for row in connection.execute(sa.select(*columns).select_from(sa.table(name))).mappings():
            left = dict(row)
            if name == "alerts":
                del left["searchable"]
                left["document"] = without_text(left["document"])
            yield from left.values()


def test_no_value_of_the_list_lies_open_in_the_file_or_its_log(stored, values, quoted):
    assert len(values - quoted) > len(values) / 2
    assert found_in(stored, values - quoted) == set()


def test_the_search_finds_what_may_be_there(stored, quoted):
    assert quoted
    assert found_in(stored, quoted) == quoted


def test_what_an_alert_quotes_stands_nowhere_else(played, values):
    with reading(played.process.engine) as connection:
        cells = [
            cell if isinstance(cell, bytes) else str(cell).encode()
            for cell in cells_beside_the_text(connection)
        ]
    assert found_in(b"\0".join(cells), values) == set()


def test_sealed_rows_hold_the_list_and_show_nothing_of_it(played, values):
    process = played.process
    version = process.versions.active().version
    opened = process.versions.entries(version, "analyst-1")
    assert set().union(*map(values_of, opened)) == values
    with reading(process.engine) as connection:
        sealed = connection.exec_driver_sql(
            "SELECT sealed_source, sealed_records, sealed_directory FROM watchlist_version"
        ).all()
    data = b"".join(cell or b"" for row in sealed for cell in row)
    assert len(data) > sum(map(len, values)) / 2
    assert found_in(data, values) == set()


def test_the_broken_message_was_kept_sealed(played):
    assert len(played.process.letters.list()) == 1
