import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.lines import MAX_LINE_BYTES, LineCutter
from consumers.source import Position


def cut(*chunks, at=Position(), is_mid_line=False):  # noqa: B008 - frozen
    cutter = LineCutter(at, is_mid_line=is_mid_line)
    lines = [line for chunk in chunks for line in cutter.feed(chunk)]
    return [*lines, *cutter.finish()]


def test_lines_know_where_they_are():
    lines = cut(b"een\ntwee\r\n\ndrie")
    assert [line.raw for line in lines] == [b"een", b"twee", b"", b"drie"]
    assert [line.begin for line in lines] == [
        Position(0, 0),
        Position(4, 1),
        Position(10, 2),
        Position(11, 3),
    ]
    assert lines[-1].end == Position(15, 4)
    assert [line.is_blank for line in lines] == [False, False, True, False]


def test_a_byte_order_mark_is_dropped_at_the_start_only():
    lines = cut(b"\xef\xbb\xbfeen\n\xef\xbb\xbftwee\n")
    assert [line.raw for line in lines] == [b"een", b"\xef\xbb\xbftwee"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_the_longest_line_fits(end):
    content = b"x" * MAX_LINE_BYTES
    assert [line.raw for line in cut(content + end)] == [content]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_longer_line_is_dropped_and_counted(end):
    lines = cut(b"een\n", b"x" * MAX_LINE_BYTES, b"x", end, b"drie\n" if end else b"")
    assert [line.raw for line in lines[:2]] == [b"een", None]
    assert lines[1].end.offset == 4 + MAX_LINE_BYTES + 1 + len(end)
    assert not lines[1].is_blank
    if end:
        assert lines[2].raw == b"drie"
        assert lines[2].begin.line == 2


def test_an_endless_line_needs_little_memory():
    cutter = LineCutter(Position())
    chunk = b"x" * 65536
    tracemalloc.start()
    for _ in range(1000):
        assert not list(cutter.feed(chunk))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MAX_LINE_BYTES
    (line,) = cutter.feed(b"\n")
    assert (line.raw, line.end.offset) == (None, 65_536_001)


def test_the_late_end_of_a_line_is_no_line():
    lines = cut(b"\r\ntwee\n", at=Position(3, 1), is_mid_line=True)
    assert [(line.raw, line.begin.line) for line in lines] == [(b"", 1), (b"twee", 1)]
    assert lines[-1].end == Position(10, 2)


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_chunks_do_not_matter(data, borders):
    borders = sorted({border for border in borders if border < len(data)})
    chunks = [
        data[start:end] for start, end in zip([0, *borders], [*borders, len(data)], strict=True)
    ]
    assert cut(*chunks) == cut(data)


@given(st.lists(st.binary(max_size=20).filter(lambda content: b"\n" not in content)))
def test_lines_lie_side_by_side(contents):
    data = b"\n".join(contents)
    lines = cut(data)
    assert [line.begin for line in lines[1:]] == [line.end for line in lines[:-1]]
    assert (lines[-1].end.offset if lines else 0) == len(data)
