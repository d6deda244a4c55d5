import io
import zipfile
from datetime import datetime, time

import openpyxl
import pytest

from watchlists import workbook
from watchlists.columns import COLUMNS
from watchlists.mistake import WatchlistMistakesError
from watchlists.reading import read_watchlist

LETTERS = {name: openpyxl.utils.get_column_letter(n) for n, name in enumerate(COLUMNS, start=1)}


def column(name):
    return COLUMNS.index(name) + 1


def setting(name, value, number_format=None, line=2):
    """Return a change that puts a raw value in a cell."""

    def change(book):
        cell = book.active[f"{LETTERS[name]}{line}"]
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format

    return change


def rewritten(data, changes):
    """Return an archive with parts replaced or added: name to a function of the old bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in {*old.namelist(), *changes}:
            before = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes.get(name, bytes)(before))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("value", [612345678, 31612345678, 612345678.0])
def test_a_phone_number_turned_into_a_number_is_turned_back(bare, xlsx_bytes, value):
    data = xlsx_bytes(bare(), change=setting("phones", value))
    (entry,) = read_watchlist(data, "staff.xlsx")
    assert entry.phones == (str(int(value)),)


def test_an_id_keeps_the_zeros_its_format_shows(bare, xlsx_bytes):
    data = xlsx_bytes(bare(), change=setting("staff_id", 1234, "000000"))
    assert read_watchlist(data, "staff.xlsx")[0].staff_id == "001234"


def test_an_id_of_digits_stays_those_digits(bare, xlsx_bytes):
    data = xlsx_bytes(bare(), change=setting("staff_id", 1234))
    assert read_watchlist(data, "staff.xlsx")[0].staff_id == "1234"


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("plates", (datetime(2005, 3, 12), "date_in_cell")),  # noqa: DTZ001 - as spreadsheets do
        ("plates", (time(12, 30), "date_in_cell")),
        ("phones", (6.12, "number_in_cell")),
        ("phones", (True, "number_in_cell")),
        ("phones", (-612345678, "number_rounded")),
        ("staff_id", (1234567890123456789, "number_rounded")),
        ("phones", (612, "impossible_phone")),
        ("surname", (7, "digit_in_name")),
        ("surname", ("#N/A", "error_value")),
        ("surname", ("=A1", "formula_without_value")),
        ("phones", ("=A1", "formula_without_value")),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_found(bare, xlsx_bytes, found, name, case):
    value, code = case
    data = xlsx_bytes(bare(), change=setting(name, value))
    assert found(data) == [(2, column(name), code)]


def test_the_stored_value_of_a_formula_is_read(bare, xlsx_bytes):
    data = xlsx_bytes(bare(), change=setting("surname", "=Z1"))
    data = rewritten(
        data,
        {
            SHEET: lambda b: b.replace(b"<v />", b"<v>Vliet</v>").replace(
                b'<c r="F2">', b'<c r="F2" t="str">'
            )
        },
    )
    assert read_watchlist(data, "staff.xlsx")[0].surname == "Vliet"


def test_a_formula_whose_stored_value_is_empty_is_an_empty_cell(bare, xlsx_bytes):
    data = xlsx_bytes(bare(), change=setting("prefix", '=IF(Z1="","",Z1)'))
    data = rewritten(data, {SHEET: lambda b: b.replace(b'<c r="E2">', b'<c r="E2" t="str">')})
    assert read_watchlist(data, "staff.xlsx")[0].prefix == ""


def test_lines_and_columns_are_those_of_the_sheet(bare, xlsx_bytes, found):
    rows = [bare(), bare(staff_id="T-2", emails="a.example"), bare(staff_id="T-3", surname="")]
    assert found(xlsx_bytes(*rows)) == [
        (3, column("emails"), "email_without_at"),
        (4, column("surname"), "missing_surname"),
    ]


def test_an_empty_row_in_between_is_a_mistake_but_not_at_the_end(bare, xlsx_bytes, found):
    def change(book):
        book.active["A4"] = "T-2"
        book.active["F4"] = "Vliet"
        book.active["A900"].number_format = "@"
        book.active["C901"] = " "

    assert found(xlsx_bytes(bare(), change=change)) == [(3, 0, "empty_line")]


def test_a_value_beside_the_list_is_a_mistake(bare, xlsx_bytes, found):
    def change(book):
        book.active["X2"] = "let op"

    assert found(xlsx_bytes(bare(), change=change)) == [(2, 0, "wrong_cell_count")]


def test_columns_without_a_name_and_without_values_do_no_harm(bare, xlsx_bytes, found):
    def change(book):
        book.active["Z1"].number_format = "@"
        book.active["Z2"].number_format = "@"

    assert found(xlsx_bytes(bare(), change=change)) == []


def test_a_second_sheet_with_content_is_refused(bare, xlsx_bytes):
    with pytest.raises(WatchlistMistakesError, match="several_sheets"):
        read_watchlist(
            xlsx_bytes(bare(), change=lambda book: book.create_sheet().append(["T-9"])), "a.xlsx"
        )


def test_the_list_may_be_on_any_sheet_when_the_others_are_empty(bare, xlsx_bytes):
    def change(book):
        book.create_sheet("Blad0", 0)
        book.create_sheet("Blad2")

    assert len(read_watchlist(xlsx_bytes(bare(), change=change), "a.xlsx")) == 1


def test_a_wrong_size_in_the_sheet_cuts_nothing_off(bare, xlsx_bytes):
    data = xlsx_bytes(bare(), bare(staff_id="T-2"))
    data = rewritten(data, {SHEET: lambda b: b.replace(b'ref="A1:R3"', b'ref="A1:A1"')})
    assert len(read_watchlist(data, "a.xlsx")) == 2


def test_an_archive_that_is_no_workbook(tmp_path):
    del tmp_path
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(WatchlistMistakesError, match="unsupported_file"):
        read_watchlist(out.getvalue(), "a.xlsx")


def test_a_bomb_is_not_unpacked(bare, xlsx_bytes, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 2**20)
    bomb = rewritten(xlsx_bytes(bare()), {"xl/sharedStrings.xml": lambda _: bytes(2**21)})
    assert len(bomb) < 2**16
    with pytest.raises(WatchlistMistakesError, match="workbook_too_large"):
        read_watchlist(bomb, "a.xlsx")


def test_an_archive_that_lies_about_its_size_is_damaged(bare, xlsx_bytes):
    data = bytearray(xlsx_bytes(bare()))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    data = data.replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(WatchlistMistakesError, match="damaged_workbook"):
        read_watchlist(bytes(data), "a.xlsx")


def test_entities_are_refused_before_anything_expands_them(bare, xlsx_bytes):
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = rewritten(
        xlsx_bytes(bare()), {SHEET: lambda b: b.replace(b"<worksheet", laughs + b"<worksheet", 1)}
    )
    with pytest.raises(WatchlistMistakesError, match="unsafe_workbook"):
        read_watchlist(data, "a.xlsx")


def test_a_row_far_to_the_right_is_refused(bare, xlsx_bytes):
    with pytest.raises(WatchlistMistakesError, match="too_many_columns"):
        read_watchlist(xlsx_bytes(bare(), change=lambda b: b.active.cell(3, 16_000, "x")), "a.xlsx")


@pytest.mark.slow
def test_a_row_far_down_is_refused(bare, xlsx_bytes):
    with pytest.raises(WatchlistMistakesError, match="too_many_rows"):
        read_watchlist(
            xlsx_bytes(bare(), change=lambda b: b.active.cell(900_000, 1, "x")), "a.xlsx"
        )


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
@pytest.mark.parametrize("cut", [0, 40, -30])
def test_a_damaged_part_is_named_without_its_content(person, xlsx_bytes, part, cut):
    data = rewritten(xlsx_bytes(person()), {part: lambda before: before[:cut]})
    with pytest.raises(WatchlistMistakesError) as caught:
        read_watchlist(data, "a.xlsx")
    assert [m.code for m in caught.value.mistakes] == ["damaged_workbook"]
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_half_a_workbook_is_damaged(person, xlsx_bytes):
    data = xlsx_bytes(person())
    with pytest.raises(WatchlistMistakesError, match="damaged_workbook"):
        read_watchlist(data[: len(data) // 2], "a.xlsx")


def test_an_empty_workbook(xlsx_bytes):
    with pytest.raises(WatchlistMistakesError, match="empty_file"):
        read_watchlist(xlsx_bytes(change=lambda book: book.active.delete_rows(1)), "a.xlsx")
