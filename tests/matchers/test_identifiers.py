import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from matchers.identifiers import (
    Address,
    canonical_address,
    canonical_bsn,
    canonical_email,
    canonical_handle,
    canonical_iban,
    canonical_phone,
    canonical_plate,
    handle_key,
    place_key,
    plate_shape,
    street_key,
)

SIDECODES = (
    "XX9999", "9999XX", "99XX99", "XX99XX", "XXXX99", "99XXXX", "99XXX9", "9XXX99", "XX999X",
    "X999XX", "XXX99X", "9XX999", "999XX9", "X99XXX", "XXX999",
)  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        "0612345678", "06-12345678", "06 12 34 56 78", "06.12.34.56.78", "(06) 12345678",
        "+31612345678", "+31 6 12345678", "+31 (0)6 12345678", "0031612345678",
        "0031 (0)6-12345678", "31612345678", "612345678", "０６１２３４５６７８",
    ],
)  # fmt: skip
def test_one_phone_has_one_canonical_form(raw):
    assert canonical_phone(raw) == "+31612345678"


@pytest.mark.parametrize(
    "raw", ["", "0900", "112", "061234567", "06123456789", "nul zes", "2031-05-01", "+", "00", "+0"]
)
def test_what_cannot_be_a_phone_is_none(raw):
    assert canonical_phone(raw) is None


def test_foreign_phones_keep_their_country():
    assert canonical_phone("+32 470 12 34 56") == "+32470123456"


@given(st.text(max_size=40))
def test_a_canonical_phone_is_its_own_canonical_form(raw):
    phone = canonical_phone(raw)
    assert phone is None or canonical_phone(phone) == phone


@pytest.mark.parametrize("shape", SIDECODES)
def test_every_sidecode_is_a_plate_with_and_without_dashes(shape):
    letters, digits = iter("PLRSTV"), iter("123456")
    plate = "".join(next(digits) if c == "9" else next(letters) for c in shape)
    assert canonical_plate(plate) == plate
    assert canonical_plate(f"{plate[:2]}-{plate[2:4]}-{plate[4:]}".lower()) == plate
    assert plate_shape(plate) == shape


@pytest.mark.parametrize(
    "raw", ["ABCDEF", "123456", "A1B2C3", "AB-123", "AB-123-CD", "12345A", "ÀB-123-C", ""]
)
def test_what_fits_no_sidecode_is_no_plate(raw):
    assert canonical_plate(raw) is None


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        ("Wim.K@Voorbeeld.Example", "wim.k@voorbeeld.example"),
        (" wim+x@a-b.example ", "wim+x@a-b.example"),
        ("wim@voorbeeld", None),
        ("@voorbeeld.example", None),
        ("wim k@voorbeeld.example", None),
    ],
)
def test_emails(raw, email):
    assert canonical_email(raw) == email


@pytest.mark.parametrize("raw", ["@Wim_Kuip.77", "wimkuip77", "WIM-KUIP-77"])
def test_handles_meet_without_marks(raw):
    assert canonical_handle(raw) == "wimkuip77"


@pytest.mark.parametrize("raw", ["", "@", "x", "wim kuip", "a" * 65])
def test_no_handle(raw):
    assert canonical_handle(raw) is None


def test_handle_key_is_folded():
    assert handle_key("Zoë_W") == "zoew"


@given(st.integers(0, 10**10 - 1))
def test_an_iban_needs_its_check_digits(number):
    check = mod_97_10.calc_check_digits(f"INGB{number:010d}NL")
    iban = f"NL{check}INGB{number:010d}"
    assert canonical_iban(f"{iban[:4]} {iban[4:]}".lower()) == iban
    other = f"{(int(check) + 1) % 100:02d}"
    assert canonical_iban(f"NL{other}INGB{number:010d}") is None


@pytest.mark.parametrize(("raw", "bsn"), [("111222333", "111222333"), ("111222334", None)])
def test_a_bsn_passes_the_eleven_test(raw, bsn):
    assert canonical_bsn(raw) == bsn


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Dorpsstraat", "dorpsstraat"), ("Dorpsstr.", "dorpsstraat"),
        ("dorps straat", "dorpsstraat"), ("DORPSSTR", "dorpsstraat"),
        ("Burg. de Wolfln", "burgemeesterdewolflaan"), ("Ruysdaelkd", "ruysdaelkade"),
        ("Dijkweg", "dykweg"), ("Dr. Plesmanweg", "dokterplesmanweg"), ("str", "str"), ("", ""),
    ],
)  # fmt: skip
def test_streets_meet_in_one_key(raw, key):
    assert street_key(raw) == key


def test_places_are_letters_only():
    assert place_key("'s-Gravendijk aan Zee") == "sgravendykaanzee"


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (
            "Dorpsstr. 12-2, 1234 AB Veldhoven",
            Address("dorpsstraat", "12", "2", "1234ab", "veldhoven"),
        ),
        ("Dorpsstraat 12 bis", Address("dorpsstraat", "12", "bis")),
        ("Dorpsstraat 12a, 1234ab", Address("dorpsstraat", "12", "a", "1234ab")),
        ("Dorpsstraat 12, Zeist", Address("dorpsstraat", "12", "", "", "zeist")),
        ("Dorpsstraat", None),
        ("12", None),
        ("", None),
    ],
)
def test_addresses(raw, address):
    assert canonical_address(raw) == address


def test_an_address_is_found_by_street_and_by_postcode():
    address = canonical_address("Dorpsstraat 12, 1234 AB Veldhoven")
    assert list(address.keys()) == [
        ("postcode_number", "1234ab 12"),
        ("street_number_place", "dorpsstraat 12 veldhoven"),
        ("street_number", "dorpsstraat 12"),
        ("street_place", "dorpsstraat veldhoven"),
    ]


@given(st.text(max_size=60))
def test_nothing_raises(raw):
    for canonical in (
        canonical_phone, canonical_email, canonical_plate, canonical_handle, canonical_iban,
        canonical_bsn, canonical_address, street_key, place_key, handle_key,
    ):  # fmt: skip
        canonical(raw)
