"""Reads a watchlist file, CSV or XLSX, whole or not at all; it stores nothing.

The content decides what a file is, not its name: a CSV called `.xlsx` is a CSV.
"""

from pathlib import PurePath

from matchers.staff import StaffEntry
from watchlists import separated, workbook
from watchlists.decoding import decode
from watchlists.mistake import WatchlistMistakesError
from watchlists.record import read_records
from watchlists.sheet import Sheet, make_sheet, whole_file

MAX_FILE_BYTES = 64 * 2**20

# Old Excel files and encrypted new ones share this beginning; the others are PDF and gzip.
_FOREIGN = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


def read_watchlist(data: bytes, filename: str) -> tuple[StaffEntry, ...]:
    """Read a file into staff entries, in the order of the file.

    Args:
        data: the whole file.
        filename: only its ending is looked at, and only to explain a file that is neither.

    Raises:
        WatchlistMistakesError: lists every mistake with its place and remedy.
    """
    entries, mistakes = read_records(read_sheet(data, filename))
    if mistakes:
        raise WatchlistMistakesError.listing(mistakes)
    return entries


def read_sheet(data: bytes, filename: str) -> Sheet:
    """Read a file into a header and rows of text.

    Raises:
        WatchlistMistakesError: the file cannot be read as a table at all.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _refusal("file_too_large", limit_mb=MAX_FILE_BYTES // 2**20)
    if workbook.is_workbook(data):
        return make_sheet(iter(workbook.read_rows(data)))
    suffix = PurePath(filename).suffix.lower()
    if data.startswith(_FOREIGN) or (data and suffix in _SPREADSHEETS and b"\0" in data):
        raise _refusal("unsupported_file")
    text, encoding = decode(data)
    return make_sheet(separated.read_rows(text), encoding)


def _refusal(code: str, **facts: int) -> WatchlistMistakesError:
    return WatchlistMistakesError.listing([whole_file(code, **facts)])
