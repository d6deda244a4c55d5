import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.reading import read_text
from matchers.recognisers import find_identifiers

PHONES = (
    "06-12345678", "0612345678", "06 12 34 56 78", "06.12.34.56.78", "+31612345678",
    "+31 6 12345678", "+31 (0)6 12345678", "0031612345678", "0 6 1 2 3 4 5 6 7 8",
    "０６-１２３４５６７８", "nul zes een twee drie vier vijf zes zeven acht",
    "nul zes twaalf vierendertig zesenvijftig achtenzeventig", "06 twaalf vierendertig 56 78",
    "zero six one two three four five six seven eight", "040-1234567", "06\n12345678",
)  # fmt: skip
ADDRESSES = (
    "Dorpsstraat 12", "dorpsstraat 12", "Dorpsstr. 12", "dorps straat 12", "dorpsstraat12",
    "Dorpsstraat nr 12", "Dorpsstraat nummer 12", "Dorpsstraat twaalf", "12 Dorpsstraat",
    "Dorpsstraat, 12", "Dorpsstraat 12a", "Dorpsstraat 12bis", "DORPSSTRAAT 12", "1234 AB 12",
    "1234ab 12", "1234AB nr 12", "12, 1234 AB", "d0rpsstr44t 12", "taartssproD 21",
    "21 taartssproD", "Dorps🐷straat 12", "D o r p s s t r a a t  1 2", "Dоrpsstrааt 12",
    "Dorps\u200bstraat 12", "Dorpsstraat\n12",
)  # fmt: skip
PLATES = (
    "AB-123-C", "AB123C", "ab 123 c", "ab-123-c", "a b - 1 2 3 - c", "ＡＢ-123-C",
    "Anton Bernard een twee drie Cornelis",
)  # fmt: skip
HANDLES = ("@wimkuip_77", "@WimKuip_77", "@wimkuip77", "wimkuip_77", "wimkuip77", "wimkuip.77")


@pytest.mark.parametrize("text", PHONES)
def test_a_listed_phone_in_every_spelling(hits, text):
    assert hits(f"bel {text} eens") == [("phone", text, {"S-01"})]


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_listed_address_in_every_spelling(hits, text):
    assert hits(text) == [("home_address", text, {"S-01"})]


@pytest.mark.parametrize("text", PLATES)
def test_a_listed_plate_in_every_spelling(hits, text):
    assert hits(f"hij rijdt {text} nu") == [("plate", text, {"S-01"})]


@pytest.mark.parametrize("text", HANDLES)
def test_a_listed_handle_in_every_spelling(hits, text):
    assert hits(f"insta: {text} lol") == [("handle", text, {"S-01"})]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("06-87654321", [("phone", "06-87654321", set())]),
        (
            "wim.kuipersma@voorbeeld.example",
            [("email", "wim.kuipersma@voorbeeld.example", {"S-01"})],
        ),
        ("WIM.KUIPERSMA@anders.example", [("email", "WIM.KUIPERSMA@anders.example", {"S-01"})]),
        ("info@gemeente.example", [("email", "info@gemeente.example", set())]),
        ("99-ZZ-99", [("plate", "99-ZZ-99", set())]),
        ("XX-99-99", [("plate", "XX-99-99", set())]),
        ("Dorpsstraat 13", [("address", "Dorpsstraat 13", set())]),
        ("Dorpsstraat 112", [("address", "Dorpsstraat 112", set())]),
        ("Stationsplein 1", [("address", "Stationsplein 1", set())]),
        ("Dorpsstraat in Veldhoven", [("street", "Dorpsstraat", {"S-01"})]),
        ("@wijkagent_zoe", [("public_handle", "@wijkagent_zoe", {"S-06"})]),
        ("@iemand_anders", [("handle", "@iemand_anders", set())]),
        ("NL91ABNA0417164300", [("iban", "NL91ABNA0417164300", set())]),
        ("nl91 abna 0417 1643 00", [("iban", "nl91 abna 0417 1643 00", set())]),
        ("zijn bsn is 111222333", [("bsn", "111222333", set())]),
        ("Lange Veldweg 5", [("home_address", "Lange Veldweg 5", {"S-04"})]),
        ("lange veldweg 5, utrecht", [("home_address", "lange veldweg 5", {"S-04"})]),
    ],
)
def test_identifiers_of_others_and_of_one(hits, text, found):
    assert hits(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "bel 112 of 0900-8844", "06-1234", "op 12-05-2031 om 12.30", "om 12-05 bij de brug",
        "ab-1234", "MP3 uit 2019", "1234 AB 13", "NL92ABNA0417164300", "BSN 111222334",
        "111222333", "€ 1.234.567,89", "de straat op met 200 man", "wim at kuip", "plein 3",
        "rij 12 stoel 5", "a@b",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_identifier(hits, text):
    assert hits(text) == []


def test_every_phone_of_a_run_is_found_listed_ones_first(hits):
    assert hits("06-12345678 06-87654321\n06-12340000") == [
        ("phone", "06-12345678", {"S-01"}),
        ("phone", "06-87654321", set()),
        ("phone", "06-12340000", {"S-04"}),
    ]


def test_a_street_inside_an_address_is_not_told_twice(hits):
    assert [kind for kind, _, _ in hits("Dorpsstraat 12, Veldhoven")] == ["home_address"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_hits_lie_inside_the_reading_in_order(vocabulary, text):
    reading = read_text("text", text, vocabulary)
    hits = find_identifiers(reading, vocabulary)
    assert hits == sorted(hits, key=lambda hit: hit.at)
    assert all(0 <= hit.at < hit.until <= len(reading.text) for hit in hits)
