import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchlists.separated import read_rows

HEADER = "staff_id;surname;phones\n"


def rows(text):
    return [(row.line, list(row.cells)) for row in read_rows(text)][1:]


def faults(text):
    return [
        (row.line_of(fault.index), fault.index, fault.code)
        for row in read_rows(text)
        for fault in row.faults
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ending(end):
    text = end.join(["staff_id;surname", "1;Kwelder", "2;Vliet", ""])
    assert rows(text) == [(2, ["1", "Kwelder"]), (3, ["2", "Vliet"])]


def test_line_endings_may_be_mixed():
    assert [line for line, _ in rows("staff_id;surname\r\n1;a\n2;b\r3;c")] == [2, 3, 4]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_header_tells_the_delimiter(delimiter, quote):
    header = delimiter.join(f"{quote}{name}{quote}" for name in ("staff_id", "surname"))
    text = header + "\n" + delimiter.join(["1", "a;b" if delimiter == "," else "a,b"])
    assert len(rows(text)[0][1]) == 2


def test_excels_announcement_of_the_delimiter_is_skipped_and_counted():
    assert [row.line for row in read_rows("sep=;\r\nstaff_id;surname\r\n1;a\r\n")] == [2, 3]


def test_separators_inside_quotes_are_text():
    assert rows(HEADER + '1;"Kwelder; van";"06"\n') == [(2, ["1", "Kwelder; van", "06"])]


def test_a_doubled_quote_is_a_quote():
    assert rows(HEADER + '1;"Anna ""Zwaan"" Vliet";\n') == [(2, ["1", 'Anna "Zwaan" Vliet', ""])]


def test_quotes_within_a_bare_cell_are_text():
    assert rows(HEADER + '1;Anna "Zwaan" Vliet;\n') == [(2, ["1", 'Anna "Zwaan" Vliet', ""])]


def test_physical_lines_are_counted_through_cells_of_several_lines():
    text = HEADER + '1;"a\nb\r\nc";06\n2;"d\ne";07\n3;f;08\n'
    assert [line for line, _ in rows(text)] == [2, 5, 7]
    several = list(read_rows(text))[1]
    assert [several.line_of(index) for index in range(3)] == [2, 2, 4]


def test_a_quote_left_open_at_the_end_is_found_where_it_opens():
    assert faults(HEADER + '1;a;06\n2;"b;07\n') == [(3, 1, "quote_never_closed")]


def test_a_quote_left_open_does_not_swallow_the_lines_after_it():
    text = HEADER + '1;"a;06\n2;b;07\n3;"c";08\n4;d;09\n'
    assert faults(text) == [(2, 1, "quote_never_closed")]
    assert [line for line, _ in rows(text)] == [2, 3, 4, 5]


def test_every_quote_left_open_is_found():
    text = HEADER + "".join(f'{n};"a;06\n' for n in range(5))
    assert faults(text) == [(n + 2, 1, "quote_never_closed") for n in range(5)]


def test_a_quote_left_open_in_a_row_of_several_lines_is_found_on_its_own_line():
    assert faults(HEADER + '1;"a\nb";"06\n2;c;07\n') == [(3, 2, "quote_never_closed")]


def test_text_after_a_closing_quote():
    assert faults(HEADER + '1;"Anna" Vliet;06\n') == [(2, 1, "text_after_quote")]


def test_many_open_quotes_take_no_quadratic_time():
    text = HEADER + '1;"a""b;06\n' * 50_000
    assert len(faults(text)) == 50_000


def test_empty_lines_are_rows():
    assert rows(HEADER + "\n1;a;06\n\n") == [(2, [""]), (3, ["1", "a", "06"]), (4, [""])]


def test_nothing_gives_nothing():
    assert list(read_rows("")) == []


CELLS = st.lists(
    st.lists(
        st.text(st.sampled_from('ab;," \n|é'), max_size=8),
        min_size=2,
        max_size=4,
    ),
    max_size=6,
)


@given(CELLS, st.sampled_from([",", ";"]), st.booleans())
def test_what_the_standard_library_writes_is_read_back(table, delimiter, is_all_quoted):
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if is_all_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=quoting)
    writer.writerows([["staff_id", "surname"], *table])
    assert [cells for _, cells in rows(out.getvalue())] == table


@given(st.text(st.sampled_from('a;"\n\r'), max_size=40))
def test_any_text_is_read_and_every_line_is_seen(text):
    seen = [row.line for row in read_rows("staff_id;surname\n" + text)]
    assert seen == sorted(set(seen))
