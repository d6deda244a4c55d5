"""From text to rows: comma or semicolon, any line ending, quotes; it knows no columns' meaning.

The standard `csv` module cannot say on which physical line and in which cell a quote was left
open, and swallows the rest of the file; here the next line is read as usual.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from watchlists.sheet import Fault, Row, column_of

DELIMITERS = (",", ";")

_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTE = '"'


def read_rows(text: str) -> Iterator[Row]:
    """Yield every line of the text as a row, empty ones too; the first one is the header."""
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    start, delimiter = _announced(lines)
    if start < len(lines):
        yield from _rows(lines, start, delimiter or _sniffed(lines[start]))


def _announced(lines: list[str]) -> tuple[int, str | None]:
    """Return the header's index and the delimiter, if Excel's `sep=;` stands above it."""
    if lines and lines[0][:4].lower() == "sep=" and lines[0][4:] in DELIMITERS:
        return 1, lines[0][4:]
    return 0, None


def _sniffed(header: str) -> str:
    def known(delimiter: str) -> int:
        return sum(column_of(cell.strip(_QUOTE)) is not None for cell in header.split(delimiter))

    return max(DELIMITERS, key=known)


def _rows(lines: list[str], start: int, delimiter: str) -> Iterator[Row]:
    index = start
    while index < len(lines):
        line = lines[index]
        if _QUOTE not in line:
            yield Row(index + 1, line.split(delimiter))
            index += 1
        else:
            quoted = _QuotedRow(lines, index, delimiter)
            yield quoted.read()
            index = quoted.next_index


@dataclass(slots=True, repr=False)
class _QuotedRow:
    """Reads one row that holds a quote, over as many lines as its quoted cells run."""

    lines: list[str]
    index: int
    delimiter: str
    at: int = 0
    cells: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def next_index(self) -> int:
        """Return the index of the line after the row, or after a quote left open."""
        return self.index + 1

    def read(self) -> Row:
        """Return the row; what follows a faulty quote is left out."""
        first = self.index + 1
        self._read_cell()
        while not self.faults and self.at < len(self.lines[self.index]):
            self.at += 1
            self._read_cell()
        return Row(first, self.cells, self.begins, self.faults, is_cut=bool(self.faults))

    def _read_cell(self) -> None:
        self.begins.append(self.index + 1)
        is_quoted = self.lines[self.index].startswith(_QUOTE, self.at)
        self.cells.append(self._quoted() if is_quoted else self._plain())

    def _plain(self) -> str:
        line = self.lines[self.index]
        end = line.find(self.delimiter, self.at)
        begin, self.at = self.at, len(line) if end < 0 else end
        return line[begin : self.at]

    def _quoted(self) -> str:
        opened = self.index
        parts: list[str] = []
        at = self.at + 1
        # Linear in all: the next quote that opens a cell always ends the search for this one.
        while self.index < len(self.lines):
            line = self.lines[self.index]
            end = line.find(_QUOTE, at)
            if end < 0:
                parts.append(line[at:] + "\n")
                self.index, at = self.index + 1, 0
            elif line.startswith(_QUOTE, end + 1):
                parts.append(line[at : end + 1])
                at = end + 2
            else:
                return self._closed(opened, end + 1, "".join([*parts, line[at:end]]))
        return self._fault(opened, "quote_never_closed")

    def _closed(self, opened: int, at: int, cell: str) -> str:
        line = self.lines[self.index]
        if at == len(line) or line.startswith(self.delimiter, at):
            self.at = at
            return cell
        # On a later line it is another row's quote: the one here was left open.
        is_other = self.index > opened
        return self._fault(opened, "quote_never_closed" if is_other else "text_after_quote")

    def _fault(self, opened: int, code: str) -> str:
        self.index = opened
        self.faults.append(Fault(len(self.cells), code))
        return ""
