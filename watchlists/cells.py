"""What may be in one cell: clean text, and a value that fits its column.

A check returns the code of a mistake or an empty string; it never repeats or raises the value.
Whether a value can be matched is asked of the matchers' own canonical forms, so that a list
that imports is a list that works.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from matchers.identifiers import (
    canonical_address,
    canonical_email,
    canonical_handle,
    canonical_phone,
    canonical_plate,
)
from watchlists.columns import MANY, SEPARATOR
from watchlists.decoding import undecoded_byte
from watchlists.mistake import Facts

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Zero-width, direction and soft-hyphen marks travel along when text is pasted; they mean nothing.
_UNSEEN = dict.fromkeys(
    (0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
)
_MANGLED = re.compile("[\u00c2-\u00c5][^\\w\\s]|[\u00c2-\u00c5][\u0080-\u00ff\u0152-\u0178\u0192]")
_SCIENTIFIC = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_STAFF_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
_PHONE = re.compile(r"\+?[\d().\s/-]+")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,4}\.[ -]?)+")
_NAME_MARKS = frozenset(" '’‘`´-‐‑–.·")
_FREE_MARKS = _NAME_MARKS | frozenset('()"“”„&/+!#@_:')
_MAX_BARE_INITIALS = 6

Check = Callable[[str], str]


def tidy(cell: str) -> str:
    """Return a cell without spaces around it, with single spaces and composed letters."""
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell.translate(_UNSEEN))
    return " ".join(cell.split())


def text_mistake(cell: str, encoding: str) -> tuple[str, Facts] | None:
    """Return the mistake in the characters of a cell, if there is one."""
    if cell.lstrip()[:1] == "=":
        return "formula_in_cell", {}
    if cell.isascii() and cell.isprintable():
        return None
    byte = undecoded_byte(cell)
    if byte is not None:
        return "bad_encoding_byte", {"byte": byte, "encoding": encoding}
    code = _damage(cell)
    return (code, {}) if code else None


def _damage(cell: str) -> str:
    if _UNPRINTABLE.search(cell):
        return "control_character"
    if "\ufffd" in cell:
        return "lost_character"
    return "mangled_encoding" if _is_mangled(cell) else ""


def _is_mangled(cell: str) -> bool:
    """Tell whether UTF-8 was once read as Windows-1252: `Zoë` became `ZoÃ«`."""
    if not _MANGLED.search(cell):
        return False
    try:
        return len(cell.encode("cp1252").decode("utf-8")) < len(cell)
    except UnicodeError:
        return False


def split_values(column: str, cell: str) -> tuple[str, ...]:
    """Return the values in a cell of a column that holds several; empty ones are left out."""
    if column not in MANY:
        return tuple(cell.replace(SEPARATOR, " ").split())
    if SEPARATOR not in cell:
        return (cell,) if cell else ()
    return tuple(value for part in cell.split(SEPARATOR) if (value := part.strip()))


def handle_name(value: str) -> str:
    """Return an account's name in the one spelling in which two of them are compared."""
    return canonical_handle(value) or value.casefold()


def _check_staff_id(value: str) -> str:
    return "" if _STAFF_ID.fullmatch(value) else "impossible_staff_id"


def _check_name(value: str) -> str:
    return "" if value.isalpha() else _name_mistake(value, _NAME_MARKS)


def _check_free_name(value: str) -> str:
    code = "" if value.isalpha() else _name_mistake(value, _FREE_MARKS)
    return "" if code == "digit_in_name" else code


def _check_relative(value: str) -> str:
    return _name_mistake(value, _FREE_MARKS)


def _name_mistake(value: str, marks: frozenset[str]) -> str:
    odd = {char for char in value if not (char.isalpha() or char in marks)}
    odd = {char for char in odd if unicodedata.category(char)[0] != "M"}
    if not odd:
        return "" if any(map(str.isalpha, value)) else "strange_character_in_name"
    if "?" in odd:
        return "lost_character"
    if "," in odd:
        return "comma_in_name"
    return "digit_in_name" if any(map(str.isdigit, odd)) else "strange_character_in_name"


def _check_initials(value: str) -> str:
    if _INITIALS.fullmatch(value):
        return ""
    code = _check_name(value)
    bare = value.replace(" ", "").replace("-", "").replace(".", "")
    is_bare = bare.isupper() and bare.isalpha() and len(bare) <= _MAX_BARE_INITIALS
    return code or ("" if is_bare else "impossible_initials")


def _check_phone(value: str) -> str:
    if _SCIENTIFIC.fullmatch(value):
        # Its digits were rounded away and could by chance make somebody else's number.
        return "number_rounded"
    is_number = _PHONE.fullmatch(value) and canonical_phone(value)
    return "" if is_number else "impossible_phone"


def _check_email(value: str) -> str:
    if "@" not in value:
        return "email_without_at"
    return "" if canonical_email(value) else "impossible_email"


def _check_plate(value: str) -> str:
    return "" if canonical_plate(value) else "impossible_plate"


def _check_address(value: str) -> str:
    address = canonical_address(value)
    if address is None or not address.street or not address.number:
        return "impossible_address"
    return "" if address.postcode or address.place else "incomplete_address"


def _check_handle(value: str) -> str:
    return "" if canonical_handle(value) else "impossible_handle"


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "staff_id": _check_staff_id,
        "given_names": _check_name,
        "call_name": _check_name,
        "initials": _check_initials,
        "prefix": _check_name,
        "surname": _check_name,
        "aliases": _check_free_name,
        "public_handles": _check_handle,
        "handles": _check_handle,
        "phones": _check_phone,
        "emails": _check_email,
        "addresses": _check_address,
        "plates": _check_plate,
        "relatives": _check_relative,
    }
)
"""What a single value must satisfy, by column; a column that is missing here holds any text."""
