from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.files import MOST_ITEMS, read_incident
from incidents.incident import Kind
from runtime.errors import BadInputError

WHOLE = """
id = "inc-1"
kind = "shooting"
title = "Invented shooting"
starts_at = 2026-03-14T09:00:00+01:00
ends_at = 2026-03-14T18:30:00Z
places = ["Utrecht", " Neude ", "Utrecht"]
keywords = ["demo"]
deployed_units = ["Unit 1"]
deployed_staff = ["s-1", "s-2"]
purpose = "Protect staff."
legal_basis = "Invented act, article 1"
authorised_by = "A. Beslisser"
sources = ["feed-a"]
lead_min = 90
tail_min = 15
"""
SHORT = """
id = "inc-1"
kind = "other"
title = "Invented"
starts_at = 2026-03-14T09:00:00+01:00
ends_at = 2026-03-14T18:00:00+01:00
"""


def read(text):
    return read_incident(text.encode(), "incident.toml")


def problems(text):
    with pytest.raises(BadInputError) as caught:
        read(text)
    return str(caught.value)


def test_a_whole_file_is_read():
    incident = read(WHOLE)
    assert incident.incident_id == "inc-1"
    assert incident.kind is Kind.SHOOTING
    assert incident.starts_at == datetime(2026, 3, 14, 9, tzinfo=timezone(timedelta(hours=1)))
    assert incident.ends_at - incident.starts_at == timedelta(hours=10, minutes=30)
    assert incident.places == ("Utrecht", "Neude")
    assert incident.deployed_staff == ("s-1", "s-2")
    assert incident.authorised_by == "A. Beslisser"
    assert incident.sources == ("feed-a",)
    assert (incident.lead, incident.tail) == (timedelta(minutes=90), timedelta(minutes=15))


def test_what_is_optional_may_be_absent():
    incident = read(SHORT)
    assert incident.places == incident.sources == ()
    assert incident.legal_basis == incident.purpose == incident.authorised_by == ""
    assert incident.lead == incident.tail == timedelta()


def test_windows_editors_are_welcome():
    assert read_incident(b"\xef\xbb\xbf" + SHORT.replace("\n", "\r\n").encode(), "a") == read(SHORT)


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ('id = "a b"', "id", "up to 64 letters"),
        ("id = 7", "id", "up to 64 letters"),
        ('kind = "party"', "kind", "demonstration, riot, shooting, arrest, other"),
        ("kind = 1", "kind", "one of"),
        ("kind = []", "kind", "one of"),
        ('title = "  "', "title", "must not be empty"),
        (f'title = "{"x" * 201}"', "title", "at most 200 characters"),
        ("starts_at = 2026-03-14T09:00:00", "starts_at", "with an offset"),
        ("starts_at = 2026-03-14", "starts_at", "with an offset"),
        ('starts_at = "2026-03-14T09:00:00+01:00"', "starts_at", "with an offset"),
        ("ends_at = 2026-03-14T08:00:00Z", "ends_at", "must lie after starts_at"),
        ('places = "Utrecht"', "places", "list of texts"),
        ("keywords = [1]", "keywords", "list of texts"),
        ('keywords = [""]', "keywords", "list of texts"),
        (f'sources = ["{"x" * 201}"]', "sources", "list of texts"),
        ("deployed_staff = 1", "deployed_staff", "list of texts"),
        ("deployed_units = {a = 1}", "deployed_units", "list of texts"),
        ("purpose = 1", "purpose", "must be text"),
        (f'legal_basis = "{"x" * 2001}"', "legal_basis", "at most 2000"),
        ("authorised_by = false", "authorised_by", "must be text"),
        ("lead_min = -1", "lead_min", "whole number of minutes"),
        ("lead_min = 1.5", "lead_min", "whole number of minutes"),
        ("tail_min = true", "tail_min", "whole number of minutes"),
        ("tail_min = 100000", "tail_min", "whole number of minutes"),
        ('keyword = ["demo"]', "keyword", "is no key"),
    ],
)
def test_a_mistake_names_its_key_and_remedy(line, key, remedy):
    kept = [old for old in SHORT.splitlines() if old.split(" = ")[0] != key]
    (problem,) = problems("\n".join([*kept, line])).splitlines()[1:]
    assert problem.startswith(f"- {key}: ")
    assert remedy in problem


@pytest.mark.parametrize("key", ["id", "kind", "title", "starts_at", "ends_at"])
def test_a_missing_key_is_one_mistake(key):
    kept = [line for line in SHORT.splitlines() if line.split(" = ")[0] != key]
    assert problems("\n".join(kept)).splitlines()[1:] == [f"- {key}: is missing"]


def test_all_mistakes_come_at_once():
    found = problems('kind = "party"\nlead_min = -1\ntitel = "x"\n')
    assert [line.split(":")[0] for line in found.splitlines()[1:]] == [
        "- titel",
        "- starts_at",
        "- ends_at",
        "- id",
        "- kind",
        "- title",
        "- lead_min",
    ]
    assert found.startswith("incident.toml cannot be used:")


def test_a_mistake_never_shows_a_value():
    found = problems(SHORT + 'places = "Kerkstraat 12"\n"Jan van den Berg" = 1\n')
    assert "Kerkstraat" not in found
    assert "Berg" not in found


def test_too_many_items_are_a_mistake():
    items = ", ".join(["'x'"] * (MOST_ITEMS + 1))
    assert "keywords" in problems(f"{SHORT}keywords = [{items}]")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"id = ", b"\0", b"places = ['Kerkstraat 12'"])
def test_what_is_no_toml_is_refused_without_showing_it(data):
    with pytest.raises(BadInputError, match=r"incident\.toml is not") as caught:
        read_incident(data, "incident.toml")
    assert "Kerkstraat" not in str(caught.value)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data):
    with pytest.raises(BadInputError):
        read_incident(data, "incident.toml")
