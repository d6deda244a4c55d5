import pytest

from watchlists.columns import COLUMNS
from watchlists.reading import read_sheet, read_watchlist
from watchlists.record import read_records


def column(name):
    return COLUMNS.index(name) + 1


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("staff_id", "", "missing_staff_id"),
        ("staff_id", "  ", "missing_staff_id"),
        ("staff_id", "a@b.example", "impossible_staff_id"),
        ("staff_id", "Jan de Vries", "impossible_staff_id"),
        ("surname", "", "missing_surname"),
        ("surname", "Kwelder7", "digit_in_name"),
        ("surname", "Kwelder, van", "comma_in_name"),
        ("surname", "Kw?lder", "lost_character"),
        ("surname", "Kw\ufffdlder", "lost_character"),
        ("surname", "Kw‚lder", "strange_character_in_name"),
        ("surname", "-", "strange_character_in_name"),
        ("surname", "DaniÃ«ls", "mangled_encoding"),
        ("surname", "Kwel\x00der", "control_character"),
        ("surname", "K" * 201, "name_too_long"),
        ("surname", "=Kwelder", "formula_in_cell"),
        ("station", "b" * 201, "cell_too_long"),
        ("initials", "Zwaantje", "impossible_initials"),
        ("initials", "A.4.", "digit_in_name"),
        ("phones", "06-12", "impossible_phone"),
        ("phones", "06-12345678|06-12", "impossible_phone"),
        ("phones", "06-12345678 (werk)", "impossible_phone"),
        ("phones", "6,12345678E+08", "number_rounded"),
        ("phones", "6.12346E+08", "number_rounded"),
        ("emails", "zwaan.example", "email_without_at"),
        ("emails", "zwaan@", "impossible_email"),
        ("emails", "a@b.example, c@d.example", "impossible_email"),
        ("plates", "GA-31-B", "impossible_plate"),
        ("plates", "12-MRT-05", "impossible_plate"),
        ("addresses", "Kwelderpad, 9999 ZZ Oostervaart", "impossible_address"),
        ("addresses", "Kwelderpad 12", "incomplete_address"),
        ("handles", "https://kanaal.example/zwaan", "impossible_handle"),
        ("handles", "zwaan kwelder", "impossible_handle"),
        ("public_handles", "wijkagent_x", "public_handle_without_role"),
        ("relatives", "Joost Kwelder 06", "digit_in_name"),
        ("relatives", "Joost (partner), Ymkje (moeder)", "comma_in_name"),
        ("aliases", "Zwaan, Zwaantje", "comma_in_name"),
        ("aliases", "Zw?an7", "lost_character"),
    ],
)
def test_each_mistake_is_found_in_its_cell(found_in, name, cell, code):
    assert found_in(**{name: cell}) == [(2, column(name), code)]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("staff_id", "MW20665"),
        ("staff_id", "12/34.a_b-c"),
        ("surname", "'t Hof-de Boer"),
        ("surname", "Çelik-Yıldız"),
        ("surname", "K" * 200),
        ("surname", "D’Hondt"),
        ("initials", "J.P."),
        ("initials", "JP"),
        ("initials", "Th.J.-M."),
        ("initials", "IJ."),
        ("initials", "İ."),
        ("given_names", "Jan-Willem Éloïse"),
        ("aliases", 'Robo7|Anna "Zwaan" Vliet'),
        ("phones", "06 12 34 56 78"),
        ("phones", "+31 (0)6-12345678"),
        ("phones", "0031612345678"),
        ("phones", "612345678"),
        ("phones", "030-1234567"),
        ("plates", "12-abc-3|XX 999 X"),
        ("addresses", "Plein 1944 12-2, Oostervaart"),
        ("addresses", "Dorpsstr. 12 bis, 9999ZZ Oostervaart"),
        ("handles", "@zwaan.kw|zwaan_kw2"),
        ("emails", "Z.Kwelder+x@post-vak.example"),
        ("relatives", "Joost (partner)|Ymkje van 't Veld (moeder)"),
        ("station", "Bureau 12, hal 3 (=A)"),
    ],
)
def test_what_is_right_is_let_through(found_in, name, cell):
    assert found_in(**{name: cell}) == []


def test_an_account_is_not_public_and_private_at_once(bare, csv_bytes, found):
    row = bare(public_role="wijkagent", public_handles="@Zwaan_KW", handles="zwaan.kw")
    place = (2, column("public_handles"), "handle_public_and_private")
    assert found(csv_bytes(row)) == [place]


def test_the_first_line_of_a_repeated_id_is_named(bare, csv_bytes):
    data = csv_bytes(bare(), bare(staff_id="T-2"), bare(staff_id="t-001"))
    _, (mistake,) = read_records(read_sheet(data, "staff.csv"))
    assert (mistake.line, mistake.facts) == (4, {"first_line": 2})
    assert "line 2" in mistake.remedy


def test_a_line_of_another_length_is_wrong_as_a_whole(bare, csv_bytes, found):
    lines = csv_bytes(bare(), bare(staff_id="T-2")).splitlines()
    data = b"\n".join([lines[0], lines[1][:-2], lines[2] + b";"])
    assert found(data) == [(2, 0, "wrong_cell_count"), (3, 0, "wrong_cell_count")]


def test_a_repeated_id_is_found_though_the_first_line_has_another_length(bare, csv_bytes, found):
    lines = csv_bytes(bare(), bare()).splitlines()
    data = b"\n".join([lines[0], lines[1][:-2], lines[2]])
    assert found(data) == [(2, 0, "wrong_cell_count"), (3, 1, "duplicate_staff_id")]


@pytest.mark.parametrize("line", [b"", b"   ", b";" * 17, b";" * 5])
def test_an_empty_line_is_a_mistake(bare, csv_bytes, found, line):
    assert found(csv_bytes(bare()) + line + b"\r\n") == [(3, 0, "empty_line")]


def test_a_line_ending_at_the_end_is_no_empty_line(bare, csv_bytes, found):
    assert found(csv_bytes(bare())) == []
    assert found(csv_bytes(bare()).rstrip()) == []


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_without_meaning_is_found_in_its_cell(bare, csv_bytes, byte):
    data = csv_bytes(
        bare(surname="Daniëls"), bare(staff_id="T-2", call_name="Zo@"), encoding="cp1252"
    )
    data = data.replace(b"Zo@", b"Zo" + bytes([byte]))
    _, (mistake,) = read_records(read_sheet(data, "staff.csv"))
    place = (mistake.line, mistake.column, mistake.code)
    assert place == (3, column("call_name"), "bad_encoding_byte")
    assert f"0x{byte:02x} is no letter in Windows-1252" in mistake.remedy


def test_lines_are_physical_after_cells_of_several_lines(bare, csv_bytes, found):
    rows = [
        bare(station="Bureau\nHavendijk"),
        bare(staff_id="T-2", unit="a\nb\nc", phones="06-12"),
        bare(staff_id="T-3", surname=""),
    ]
    assert found(csv_bytes(*rows, end="\n")) == [
        (6, column("phones"), "impossible_phone"),
        (7, column("surname"), "missing_surname"),
    ]


def test_cells_before_an_open_quote_are_checked_too(bare, csv_bytes, found):
    data = csv_bytes(bare(phones="06-12", addresses="QUOTE"), bare(staff_id="T-2"))
    assert found(data.replace(b"QUOTE", b'"Kwelderpad 1')) == [
        (2, column("phones"), "impossible_phone"),
        (2, column("addresses"), "quote_never_closed"),
    ]


def test_rows_without_a_mistake_are_told_apart(bare, csv_bytes):
    data = csv_bytes(bare(), bare(staff_id="T-2", surname=""), bare(staff_id="T-3"))
    entries, _ = read_records(read_sheet(data, "staff.csv"))
    assert [entry.staff_id for entry in entries] == ["T-001", "T-3"]


def test_cells_are_tidied(bare, csv_bytes):
    row = bare(surname=" Kwel\u200bderveen\u00a0 ", prefix="van\u00a0 der", call_name="Zoe\u0308")
    row |= {"phones": " 06-12345678 | |06-12345679|"}
    (entry,) = read_watchlist(csv_bytes(row), "staff.csv")
    assert (entry.surname, entry.prefix, entry.call_name) == ("Kwelderveen", "van der", "Zoë")
    assert entry.phones == ("06-12345678", "06-12345679")
