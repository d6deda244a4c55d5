"""Numbers written in words, Dutch and English, as people do to slip past filters."""

import re
from functools import lru_cache

_UNITS = {
    "nul": 0, "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7,
    "acht": 8, "negen": 9, "zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15,
    "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70,
    "tachtig": 80, "negentig": 90, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_UNIT = "een|twee|drie|vier|vijf|zes|zeven|acht|negen"
_COMPOUND = re.compile(rf"({_UNIT})(?:en|n)({'|'.join(_TENS)})\Z")
_HUNDRED = re.compile(rf"({_UNIT})?honderd(?:en)?(.*)\Z")
_LONGEST = len("negenennegentighonderdnegenennegentig")
_PAIR_HUNDRED = re.compile(r"(\w+?)honderd(?:en)?(.*)\Z")


@lru_cache(maxsize=8192)
def number_of(word: str) -> int | None:
    """Return the number (0 to 9,999) that one folded word spells, or None."""
    for table in (_UNITS, _TEENS, _TENS):
        if word in table:
            return table[word]
    if not 5 <= len(word) <= _LONGEST:
        return None
    compound = _COMPOUND.match(word)
    if compound:
        return _UNITS[compound[1]] + _TENS[compound[2]]
    hundreds = _HUNDRED.match(word) or _PAIR_HUNDRED.match(word)
    if hundreds:
        head = 1 if not hundreds[1] else number_of(hundreds[1])
        rest = 0 if not hundreds[2] else number_of(hundreds[2])
        if head is not None and rest is not None and head < 100 and rest < 100:
            return head * 100 + rest
    return None
