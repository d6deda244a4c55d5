"""Each trick hides something, loses nothing that a reader needs, and keeps the spans right."""

import random
import re
from difflib import SequenceMatcher

import pytest

from matchers.folding import fold
from matchers.identifiers import canonical_plate
from matchers.numerals import number_of

TRICKS = (
    "typos",
    "prefix_changed",
    "initials_masked",
    "case_diacritics",
    "leet",
    "homoglyph",
    "spaced",
    "emoji_between",
    "hashtag_handle",
    "reversed",
    "phone_variants",
    "address_variants",
    "plate_variants",
)
TEMPLATE = "die agent is {A.full}, {A.address}, bel {A.phone}, auto {A.plate}. {A.surname} dus"
WITHOUT_SLOTS = "Wie kent deze agent? Naam en adres in mijn DM, beloning voor de snelste"
UNLEET = str.maketrans("431057892", "aeiostbgz")


@pytest.fixture(scope="module")
def person(scripts):
    row = dict.fromkeys(scripts.staffmaker.COLUMNS, "")
    return scripts.slots.read_person(
        row
        | {
            "staff_id": "MW100001",
            "given_names": "Johannes Pieter",
            "call_name": "Jan",
            "initials": "J.P.",
            "prefix": "van den",
            "surname": "Dijkstra",
            "phones": "06-12345678",
            "plates": "12-ABE-3",
            "addresses": "Kerkstraat 512A, 3511 AB Utrecht",
        }
    )


@pytest.fixture(scope="module")
def fill(scripts, person):
    def filled(template, seed=0):
        scene = scripts.slots.Scene("Utrecht", ("Neude",))
        return scripts.slots.Filling(random.Random(seed), {"A": person}, scene).fill(template)

    return filled


def letters(text):
    return re.sub(r"[^a-z]", "", fold(text))


def digits(text):
    return re.sub(r"\D", "", text)


def test_the_table_of_tricks_is_complete(scripts):
    assert tuple(scripts.tricks.TRICKS) == TRICKS
    assert sorted(scripts.tricks.in_fair_order(random.Random(1))) == sorted(TRICKS)


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_changes_the_text_and_keeps_its_spans(scripts, fill, name):
    for seed in range(60):
        plain = fill(TEMPLATE, seed)
        tricked = scripts.tricks.TRICKS[name](random.Random(seed), plain)
        assert tricked.text != plain.text
        assert len(tricked.spans) == len(plain.spans)
        ends = [0, *(edge for span in tricked.spans for edge in (span.start, span.end))]
        assert ends == sorted(ends)
        assert ends[-1] <= len(tricked.text)
        assert "".join(text for _, text in tricked.pieces()) == tricked.text


@pytest.mark.parametrize(
    "name", ["typos", "leet", "homoglyph", "spaced", "emoji_between", "reversed"]
)
def test_a_text_without_slots_can_be_hidden_too(scripts, fill, name):
    plain = fill(WITHOUT_SLOTS)
    assert scripts.tricks.TRICKS[name](random.Random(2), plain).text != plain.text


@pytest.mark.parametrize(
    "name",
    [
        "prefix_changed",
        "initials_masked",
        "hashtag_handle",
        "phone_variants",
        "address_variants",
        "plate_variants",
    ],
)
def test_a_trick_on_data_refuses_a_text_without_it(scripts, fill, name):
    assert scripts.tricks.TRICKS[name](random.Random(2), fill(WITHOUT_SLOTS)) is None


@pytest.mark.parametrize("name", ["case_diacritics", "spaced", "emoji_between"])
def test_letters_survive(scripts, fill, name):
    for seed in range(60):
        plain = fill(TEMPLATE, seed)
        tricked = scripts.tricks.TRICKS[name](random.Random(seed), plain)
        assert letters(tricked.text).replace("ij", "y") == letters(plain.text).replace("ij", "y")
        assert digits(tricked.text) == digits(plain.text)


def test_look_alikes_fold_back(scripts, fill):
    for seed in range(60):
        plain = fill(TEMPLATE, seed)
        tricked = scripts.tricks.homoglyph(random.Random(seed), plain)
        same = SequenceMatcher(None, letters(tricked.text), letters(plain.text)).ratio()
        assert same > 0.95


def test_leet_reads_back(scripts, fill):
    for seed in range(60):
        plain = fill("{A.full}", seed)
        tricked = scripts.tricks.leet(random.Random(seed), plain)
        assert letters(tricked.text.translate(UNLEET)) == letters(plain.text)


def test_reversed_text_holds_the_same_signs(scripts, fill):
    for seed in range(60):
        plain = fill(TEMPLATE, seed)
        tricked = scripts.tricks.reversed_text(random.Random(seed), plain)
        assert sorted(tricked.text) == sorted(plain.text)


def test_a_typo_stays_close(scripts, fill):
    for seed in range(60):
        plain = fill(TEMPLATE, seed)
        tricked = scripts.tricks.typos(random.Random(seed), plain)
        assert SequenceMatcher(None, tricked.text, plain.text).ratio() > 0.9
        assert digits(tricked.text) == digits(plain.text)


def test_a_changed_prefix_leaves_the_rest_of_the_name(scripts, fill):
    for seed in range(60):
        tricked = scripts.tricks.TRICKS["prefix_changed"](
            random.Random(seed), fill("{A.full}", seed)
        )
        assert letters(tricked.text).endswith("dijkstra")
        assert "van den Dijkstra" not in tricked.text
        assert tricked.spans[0].shown.prefix is None


def test_a_mask_shows_what_it_says(scripts, fill):
    for seed in range(60):
        tricked = scripts.tricks.TRICKS["initials_masked"](
            random.Random(seed), fill("{A.full}", seed)
        )
        shown = tricked.spans[0].shown
        assert shown.first[0] == "J"
        assert shown.base[0] == "D"
        assert {".", "*"} & set(shown.first + shown.base)


def test_tags_hold_the_surname(scripts, fill):
    for seed in range(60):
        tricked = scripts.tricks.TRICKS["hashtag_handle"](
            random.Random(seed), fill("{A.full}", seed)
        )
        assert tricked.text.startswith(("#", "@"))
        assert letters(tricked.text).endswith("dijkstra")


def test_phone_digits_survive_in_digits_or_words(scripts):
    seen = set()
    for seed in range(300):
        text = scripts.numbertricks.other_phone(random.Random(seed), "0612345678")
        seen.add(text)
        spelt = "".join(
            word if word.isdigit() else str(number_of(word) or "")
            for word in re.findall(r"[a-zë]+|\d+", text)
        )
        national = re.sub(r"^(?:0031|31)(?:0(?=6))?", "0", spelt)
        assert national.lstrip("0") == "612345678", text
    assert len(seen) > 15


def test_plates_stay_the_same_plate(scripts, fill):
    for seed in range(60):
        tricked = scripts.tricks.TRICKS["plate_variants"](
            random.Random(seed), fill("{A.plate}", seed)
        )
        assert tricked.text != "12-ABE-3"
        assert canonical_plate(tricked.text.replace("/", "")) == "12ABE3"


def test_addresses_keep_their_number(scripts, fill):
    for seed in range(120):
        tricked = scripts.tricks.TRICKS["address_variants"](
            random.Random(seed), fill("{A.address}", seed)
        )
        assert "512" in tricked.text or "vijfhonderdtwaalf" in tricked.text.lower()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7, "zeven"),
        (14, "veertien"),
        (22, "tweeëntwintig"),
        (45, "vijfenveertig"),
        (100, "honderd"),
        (312, "driehonderdtwaalf"),
        (1999, "duizendnegenhonderdnegenennegentig"),
    ],
)
def test_numbers_in_words(scripts, number, words):
    assert scripts.numbertricks.dutch_number(number) == words


def test_numbers_without_words_are_refused(scripts):
    with pytest.raises(ValueError, match="9,999"):
        scripts.numbertricks.dutch_number(10_000)
