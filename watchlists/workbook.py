"""From an XLSX file to rows of text; values as calculated, never a formula.

A spreadsheet guesses: it turns phone numbers into numbers and number plates into dates. What
can be turned back without doubt is, the rest is a mistake. It knows no columns' meaning.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from itertools import islice
from typing import Protocol, cast
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from watchlists.mistake import WatchlistMistakesError
from watchlists.sheet import MAX_COLUMNS, MAX_ROWS, Fault, Row, whole_file

MAX_UNPACKED_BYTES = 256 * 2**20
MAX_PARTS = 1_000

_CHUNK = 2**20
_OVERLAP = 16
# openpyxl reads entities as XML does; no spreadsheet program writes a document type.
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ZERO_FORMAT = re.compile(r"0{2,32}")
_MAX_EXACT = 10**15
_DAMAGED = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class _Cell(Protocol):
    """What is used of openpyxl's read-only cells, which its published types leave out."""

    value: object
    data_type: str
    number_format: str


class _Worksheet(Protocol):
    """What is used of openpyxl's read-only sheets."""

    def reset_dimensions(self) -> None: ...

    def iter_rows(self) -> Iterator[Sequence[_Cell]]: ...


def is_workbook(data: bytes) -> bool:
    """Tell whether these bytes are a ZIP archive, as XLSX files are."""
    return data.startswith(b"PK\x03\x04")


def read_rows(data: bytes) -> list[Row]:
    """Return the rows of the only filled sheet; empty rows at its end are left out.

    Raises:
        WatchlistMistakesError: the file cannot be read, is too large, or holds several sheets.
    """
    with _damage_named(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        has_formulas = _inspected(archive)
        formulas = _formula_places(data) if has_formulas else frozenset()
        return list(_without_tail(_sheet_rows(data, formulas)))


@contextmanager
def _damage_named() -> Iterator[None]:
    # Raised from None: what a parser trips over may be a cell's value.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _DAMAGED:
        raise _refusal("damaged_workbook") from None


def _refusal(code: str, **facts: int) -> WatchlistMistakesError:
    return WatchlistMistakesError.listing([whole_file(code, **facts)])


def _inspected(archive: zipfile.ZipFile) -> bool:
    """Refuse an archive that is no honest workbook; tell whether it holds formulas."""
    parts = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist():
        raise _refusal("unsupported_file")
    # zipfile reads no more of a part than its directory promises, so the promise can be used.
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise _refusal("workbook_too_large", limit_mb=MAX_UNPACKED_BYTES // 2**20)
    if len(parts) > MAX_PARTS:
        raise _refusal("unsafe_workbook")
    readable = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    # Every part is looked through, not only those up to the first formula.
    return sum(_has_formula(archive, part) for part in readable) > 0


def _has_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    has_formula = False
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if _DOCUMENT_TYPE.search(window):
                raise _refusal("unsafe_workbook")
            has_formula = has_formula or (is_sheet and _FORMULA.search(window) is not None)
            tail = window[-_OVERLAP:]
    return has_formula


def _formula_places(data: bytes) -> frozenset[tuple[int, int]]:
    """Return (row, column) of every formula; openpyxl shows either formulas or their values."""
    return frozenset(
        (line, index)
        for line, cells in _cells(data, data_only=False)
        for index, cell in enumerate(cells)
        if cell.data_type == "f"
    )


def _sheet_rows(data: bytes, formulas: frozenset[tuple[int, int]]) -> Iterator[Row]:
    width = 0
    for line, cells in _cells(data, data_only=True):
        texts, faults = _texts(line, cells, formulas)
        while texts and not texts[-1] and len(texts) > width:
            texts.pop()
        width = width or len(texts)
        texts += [""] * (width - len(texts))
        yield Row(line, texts, faults=faults)


def _cells(data: bytes, *, data_only: bool) -> Iterator[tuple[int, Sequence[_Cell]]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
    try:
        sheet = _only_sheet(cast("Sequence[_Worksheet]", book.worksheets))
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            if line > MAX_ROWS:
                raise _refusal("too_many_rows", limit=MAX_ROWS)
            if len(cells) > MAX_COLUMNS:
                raise _refusal("too_many_columns", limit=MAX_COLUMNS)
            yield line, cells
    finally:
        book.close()


def _only_sheet(sheets: Sequence[_Worksheet]) -> _Worksheet:
    for sheet in sheets:
        # The size a sheet claims is sometimes wrong, and then rows would be cut off.
        sheet.reset_dimensions()
    filled = [sheet for sheet in sheets if _is_filled(sheet)]
    if len(filled) > 1:
        raise _refusal("several_sheets")
    return (filled or sheets)[0]


def _is_filled(sheet: _Worksheet) -> bool:
    rows = islice(sheet.iter_rows(), MAX_ROWS)
    return any(cell.value is not None for row in rows for cell in row[:MAX_COLUMNS])


def _texts(
    line: int, cells: Sequence[_Cell], formulas: frozenset[tuple[int, int]]
) -> tuple[list[str], list[Fault]]:
    texts: list[str] = []
    faults: list[Fault] = []
    for index, cell in enumerate(cells):
        text, code = _text(cell)
        # A stored empty text has its type; a formula never calculated has none.
        if cell.value is None and cell.data_type != "str" and (line, index) in formulas:
            code = "formula_without_value"
        if code:
            faults.append(Fault(index, code))
        texts.append(text)
    return texts, faults


def _text(cell: _Cell) -> tuple[str, str]:
    """Return a cell as text, or the code of what a spreadsheet did to it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "e":
        return "", "error_value"
    if isinstance(value, str):
        return value, ""
    if isinstance(value, (date, time, timedelta)):
        return "", "date_in_cell"
    return _number(value, cell.number_format)


def _number(value: object, number_format: str) -> tuple[str, str]:
    """Return a whole number as its digits, with the zeros in front that its format shows."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
        return "", "number_in_cell"
    if not 0 <= value < _MAX_EXACT:
        return "", "number_rounded"
    zeros = _ZERO_FORMAT.fullmatch(number_format)
    return str(int(value)).zfill(len(zeros[0]) if zeros else 1), ""


def _without_tail(rows: Iterator[Row]) -> Iterator[Row]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if not row.is_empty():
            yield from waiting
            waiting.clear()
