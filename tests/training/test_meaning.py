"""Whom a filled text can mean, with a case that tells them apart beside each that does not."""

import random

import pytest

PEOPLE = (
    ("MW1", "Johannes", "Jan", "J.", "de", "Vries", "Laak", "Dorpsstraat 300, 2500 AB Den Haag"),
    ("MW2", "Johannes", "Jan", "J.", "de", "Vries", "Haven", "Molenweg 400, 3000 CD Rotterdam"),
    ("MW3", "Pieter", "Piet", "P.", "de", "Vries", "Haven", "Molenweg 410, 3000 CD Rotterdam"),
    ("MW4", "Joris", "Joris", "J.", "", "Vries", "Haven", "Dorpsstraat 310, 2500 AB Den Haag"),
    ("MW5", "Sanne", "Sanne", "S.", "", "Bakker", "Laak", "Dorpsstraat 300, 2500 AB Den Haag"),
)
COLUMNS = (
    "staff_id",
    "given_names",
    "call_name",
    "initials",
    "prefix",
    "surname",
    "station",
    "addresses",
)


@pytest.fixture(scope="module")
def people(scripts):
    empty = dict.fromkeys(scripts.staffmaker.COLUMNS, "")
    rows = [empty | dict(zip(COLUMNS, person, strict=True)) for person in PEOPLE]
    return [scripts.slots.read_person(row) for row in rows]


@pytest.mark.parametrize(
    ("template", "meant"),
    [
        ("{A.full}", "12"),
        ("{A.last_first}", "12"),
        ("{A.full} van {A.station}", "1"),
        ("{A.full} uit {A.place}", "1"),
        ("{A.surname}", "123"),
        ("{A.base}", "1234"),
        ("{A.formal}", "12"),
        ("{A.street_nr}", "15"),
        ("{A.full}, {A.address}", "15"),
        ("{A.postcode} {A.nr}", "15"),
        ("in de {A.street}", "145"),
        ("bij {A.station}", ""),
        ("uit {A.place}", ""),
        ("{A.call} dus", "12"),
        ("niks", ""),
    ],
)
def test_everyone_the_data_fits(scripts, people, template, meant):
    scene = scripts.slots.Scene("Delft", ("Markt",))
    chance = random.Random(3)
    marked = scripts.slots.Filling(chance, {"A": people[0]}, scene).fill(template)
    found = scripts.meaning.Roll(people).meant(people[0], marked.spans)
    assert found.staff_ids == {f"MW{digit}" for digit in meant}
    assert not found.is_part


def test_a_mask_means_everyone_it_fits(scripts, people):
    shown = scripts.marked.Shown("J.", "de", "V.")
    span = scripts.marked.Span(0, 6, "A", "masked", shown=shown)
    assert scripts.meaning.Roll(people).meant(people[0], [span]).staff_ids == {"MW1", "MW2"}
    starred = scripts.marked.Shown("P**t", "de", "Vr**s")
    span = scripts.marked.Span(0, 6, "A", "masked", shown=starred)
    assert scripts.meaning.Roll(people).meant(people[2], [span]).staff_ids == {"MW3"}


def test_a_lost_prefix_no_longer_tells(scripts, people):
    span = scripts.marked.Span(0, 6, "A", "surname", shown=scripts.marked.Shown("", None, "Vries"))
    assert len(scripts.meaning.Roll(people).meant(people[0], [span]).staff_ids) == 4


def test_namesakes_are_seen_by_call_name_and_official_name(scripts, people):
    roll = scripts.meaning.Roll(people[:3])
    assert roll.has_namesake(people[1])
    assert not roll.has_namesake(people[4])
    assert not roll.has_namesake(people[3])
