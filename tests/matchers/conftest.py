"""Invented staff, compiled once, and short ways to read a text and make a post."""

from datetime import UTC, datetime

import hypothesis
import pytest

from matchers.directory import build_directory
from matchers.matcher import Matcher
from matchers.model import Model
from matchers.names import find_mentions
from matchers.post import Post
from matchers.reading import read_text
from matchers.recognisers import find_identifiers
from matchers.staff import StaffEntry
from matchers.vocabulary import Vocabulary

# The first example of a test loads tables, which takes longer than Hypothesis allows.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

STAFF = (
    StaffEntry(
        "S-01",
        "Kuipersma",
        ("Willem", "Johannes"),
        call_name="Wim",
        initials="W.J.",
        prefix="van den",
        unit="Basisteam Veldhoven",
        rank="brigadier",
        handles=("@wimkuip_77",),
        phones=("06-12345678", "+31 40 123 45 67"),
        emails=("wim.kuipersma@voorbeeld.example",),
        addresses=("Dorpsstraat 12, 1234 AB Veldhoven",),
        plates=("AB-123-C",),
        relatives=("Marjolein Kuipersma (partner)",),
    ),
    StaffEntry("S-02", "Jansen", ("Anna", "Maria"), call_name="Anneke", initials="A.M."),
    StaffEntry("S-03", "Jansen", ("Pieter",), call_name="Piet", initials="P."),
    StaffEntry(
        "S-04",
        "Dijkhuis",
        ("Tim",),
        initials="T.",
        phones=("0612340000",),
        addresses=("Lange Veldweg 5, 3511 XY Utrecht",),
        plates=("12-ABC-3",),
    ),
    StaffEntry("S-05", "Boer", ("Sanne",), call_name="Sanne", initials="S.", prefix="de"),
    StaffEntry(
        "S-06",
        "Zonderwijk",
        ("Zoë",),
        initials="Z.",
        public_role="wijkagent Overvecht",
        public_handles=("@wijkagent_zoe",),
        addresses=("Kerkstraat 45, 4321 CD Zeist",),
    ),
    StaffEntry("S-07", "Hoekstra-Vlieland", ("Mohamed",), call_name="Mo", initials="M."),
)
NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def staff():
    return STAFF


@pytest.fixture(scope="session")
def directory():
    return build_directory(STAFF, b"k" * 32)


@pytest.fixture(scope="session")
def vocabulary(directory):
    return Vocabulary(directory)


@pytest.fixture(scope="session")
def model():
    return Model.load()


@pytest.fixture(scope="session")
def matcher(directory, model):
    return Matcher(directory, model)


@pytest.fixture(scope="session")
def read(vocabulary):
    return lambda text: read_text("text", text, vocabulary)


@pytest.fixture(scope="session")
def words(read):
    return lambda text: [token.word for token in read(text).tokens]


@pytest.fixture(scope="session")
def hits(read, vocabulary, directory):
    """Return the identifiers of a text as (kind, received characters, staff ids)."""

    def found(text):
        reading = read(text)
        return [
            (
                hit.kind,
                text[slice(*reading.span(hit.at, hit.until))],
                {directory.rows[row].staff_id for row in hit.rows},
            )
            for hit in find_identifiers(reading, vocabulary)
        ]

    return found


@pytest.fixture(scope="session")
def people(read, vocabulary, directory):
    """Return the people of a text as (kind, received characters, staff ids)."""

    def found(text):
        reading = read(text)
        return [
            (
                mention.kind,
                text[slice(*reading.span(mention.at, mention.until))],
                {directory.rows[row].staff_id for row in mention.fits},
            )
            for mention in find_mentions(reading, vocabulary)
        ]

    return found


@pytest.fixture(scope="session")
def make_post():
    return lambda text, **fields: Post("1", "plein", NOON, text, **fields)
