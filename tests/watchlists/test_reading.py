import pytest

from watchlists.columns import COLUMNS
from watchlists.mistake import WatchlistMistakesError
from watchlists.reading import MAX_FILE_BYTES, read_watchlist


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_way_of_writing_a_csv_gives_the_same_staff(
    person, csv_bytes, delimiter, end, encoding
):
    row = person(surname="Daniëls", call_name="Zoë")
    data = csv_bytes(row, delimiter=delimiter, end=end, encoding=encoding)
    (entry,) = read_watchlist(data, "staff.csv")
    assert entry.surname == "Daniëls"
    assert entry.given_names == ("Annabel", "Zwanetta")
    assert entry.phones == ("06-12340001", "+31 6 1234 0002")
    assert entry.addresses == ("Kwelderpad 1201, 9999 ZZ Oostervaart",)
    assert entry.prefix == "van der"


def test_xlsx_gives_the_same_staff_as_csv(person, csv_bytes, xlsx_bytes):
    rows = [person(), person(staff_id="T-002", surname="Yıldız", prefix="")]
    assert read_watchlist(xlsx_bytes(*rows), "a.xlsx") == read_watchlist(csv_bytes(*rows), "a.csv")


def test_the_content_decides_not_the_name(person, csv_bytes, xlsx_bytes):
    assert len(read_watchlist(csv_bytes(person()), "staff.xlsx")) == 1
    assert len(read_watchlist(xlsx_bytes(person()), "staff.csv")) == 1


def test_columns_may_come_in_any_order_and_optional_ones_may_be_missing(csv_bytes):
    data = csv_bytes({"staff_id": "T-1", "surname": "Vliet"}, columns=("surname", "staff_id"))
    (entry,) = read_watchlist(data, "staff.csv")
    assert (entry.staff_id, entry.surname, entry.phones) == ("T-1", "Vliet", ())


def test_all_mistakes_come_in_one_go_in_order(bare, csv_bytes):
    data = csv_bytes(
        bare(surname="", phones="06-12"),
        bare(staff_id="T-002", plates="GA-31-B"),
        bare(staff_id="T-002", emails="a.example"),
        columns=(*COLUMNS, "opmerking"),
    )
    with pytest.raises(WatchlistMistakesError) as caught:
        read_watchlist(data, "staff.csv")
    assert [(m.line, m.column, m.column_name, m.code) for m in caught.value.mistakes] == [
        (1, 19, "opmerking", "unknown_column"),
        (2, 6, "surname", "missing_surname"),
        (2, 14, "phones", "impossible_phone"),
        (3, 17, "plates", "impossible_plate"),
        (4, 1, "staff_id", "duplicate_staff_id"),
        (4, 15, "emails", "email_without_at"),
    ]
    assert all(m.remedy for m in caught.value.mistakes)


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "staff.csv", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "staff.xls", "unsupported_file"),
        (b"%PDF-1.7 ...", "staff.pdf", "unsupported_file"),
        (b"PK\x03\x04 and no archive", "staff.xlsx", "damaged_workbook"),
        (b"T-1;Kwelder\nT-2;Vliet\n", "staff.csv", "missing_header"),
        (b"staff_id\tsurname\nT-1\tVliet\n", "staff.csv", "missing_header"),
        (b"staff_id;surname\r\n", "staff.csv", "no_staff"),
        (b"staff_id;phones\r\nT-1;06-12345678\r\n", "staff.csv", "missing_column"),
        (b"staff_id;surname;surname\r\nT-1;a;a\r\n", "staff.csv", "duplicate_column"),
        (b'staff_id;"surname\r\nT-1;Vliet\r\n', "staff.csv", "quote_never_closed"),
    ],
)
def test_a_file_that_is_no_list_says_why(data, filename, code):
    with pytest.raises(WatchlistMistakesError) as caught:
        read_watchlist(data, filename)
    assert [m.code for m in caught.value.mistakes] == [code]


def test_a_file_too_large_is_not_read():
    with pytest.raises(WatchlistMistakesError, match="64 MB"):
        read_watchlist(bytes(MAX_FILE_BYTES + 1), "staff.csv")


def test_a_person_in_the_place_of_the_header_is_not_shown():
    data = b"staff_id;surname;06-12345678;Zwaantje van der Kwelderveen te Oostervaart\nT-1;a;;\n"
    with pytest.raises(WatchlistMistakesError) as caught:
        read_watchlist(data, "staff.csv")
    assert "12345678" not in str(caught.value)
    assert "Kwelderveen" not in str(caught.value)


def test_a_long_report_shows_the_first_and_counts_the_rest(bare, csv_bytes):
    rows = [bare(staff_id=f"T-{n}", phones="06-12") for n in range(50)]
    with pytest.raises(WatchlistMistakesError, match="and 30 more") as caught:
        read_watchlist(csv_bytes(*rows), "staff.csv")
    assert len(caught.value.mistakes) == 50


@pytest.mark.slow
def test_sixty_five_thousand_rows_are_read(person, csv_bytes):
    rows = (
        person(staff_id=f"T-{n}", phones=f"06-{10_000_000 + n}", emails=f"a{n}@b.example")
        for n in range(65_000)
    )
    assert len(read_watchlist(csv_bytes(*rows), "staff.csv")) == 65_000
