import gzip
import io
import os
import threading
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from consumers.files import LINE_TOO_LONG, FileRequest, FileSource
from consumers.lines import MAX_LINE_BYTES
from consumers.source import Position
from consumers.streams import BrokenGzipError
from runtime.database import writing
from runtime.errors import BadInputError, ConflictError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "posts.ndjson"


@pytest.fixture
def open_source(progress, clock):
    def make(path, **options):
        return FileSource(FileRequest(str(path), **options), progress, clock)

    return make


@pytest.fixture
def read(open_source, progress, engine):
    """Read and commit a file as the loop does; return its lines."""

    def run(path, stop_after=None, **options):
        source = open_source(path, **options)
        lines = []
        for number, batch in enumerate(batch for batch in source.batches() if batch.received):
            if number == stop_after:
                break
            with writing(engine) as connection:
                for stretch in batch.stretches:
                    progress.advance(connection, source.origin, stretch)
            lines += [received.raw for received in batch.received]
        source.close()
        return lines

    return run


def piped(data):
    """Return the reading end of a pipe into which `data` is written."""
    reader, writer = os.pipe()

    def write():
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(data)

    threading.Thread(target=write, daemon=True).start()
    return reader


def numbered(count):
    return [f"regel {number}".encode() for number in range(count)]


@pytest.fixture(params=["plain", "gzip", "stdin", "stdin gzip"])
def hand_in(request, path, read):
    """Hand lines in, in each of the four ways; return what was read."""

    def run(data, stop_after=None, **options):
        packed = gzip.compress(data) if "gzip" in request.param else data
        if "stdin" not in request.param:
            path.write_bytes(packed)
            return read(path, stop_after, **options)
        descriptor = piped(packed)
        try:
            return read("-", stop_after, descriptor=descriptor, **options)
        finally:
            os.close(descriptor)

    return run


def test_lines_are_read_once(hand_in):
    data = b"\n".join(numbered(25)) + b"\n"
    assert hand_in(data, batch_size=10) == numbered(25)
    assert hand_in(data, batch_size=10) == []


def test_reading_goes_on_where_it_was_left(hand_in):
    data = b"\n".join(numbered(25)) + b"\n"
    assert hand_in(data, stop_after=1, batch_size=10) == numbered(25)[:10]
    assert hand_in(data, batch_size=7) == numbered(25)[10:]


def test_what_is_added_is_read(hand_in):
    assert hand_in(b"een\ntwee\n") == [b"een", b"twee"]
    assert hand_in(b"een\ntwee\ndrie\n") == [b"drie"]


def test_blank_lines_line_ends_and_a_last_line_without_one(hand_in):
    assert hand_in(b"\r\neen\r\n  \n\ntwee") == [b"een", b"twee"]
    assert hand_in(b"\r\neen\r\n  \n\ntwee\r\ndrie") == [b"drie"]


def test_an_empty_file_gives_nothing(hand_in):
    assert hand_in(b"") == []
    assert hand_in(b"\n\n") == []


def test_other_content_under_the_same_name_is_refused(hand_in):
    hand_in(b"een\ntwee\n")
    with pytest.raises(BadInputError, match="otherwise"):
        hand_in(b"een\ntwie\ndrie\n")


def test_shortened_content_is_refused(hand_in):
    hand_in(b"een\ntwee\n")
    with pytest.raises(BadInputError, match="shorter"):
        hand_in(b"een\n")


def test_content_far_into_the_file_is_not_looked_at_again(hand_in):
    start = b"x" * 70_000 + b"\n"
    hand_in(start + b"een\n")
    assert hand_in(start + b"twe\ndrie\n") == [b"drie"]


def test_positions_are_those_of_the_content(path, open_source):
    path.write_bytes(gzip.compress(b"een\n\ntwee\n"))
    (batch,) = (batch for batch in open_source(path).batches() if batch.received)
    assert [item.position for item in batch.received] == [Position(0, 0), Position(5, 2)]
    assert (batch.stretches[0].begin, batch.stretches[0].end) == (Position(), Position(10, 3))


def test_two_streams_without_a_name_are_told_apart_by_their_first_line(read):
    for data, lines in ((b"een\ntwee\n", [b"een", b"twee"]), (b"drie\n", [b"drie"])):
        descriptor = piped(data)
        assert read("-", descriptor=descriptor) == lines
        os.close(descriptor)


def test_the_name_of_a_stream_does_not_give_its_first_line_away(open_source, progress):
    source = open_source("-", descriptor=piped(b"geheime regel\n"))
    list(source.batches())
    assert "geheim" not in source.origin
    assert len(progress.salt()) == 16


def test_a_label_reads_the_same_file_again(path, read):
    path.write_bytes(b"een\n")
    assert read(path) == [b"een"]
    assert read(path, label="w-oefening") == [b"een"]
    assert read(path, label="w-oefening") == []


def test_gzip_in_several_members_and_padded(path, read):
    path.write_bytes(gzip.compress(b"een\ntw") + gzip.compress(b"ee\ndrie\n") + bytes(512))
    assert read(path) == [b"een", b"twee", b"drie"]


def test_gzip_is_recognised_whatever_its_name(tmp_path, read):
    path = tmp_path / "posts.txt"
    path.write_bytes(gzip.compress(b"een\n"))
    assert read(path) == [b"een"]


def lines_until_error(source):
    lines = []
    with pytest.raises(BrokenGzipError) as caught:
        lines.extend(item.raw for batch in source.batches() for item in batch.received)
    return lines, str(caught.value)


def test_truncated_gzip_gives_its_whole_lines_and_is_reported(path, open_source):
    expected = numbered(3000)
    packed = gzip.compress(b"\n".join(expected), mtime=0)
    path.write_bytes(packed[: len(packed) // 2])
    lines, message = lines_until_error(open_source(path))
    assert "ends too early" in message
    assert 100 < len(lines) < 3000
    assert lines == expected[: len(lines)]


def test_gzip_that_lacks_only_its_checksum_is_reported(path, open_source):
    path.write_bytes(gzip.compress(b"een\ntwee\n")[:-4])
    lines, _ = lines_until_error(open_source(path))
    assert lines == [b"een", b"twee"]


def test_damaged_gzip_is_reported(path, open_source):
    packed = bytearray(gzip.compress(b"\n".join(numbered(3000))))
    packed[-6] ^= 0xFF
    path.write_bytes(packed)
    assert "damaged" in lines_until_error(open_source(path))[1]


def test_the_whole_gzip_file_is_read_on_after_a_truncated_one(path, read):
    packed = gzip.compress(b"\n".join(numbered(3000)), mtime=0)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BrokenGzipError):
        read(path, batch_size=50)
    path.write_bytes(packed)
    rest = read(path, batch_size=50)
    assert 0 < len(rest) < 3000
    assert rest == numbered(3000)[-len(rest) :]


def test_a_gzip_bomb_needs_little_memory(path, read):
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="wb") as file:
        for _ in range(64):
            file.write(b"x" * (1 << 20))
        file.write(b"\neen\n")
    path.write_bytes(content.getvalue())
    tracemalloc.start()
    lines = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == [b"", b"een"]
    assert peak < 8 << 20


def test_an_over_long_line_is_handed_over_as_a_mistake(path, open_source):
    path.write_bytes(b"een\n" + b"x" * (MAX_LINE_BYTES + 1) + b"\ntwee\n")
    (batch,) = (batch for batch in open_source(path).batches() if batch.received)
    assert [item.mistake for item in batch.received] == ["", LINE_TOO_LONG, ""]
    assert batch.received[1].raw == b""


def test_a_batch_is_full_by_bytes_too(path, open_source):
    path.write_bytes(b"".join(b"x" * 99 + b"\n" for _ in range(10)))
    batches = [batch for batch in open_source(path, batch_bytes=250).batches() if batch.received]
    assert [len(batch.received) for batch in batches] == [3, 3, 3, 1]


def test_a_quiet_pipe_gives_what_there_is_and_signs_of_life(open_source):
    reader, writer = os.pipe()
    batches = open_source("-", descriptor=reader).batches()
    assert next(batches).received == ()
    os.write(writer, b"een\n")
    found = next(batch for batch in batches if batch.received)
    assert [item.raw for item in found.received] == [b"een"]
    assert next(batches).received == ()
    os.close(writer)
    assert [batch for batch in batches if batch.received] == []
    os.close(reader)


def test_a_noted_batch_is_repeated_with_its_borders_and_arrival(path, open_source, progress, clock):
    path.write_bytes(b"\n".join(numbered(25)))
    source = open_source(path, batch_size=10)
    noted = next(batch for batch in source.batches() if batch.received)
    progress.note(source.origin, noted)
    clock.advance(timedelta(hours=1))
    again, following, *_ = (
        batch for batch in open_source(path, batch_size=15).batches() if batch.received
    )
    assert again.is_repeat
    assert again.received == noted.received
    assert not following.is_repeat
    assert following.received[0].arrived_at == clock.now()


def test_a_noted_batch_may_be_repeated_in_smaller_pieces(
    path, open_source, progress, engine, clock
):
    path.write_bytes(b"\n".join(numbered(25)))
    source = open_source(path, batch_size=10)
    noted = next(batch for batch in source.batches() if batch.received)
    progress.note(source.origin, noted)
    clock.advance(timedelta(hours=1))
    pieces = []
    for piece in open_source(path, batch_size=4).batches():
        pieces.append((len(piece.received), piece.is_repeat))
        if piece.received:
            progress.note(source.origin, piece)
        with writing(engine) as connection:
            for stretch in piece.stretches:
                progress.advance(connection, source.origin, stretch)
    assert [piece for piece in pieces if piece[0]] == [
        (4, True),
        (4, True),
        (2, True),
        (4, False),
        (4, False),
        (4, False),
        (3, False),
    ]


def test_two_readers_of_one_file_cannot_both_commit(path, read, open_source, progress, engine):
    path.write_bytes(b"een\n")
    source = open_source(path)
    late = next(batch for batch in source.batches() if batch.received)
    assert read(path) == [b"een"]
    with pytest.raises(ConflictError), writing(engine) as connection:
        progress.advance(connection, source.origin, late.stretches[0])


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_cannot_be_read_is_refused_with_a_remedy(kind, tmp_path, open_source):
    path = tmp_path if kind == "folder" else tmp_path / "missing.ndjson"
    with pytest.raises(BadInputError, match=r"Check its name|Name a file"):
        list(open_source(path).batches())


def test_extent_is_told_in_bytes_on_disk(path, open_source):
    path.write_bytes(b"een\ntwee\n")
    source = open_source(path)
    list(source.batches())
    assert (source.extent.done, source.extent.total) == (9, 9)


def test_a_pipe_with_a_name_can_be_read(tmp_path, read):
    path = tmp_path / "pijp"
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=(b"een\n",), daemon=True).start()
    assert read(path) == [b"een"]


def test_a_path_may_be_long_or_no_utf8(tmp_path, read):
    deep = tmp_path.joinpath(*("map" * 50 for _ in range(3)))
    deep.mkdir(parents=True)
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.ndjson")
    for path in (deep / "posts.ndjson", Path(odd)):
        path.write_bytes(b"een\n")
        assert read(path) == [b"een"]
        assert read(path) == []
