"""A table of text cells with their places, and its header; the way there is another's concern.

CSV and XLSX both become rows; from here on nobody needs to know which of the two it was.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from watchlists.columns import COLUMNS, REQUIRED
from watchlists.mistake import Facts, Mistake

MAX_ROWS = 250_000
MAX_COLUMNS = 200

# A header that is none holds a person's data: only what looks like a column's name is shown.
_COLUMN_NAME = re.compile(r"[^\W\d][^\W\d_ -]*(?:[ _-][^\W\d_]+){0,3}")
_MAX_NAME_SHOWN = 32


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """A mistake that the file format already shows, in the cell at `index` (from 0)."""

    index: int
    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row as text.

    Attributes:
        line: where it begins, from 1.
        cells: text as stored; a cell with a fault may be empty.
        lines: where each cell begins, if the row runs over several lines.
        is_cut: the cells after the last one could not be told apart.
    """

    line: int
    cells: Sequence[str]
    lines: Sequence[int] = ()
    faults: Sequence[Fault] = ()
    is_cut: bool = False

    def is_empty(self) -> bool:
        """Tell whether nothing is in any cell."""
        return not (self.faults or any(cell and not cell.isspace() for cell in self.cells))

    def line_of(self, index: int) -> int:
        """Return the line on which the cell at `index` begins."""
        return self.lines[index] if self.lines else self.line


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says.

    Attributes:
        columns: the known name of each cell, None for an unknown one.
        mistakes: what is wrong with it.
        is_usable: whether rows can be read by it at all.
    """

    columns: tuple[str | None, ...]
    mistakes: tuple[Mistake, ...] = ()
    is_usable: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A header, the rows below it, and the encoding for remedies that name it."""

    header: Header
    rows: Iterable[Row]
    encoding: str = "Unicode"


def whole_file(code: str, **facts: int | str) -> Mistake:
    """Return a mistake of the file as a whole."""
    return Mistake(1, None, None, code, facts)


def make_sheet(rows: Iterator[Row], encoding: str = "Unicode") -> Sheet:
    """Take the header off the rows."""
    first = next(rows, None)
    if first is None:
        return Sheet(Header((), (whole_file("empty_file"),), is_usable=False), ())
    return Sheet(read_header(first), rows, encoding)


def read_header(row: Row) -> Header:
    """Find the known columns in a first line, in whatever order and case."""
    if row.faults:
        faults = (Mistake(row.line, f.index + 1, None, f.code, f.facts) for f in row.faults)
        return Header((), tuple(faults), is_usable=False)
    names = [" ".join(cell.split()) for cell in row.cells]
    columns = tuple(column_of(name) for name in names)
    if not set(REQUIRED) & set(columns):
        return Header(columns, (Mistake(row.line, None, None, "missing_header"),), is_usable=False)
    return Header(columns, tuple(_header_mistakes(row, names, columns)))


def column_of(name: str) -> str | None:
    """Return the known column that a header cell names, or None."""
    wanted = name.strip().lower()
    return wanted if wanted in COLUMNS else None


def _header_mistakes(
    row: Row, names: Sequence[str], columns: Sequence[str | None]
) -> Iterator[Mistake]:
    for required in REQUIRED:
        if required not in columns:
            yield Mistake(row.line, None, required, "missing_column")
    for index, (name, column) in enumerate(zip(names, columns, strict=True)):
        if column is None:
            yield Mistake(row.line_of(index), index + 1, _shown(name), "unknown_column")
        elif column in columns[:index]:
            yield Mistake(row.line_of(index), index + 1, column, "duplicate_column")


def _shown(name: str) -> str | None:
    is_name = len(name) <= _MAX_NAME_SHOWN and _COLUMN_NAME.fullmatch(name)
    return name if is_name else None
