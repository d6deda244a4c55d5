"""Canonical forms of phones, e-mail addresses, plates, handles, addresses, IBANs and BSNs.

The same functions serve the watchlist (a cell) and a post (a span), so that both sides meet
in one spelling. They know nothing of where a value came from and never raise on bad input.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from stdnum import exceptions as stdnum_exceptions
from stdnum import iban as stdnum_iban
from stdnum.nl import bsn as stdnum_bsn

from matchers.folding import fold

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\Z")
_HANDLE = re.compile(r"[\w.-]{2,64}\Z")
_DIGITS = re.compile(r"\D+")
_PLATE_SIDECODES = frozenset(
    # Every Dutch series since 1951 (RDW): X a letter, 9 a digit, hyphens left out.
    "XX9999 9999XX 99XX99 XX99XX XXXX99 99XXXX 99XXX9 9XXX99 XX999X X999XX XXX99X 9XX999 "
    "999XX9 X99XXX XXX999".split()
)
_DUTCH_LENGTH = len("+31612345678")
_POSTCODE = re.compile(r"\b([1-9]\d{3}) ?([A-Za-z]{2})\b")
_ADDRESS_HEAD = re.compile(
    r"(?P<street>\D[^,]*?) +(?P<number>\d{1,5})"
    r"(?P<addition>[ -]?(?:bis|hs|[A-Za-z]|[-/ ]?\d{1,4}|[A-Za-z]\d{1,3}|I{1,3}|IV))?\Z"
)
_LONGEST_STREET = 200
_STREET_ABBREVIATIONS = (
    (re.compile(r"str\Z"), "straat"),
    (re.compile(r"ln\Z"), "laan"),
    (re.compile(r"wg\Z"), "weg"),
    (re.compile(r"pln\Z"), "plein"),
    (re.compile(r"sngl\Z"), "singel"),
    (re.compile(r"gr\Z"), "gracht"),
    (re.compile(r"kd\Z"), "kade"),
)
_STREET_PREFIXES = {
    "burg": "burgemeester",
    "dr": "dokter",
    "pr": "prins",
    "prof": "professor",
    "st": "sint",
    "ds": "dominee",
    "gen": "generaal",
    "kon": "koningin",
    "mr": "meester",
}


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A Dutch address in parts, each in its folded spelling; absent parts are empty.

    Attributes:
        street: folded, abbreviations written out, e.g. `dorpsstraat`.
        number: digits only.
        addition: `a`, `bis`, `2`; carries no weight in matching.
        postcode: `3511ab`.
    """

    street: str = ""
    number: str = ""
    addition: str = ""
    postcode: str = ""
    place: str = ""

    def keys(self) -> Iterator[tuple[str, str]]:
        """Yield what can be looked up, as (kind, value), most telling first."""
        if self.postcode and self.number:
            yield "postcode_number", f"{self.postcode} {self.number}"
        if self.street and self.number:
            if self.place:
                yield "street_number_place", f"{self.street} {self.number} {self.place}"
            yield "street_number", f"{self.street} {self.number}"
        if self.street and self.place:
            yield "street_place", f"{self.street} {self.place}"


@lru_cache(maxsize=65536)
def canonical_phone(raw: str) -> str | None:
    """Return a phone number as `+31612345678`, or None when it cannot be one.

    Dutch numbers may be national (`06-…`, `030 …`), `+31`, `0031`, `31` or lack the first 0.
    """
    digits = _DIGITS.sub("", raw)
    if raw.lstrip().startswith("+") or digits.startswith("00"):
        candidate = "+" + digits.lstrip("0")
    elif digits.startswith("31") and len(digits) == 11:
        candidate = "+" + digits
    else:
        candidate = "+31" + digits.lstrip("0")
    if candidate.startswith("+31"):
        candidate = "+31" + candidate[3:].lstrip("0")
        if candidate.isascii():
            # Most numbers end here; the library takes tens of microseconds.
            return candidate if len(candidate) == _DUTCH_LENGTH else None
    try:
        number = phonenumbers.parse(candidate, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code == 31 and len(str(number.national_number)) != 9:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def canonical_email(raw: str) -> str | None:
    """Return an e-mail address in lower case, or None."""
    value = raw.strip().lower()
    return value if _EMAIL.match(value) else None


def canonical_plate(raw: str) -> str | None:
    """Return a Dutch number plate as six upper-case characters, or None if no sidecode fits."""
    value = re.sub(r"[-\s.·]", "", raw).upper()
    if len(value) != 6 or not value.isascii() or not value.isalnum():
        return None
    return value if plate_shape(value) in _PLATE_SIDECODES else None


def plate_shape(value: str) -> str:
    """Return the sidecode shape of a plate: X for a letter, 9 for a digit."""
    return "".join("9" if c.isdigit() else "X" for c in value)


def canonical_handle(raw: str) -> str | None:
    """Return a social media handle folded and without `@`, dots or underscores, or None."""
    value = raw.strip().lstrip("@")
    if not _HANDLE.match(value):
        return None
    return handle_key(value)


def handle_key(value: str) -> str:
    """Return the letters and digits of a handle: what survives every way of writing it."""
    return re.sub(r"[^a-z0-9]", "", fold(value))


def canonical_iban(raw: str) -> str | None:
    """Return an IBAN without spaces when its check digits hold, or None."""
    try:
        return str(stdnum_iban.validate(raw))
    except stdnum_exceptions.ValidationError:
        return None


def canonical_bsn(raw: str) -> str | None:
    """Return a citizen service number when it passes the eleven test, or None."""
    try:
        return str(stdnum_bsn.validate(raw))
    except stdnum_exceptions.ValidationError:
        return None


def street_key(raw: str) -> str:
    """Return a street name folded, glued and with its abbreviations written out.

    `Dorpsstr.`, `dorps straat` and `Dorpsstraat` become `dorpsstraat`; what is longer than a cell
    of a watchlist may be is no street.
    """
    return _street_key(raw) if len(raw) <= _LONGEST_STREET else ""


@lru_cache(maxsize=16384)
def _street_key(raw: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(raw))
    if not words:
        return ""
    if len(words) > 1:
        words[0] = _STREET_PREFIXES.get(words[0], words[0])
    glued = "".join(words).replace("ij", "y")
    for pattern, full in _STREET_ABBREVIATIONS:
        if pattern.search(glued) and len(glued) > 4:
            return pattern.sub(full, glued)
    return glued


def place_key(raw: str) -> str:
    """Return a place name folded to letters only: `Den Haag` becomes `denhaag`."""
    return re.sub(r"[^a-z0-9]", "", fold(raw)).replace("ij", "y")


def canonical_address(raw: str) -> Address | None:
    """Read `Kerkstraat 12-2, 3511 AB Utrecht` (postcode and place may be missing), or None."""
    head, _, tail = raw.strip().partition(",")
    match = _ADDRESS_HEAD.match(head.strip())
    if match is None:
        return None
    postcode, place = "", tail.strip()
    found = _POSTCODE.match(place)
    if found is not None:
        postcode = (found[1] + found[2]).lower()
        place = place[found.end() :].strip()
    return Address(
        street=street_key(match["street"]),
        number=match["number"].lstrip("0"),
        addition=(match["addition"] or "").strip(" -/").lower(),
        postcode=postcode,
        place=place_key(place),
    )
