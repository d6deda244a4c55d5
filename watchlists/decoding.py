"""From bytes to text without losing one: UTF-8 or Windows-1252, told apart by the bytes.

Bytes that mean nothing in the encoding are kept as lone surrogates (U+DC80 to U+DCFF), so that
the cell they are in can be named. It knows no lines or cells.
"""

import codecs
import re

from watchlists.mistake import WatchlistMistakesError
from watchlists.sheet import whole_file

UTF_8 = "UTF-8"
WINDOWS_1252 = "Windows-1252"

_KEPT_BYTE = re.compile("[\udc80-\udcff]")
_WIDE_LETTER = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")
_CHANCE = 4
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of the encoding it was read in.

    A file that is not valid UTF-8 is read as UTF-8 all the same when many of its accented
    letters are: in Windows-1252 they hardly ever form one by chance, so a few bytes are damaged
    rather than all of them meant otherwise.

    Raises:
        WatchlistMistakesError: the file is UTF-16.
    """
    if data.startswith(_UTF_16_MARKS):
        raise WatchlistMistakesError.listing([whole_file("unsupported_encoding")])
    if data.startswith(codecs.BOM_UTF8):
        return _kept(data.removeprefix(codecs.BOM_UTF8), "utf-8"), UTF_8
    text = _kept(data, "utf-8")
    damaged = len(_KEPT_BYTE.findall(text))
    if damaged > _CHANCE * len(_WIDE_LETTER.findall(text)):
        return _kept(data, "cp1252"), WINDOWS_1252
    return text, UTF_8


def undecoded_byte(cell: str) -> str | None:
    """Return the first byte in the cell that means nothing in its encoding, as `0x81`."""
    found = _KEPT_BYTE.search(cell)
    return f"0x{ord(found[0]) - 0xDC00:02x}" if found else None


def _kept(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "surrogateescape")
