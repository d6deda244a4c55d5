"""The list is the contract's, repeatable, and holds nobody's data."""

import re
import time

import pytest

from matchers.directory import build_directory
from matchers.identifiers import canonical_address, canonical_phone, canonical_plate
from watchlists.reading import read_watchlist

SHARED = ("staff_id", "phones", "emails", "plates", "handles", "public_handles")


def cells(rows, column):
    return [value for row in rows for value in row[column].split("|") if value]


def test_equal_seeds_make_equal_staff(scripts, staff):
    assert scripts.staffmaker.make_staff(3000, 11) == staff
    assert scripts.staffmaker.make_staff(3000, 12) != staff


@pytest.mark.parametrize("column", SHARED)
def test_nobody_shares_an_identifier(staff, column):
    values = cells(staff, column)
    assert len(values) == len(set(values))


def test_no_phone_can_be_anybodys(scripts):
    phones = cells(scripts.staffmaker.make_staff(14_000, 3), "phones")
    assert len(phones) > 10_000
    assert all(re.fullmatch(r"06-(1234\d{4}|7\d{7})", phone) for phone in phones)
    assert all(map(canonical_phone, phones))


def test_plates_fit_a_sidecode_and_hold_a_vowel(staff):
    plates = cells(staff, "plates")
    assert all(map(canonical_plate, plates))
    assert all(set(plate) & set("AEIOU") for plate in plates)


def test_mail_is_reserved_and_house_numbers_are_high(staff):
    assert all(mail.endswith(".example") for mail in cells(staff, "emails"))
    homes = [canonical_address(home) for home in cells(staff, "addresses")]
    assert all(int(home.number) > 200 and home.postcode and home.place for home in homes)


def test_addresses_seldom_collide(scripts):
    homes = [
        home.split(",")[0] for home in cells(scripts.staffmaker.make_staff(20_000, 2), "addresses")
    ]
    assert len(set(homes)) > 0.95 * len(homes)


def test_common_names_collide(staff):
    names = [(row["call_name"], row["prefix"], row["surname"]) for row in staff]
    initials = [(row["initials"][0], row["prefix"], row["surname"]) for row in staff]
    assert 0.96 * len(names) < len(set(names)) < len(names)
    assert len(set(initials)) < 0.98 * len(initials)


def test_the_mix_is_that_of_a_force(staff):
    def share(is_so):
        return sum(map(is_so, staff)) / len(staff)

    assert 0.02 < share(lambda row: row["public_role"] != "") < 0.06
    assert 0.03 < share(lambda row: "-" in row["surname"]) < 0.08
    assert 0.25 < share(lambda row: row["relatives"] != "") < 0.42
    assert share(lambda row: row["call_name"] != row["given_names"].split(" ")[0]) > 0.15
    surnames = {row["surname"] for row in staff}
    assert surnames & {"Yılmaz", "Öztürk"}
    assert surnames & {"Idrissi", "Bouali", "Benali"}
    assert surnames & {"Nowak", "Kowalczyk"}
    assert surnames & {"Ramdin", "Kromodimedjo"}


def test_the_list_imports_without_a_mistake(scripts, tmp_path):
    path = tmp_path / "staff.csv"
    scripts.staffmaker.write_staff(scripts.staffmaker.make_staff(8000, 6), path)
    assert len(build_directory(read_watchlist(path.read_bytes(), path.name), bytes(32))) == 8000


def test_a_merged_list_comes_first_and_stays_unique(scripts, tmp_path):
    other, out = tmp_path / "other.csv", tmp_path / "staff.csv"
    maker = scripts.staffmaker
    maker.write_staff(maker.make_staff(50, 1), other)
    maker.main(["--count", "400", "--seed", "1", "--merge", str(other), "--out", str(out)])
    rows = maker.read_staff(out)
    assert rows[:50] == maker.read_staff(other)
    assert len(rows) == 450
    for column in SHARED:
        assert len(cells(rows, column)) == len(set(cells(rows, column)))


@pytest.mark.slow
def test_sixty_five_thousand_rows_take_seconds(scripts):
    before = time.monotonic()
    scripts.staffmaker.make_staff(65_000, 1)
    assert time.monotonic() - before < 20
