"""Tricks on numbers: phones spelt out, addresses and plates written otherwise.

Refuses to change a number: every digit of a value is still there, as a digit or in words.
"""

import random
import re
from collections.abc import Sequence

from marked import Home, Marked, Span

_HOMES = frozenset(("address", "street_nr"))
_STREETS = _HOMES | {"street"}
_SMALL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien"
)
_TENS = "_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_SHORT_STREETS = (
    ("straat", ("str.", "str", "straat")),
    ("laan", ("ln", "ln.", "laan")),
    ("weg", ("wg", "wg.", "weg")),
    ("plein", ("pln", "pl.", "plein")),
    ("singel", ("sngl", "singel")),
    ("gracht", ("gr.", "gr", "gracht")),
    ("kade", ("kd", "kd.", "kade")),
)
_SHORT_WORDS = (
    ("Burgemeester", "Burg."),
    ("Dokter", "Dr."),
    ("Professor", "Prof."),
    ("Prins", "Pr."),
    ("Sint", "St."),
    ("Dominee", "Ds."),
    ("Generaal", "Gen."),
    ("Koningin", "Kon."),
    ("Meester", "Mr."),
)


def phone_variants(chance: random.Random, marked: Marked) -> Marked | None:
    """Write phones spelt out, spaced, with +31 or 0031, with dots or without 0."""
    kinds = frozenset(("phone",))
    if not marked.has(kinds):
        return None
    return marked.rewrite_spans(kinds, lambda text: other_phone(chance, re.sub(r"\D", "", text)))


def plate_variants(chance: random.Random, marked: Marked) -> Marked | None:
    """Write plates without dashes, with spaces or dots, in small letters."""
    kinds = frozenset(("plate",))
    return marked.rewrite_spans(kinds, lambda t: _plate(chance, t)) if marked.has(kinds) else None


def address_variants(chance: random.Random, marked: Marked) -> Marked | None:
    """Shorten streets, spell numbers, turn the order round or leave only the postcode."""

    def change(span: Span, text: str) -> tuple[Span, str]:
        if span.home is None or span.kind not in _STREETS:
            return span, text
        if span.kind == "street":
            return span, short_street(chance, text)
        return span, _address(chance, span.home, place=span.kind == "address")

    return marked.rewrite(change) if marked.has(_STREETS) else None


def dutch_number(number: int) -> str:
    """Return a number from 0 to 9,999 in Dutch words."""
    if not 0 <= number < 10_000:  # noqa: PLR2004 - house numbers end before
        raise ValueError("house numbers run from 0 to 9,999")
    if number < 20:  # noqa: PLR2004 - words of their own
        return _SMALL.split()[number]
    if number < 100:  # noqa: PLR2004 - units first
        return _below_hundred(*divmod(number, 10))
    if number < 1000:  # noqa: PLR2004 - hundreds
        return _with_rest(number, 100, "honderd")
    return _with_rest(number, 1000, "duizend")


def spelt_digits(digits: str) -> str:
    """Return digits as words, one each."""
    return " ".join(dutch_number(int(digit)) for digit in digits)


def short_street(chance: random.Random, street: str) -> str:
    """Return a street with a part of it shortened, or otherwise written."""
    for full, short in _SHORT_WORDS:
        if street.startswith(full + " "):
            return street.replace(full, short, 1)
    for full, shorts in _SHORT_STREETS:
        if street.endswith(full) and len(street) > len(full):
            stem = street[: -len(full)]
            return chance.choice((*(stem + s for s in shorts[:-1]), f"{stem} {full}"))
    return street.lower() if street.lower() != street else f"de {street}"


def other_phone(chance: random.Random, digits: str) -> str:
    """Return a ten-digit phone number in another way of writing."""
    rest = digits[1:]
    pairs = _pairs(digits)
    forms = (
        spelt_digits(digits),
        f"{digits[:2]} {spelt_digits(digits[2:])}",
        f"{spelt_digits(digits[:2])} {' '.join(pairs[1:])}",
        " ".join(_pair_in_words(pair) for pair in pairs),
        " ".join(digits),
        " ".join(pairs),
        ".".join(pairs),
        "-".join(pairs),
        f"{digits[:2]}/{digits[2:]}",
        f"+31{rest}",
        f"+31 6 {digits[2:6]} {digits[6:]}",
        f"+31 (0)6 {digits[2:]}",
        f"0031{rest}",
        f"0031 6 {digits[2:]}",
        rest,
        f"6 {digits[2:6]} {digits[6:]}",
        f"{digits[:4]} {digits[4:7]} {digits[7:]}",
        "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
    )
    return chance.choice(forms)


def _address(chance: random.Random, home: Home, *, place: bool) -> str:
    number = home.number + home.addition
    words = dutch_number(int(home.number)) + home.addition
    tail = f" {home.place}" if place else ""
    compact = home.postcode.replace(" ", "")
    forms = (
        f"{short_street(chance, home.street)} {number}{tail}",
        f"{short_street(chance, home.street)} {number}{tail}",
        f"{home.street} {words}{tail}",
        f"{short_street(chance, home.street)} {words}{tail}".lower(),
        f"{compact} {number}",
        f"{compact.lower()} {number}",
        f"{compact.lower()} nr {words}",
        f"{home.postcode} nummer {number}",
        f"{number} {home.street}{tail}",
        f"nr {number}, {home.street}{tail}",
        _split(chance, home, number) + (f"\n{home.place}" if place else ""),
    )
    return chance.choice(forms)


def _split(chance: random.Random, home: Home, number: str) -> str:
    """Spread an address over lines, the street itself cut in two where that is possible."""
    street = home.street
    tail = next(
        (full for full, _ in _SHORT_STREETS if street.endswith(full) and street != full), ""
    )
    if not tail:
        return f"{street}\n{number}"
    return f"{street[: -len(tail)]}{chance.choice(('-', '', '...'))}\n{tail} {number}"


def _plate(chance: random.Random, text: str) -> str:
    groups: Sequence[str] = re.split(r"[^A-Za-z0-9]+", text)
    glued = "".join(groups)
    forms = (
        glued,
        glued.lower(),
        " ".join(groups),
        " ".join(groups).lower(),
        ".".join(groups),
        "-".join(groups).lower(),
        " - ".join(groups),
        " ".join(glued),
        "/".join(groups),
    )
    return chance.choice([form for form in forms if form != text])


def _pairs(digits: str) -> list[str]:
    return [digits[at : at + 2] for at in range(0, len(digits), 2)]


def _pair_in_words(pair: str) -> str:
    return spelt_digits(pair) if pair[0] == "0" else dutch_number(int(pair))


def _below_hundred(tens: int, units: int) -> str:
    ten = _TENS.split()[tens]
    if not units:
        return ten
    unit = _SMALL.split()[units]
    return f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}"


def _with_rest(number: int, size: int, word: str) -> str:
    count, rest = divmod(number, size)
    head = (dutch_number(count) if count > 1 else "") + word
    return head + (dutch_number(rest) if rest else "")
