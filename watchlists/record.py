"""From rows to staff entries, with every mistake at its place; it knows no file format.

A row with a mistake gives no entry; its other cells are checked all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from matchers.staff import StaffEntry
from watchlists.cells import CHECKS, handle_name, split_values, text_mistake, tidy
from watchlists.columns import MANY, MAX_CELL_CHARACTERS, PERSON_NAMES, REQUIRED
from watchlists.mistake import Facts, Mistake
from watchlists.sheet import MAX_ROWS, Row, Sheet, whole_file

_Found: TypeAlias = tuple[str, Facts]
_Values: TypeAlias = dict[str, Any]

_SEVERAL = MANY | {"given_names"}


def read_records(sheet: Sheet) -> tuple[tuple[StaffEntry, ...], list[Mistake]]:
    """Return the entries of all rows without a mistake, and all mistakes, header included."""
    mistakes = list(sheet.header.mistakes)
    if not sheet.header.is_usable:
        return (), mistakes
    reader = _RecordReader(sheet, mistakes)
    entries = tuple(reader.entries(sheet.rows))
    if not reader.rows:
        mistakes.append(whole_file("no_staff"))
    return entries, mistakes


@dataclass(slots=True, repr=False)
class _RecordReader:
    """Reads row after row; remembers on which line each staff id was first seen."""

    sheet: Sheet
    mistakes: list[Mistake]
    rows: int = 0
    first_lines: dict[str, int] = field(default_factory=dict)

    def entries(self, rows: Iterable[Row]) -> Iterator[StaffEntry]:
        for row in rows:
            self.rows += 1
            if self.rows > MAX_ROWS:
                self.mistakes.append(whole_file("too_many_rows", limit=MAX_ROWS))
                return
            before = len(self.mistakes)
            values = self._values(row)
            if len(self.mistakes) == before and values.keys() >= set(REQUIRED):
                yield StaffEntry(**values)

    def _values(self, row: Row) -> _Values:
        if row.is_empty():
            self.mistakes.append(Mistake(row.line, None, None, "empty_line"))
            return {}
        width = len(self.sheet.header.columns)
        if len(row.cells) != width and not row.is_cut:
            counts = {"expected": width, "found": len(row.cells)}
            self.mistakes.append(Mistake(row.line, None, None, "wrong_cell_count", counts))
            self._read_shifted(row)
            return {}
        values = self._read_cells(row)
        self._check_accounts(row, values)
        return values

    def _read_cells(self, row: Row) -> _Values:
        """Read every cell by its column; a faulty one leaves its mistake and no value."""
        values: _Values = {}
        faults = {fault.index: (fault.code, fault.facts) for fault in row.faults}
        columns = self.sheet.header.columns
        # Of a row that was cut off, only the cells up to the fault are known.
        for index, (column, cell) in enumerate(zip(columns, row.cells, strict=False)):
            if column is None:
                continue
            found = faults.get(index) or self._read_cell(row, column, cell, values)
            if found is not None:
                self._add(row, index, found)
        return values

    def _read_cell(self, row: Row, column: str, cell: str, values: _Values) -> _Found | None:
        if cell:
            found = text_mistake(cell, self.sheet.encoding)
            if found is not None:
                return found
            cell = tidy(cell)
        if not cell:
            return (f"missing_{column}", {}) if column in REQUIRED else None
        if len(cell) > MAX_CELL_CHARACTERS:
            code = "name_too_long" if column in PERSON_NAMES else "cell_too_long"
            return code, {"found": len(cell), "limit": MAX_CELL_CHARACTERS}
        several = split_values(column, cell) if column in _SEVERAL else None
        values[column] = cell if several is None else several
        code = _failing(column, (cell,) if several is None else several)
        if code:
            return code, {}
        return self._repeated(row, cell) if column == "staff_id" else None

    def _repeated(self, row: Row, staff_id: str) -> _Found | None:
        first = self.first_lines.setdefault(staff_id.casefold(), row.line)
        return None if first == row.line else ("duplicate_staff_id", {"first_line": first})

    def _read_shifted(self, row: Row) -> None:
        """Check what does not depend on the column, where columns cannot be told."""
        columns = self.sheet.header.columns
        for index, (column, cell) in enumerate(zip(columns, row.cells, strict=False)):
            found = text_mistake(cell, self.sheet.encoding)
            if found is not None:
                self._add(row, index, found)
            elif column == "staff_id" and tidy(cell):
                self._repeated(row, tidy(cell))

    def _check_accounts(self, row: Row, values: _Values) -> None:
        public = values.get("public_handles", ())
        if not public:
            return
        index = self.sheet.header.columns.index("public_handles")
        if not row.is_cut and not values.get("public_role"):
            self._add(row, index, ("public_handle_without_role", {}))
        private = values.get("handles", ())
        if set(map(handle_name, public)) & set(map(handle_name, private)):
            self._add(row, index, ("handle_public_and_private", {}))

    def _add(self, row: Row, index: int, found: _Found) -> None:
        column = self.sheet.header.columns[index]
        self.mistakes.append(Mistake(row.line_of(index), index + 1, column, *found))


def _failing(column: str, values: Iterable[str]) -> str:
    """Return the code of the first value that does not fit its column."""
    check = CHECKS.get(column)
    if check is None:
        return ""
    return next((code for value in values if (code := check(value))), "")
