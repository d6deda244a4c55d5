"""Fold text to plain lower-case ASCII and keep the way back to the characters received.

Folding undoes what costs nothing to undo: capitals, diacritics, full-width and look-alike
letters (UTS 39), zero-width and direction marks. It knows no words; undoing leetspeak, spacing
and reversal needs words and is done in `matchers.reading`.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import msgspec

from matchers.datafile import read_data

_SPECIAL = {
    "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ı": "i",
    "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "þ": "th", "ĳ": "ij", "Ĳ": "ij",
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-",
    "‐": "-", "‑": "-", "−": "-", "…": ".", "•": "*", "·": ".", "\t": " ", "\r": "\n",
    "\u00a0": " ", "\u2028": "\n", "\u2029": "\n", "€": "€", "\u00a4": "\u00a4",
}  # fmt: skip
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@cache
def _confusables() -> dict[str, str]:
    return msgspec.json.decode(read_data("confusables.json"), type=dict[str, str])


def _fold_character(char: str) -> str:
    """Return the folded spelling of one character: usually one, sometimes none or two."""
    if char.isascii():
        return char.lower() if char >= " " else ("\n" if char == "\n" else " ")
    alike = _SPECIAL.get(char) or _confusables().get(char)
    if alike:
        return alike
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    if plain != char and plain:
        return "".join(_FOLDS[c] if c != char else c for c in plain)
    lower = char.lower()
    if lower != char and len(lower) == 1:
        return _FOLDS[lower]
    # Scripts that do not spell Dutch names, and pictures, only separate words.
    return "\u00b6" if not char.isalnum() else "\u00a4"


class _Folds(dict[str, str]):
    """Character to folded spelling, filled as characters are met."""

    def __missing__(self, char: str) -> str:
        folded = _fold_character(char)
        self[char] = folded
        return folded


_FOLDS = _Folds()


class _Table(dict[int, str]):
    """The same for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = _FOLDS[chr(code)]
        self[code] = folded
        return folded


_TABLE = _Table()


def _is_plain(text: str) -> bool:
    return text.isascii() and _CONTROL.search(text) is None


def fold(text: str) -> str:
    """Return the text folded; lengths may change, see `fold_with_offsets`."""
    if _is_plain(text):
        return text.lower()
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and, for each of its characters, the index it came from."""
    if _is_plain(text):
        return text.lower(), range(len(text))
    pieces = [_FOLDS[char] for char in text]
    offsets = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), offsets


PICTURE = "\u00b6"
"""What a pictograph or other symbol folds to."""

FOREIGN = "\u00a4"
"""What a letter of a script that spells no Dutch name folds to."""

WORD = re.compile(r"[a-z0-9]+")
"""A word of folded text."""
