from datetime import timedelta

import pytest

from consumers.counts import Tally
from consumers.source import Batch, Position, Received, Stretch
from runtime.database import writing
from runtime.errors import ConflictError


def stretch(begin, end, part=""):
    return Stretch(Position(begin, begin, part), Position(end, end, part), b"mark")


def batch(begin, end, arrived_at):
    received = Received(Position(begin), b"x", arrived_at)
    return Batch((received,), (stretch(begin, end),))


@pytest.fixture
def advance(engine, progress):
    def run(piece, origin="file:/a"):
        with writing(engine) as connection:
            progress.advance(connection, origin, piece)

    return run


def test_an_unknown_source_has_no_place(progress):
    assert progress.place("file:/a") is None


def test_a_position_is_kept_per_source_and_part(progress, advance):
    advance(stretch(0, 10, "0"))
    advance(stretch(40, 50, "1"))
    advance(stretch(0, 5), origin="file:/b")
    advance(stretch(10, 20, "0"))
    assert [place.position for place in progress.places("file:/a")] == [
        Position(20, 20, "0"),
        Position(50, 50, "1"),
    ]
    assert [place.origin for place in progress.places()] == ["file:/a", "file:/a", "file:/b"]


@pytest.mark.parametrize("begin", [0, 5, 15])
def test_a_stretch_that_does_not_begin_there_is_a_conflict(progress, advance, begin):
    advance(stretch(0, 10))
    with pytest.raises(ConflictError):
        advance(stretch(begin, 20))
    assert progress.place("file:/a").position.offset == 10


def test_two_first_stretches_are_a_conflict(advance):
    advance(stretch(0, 10))
    with pytest.raises(ConflictError):
        advance(stretch(0, 10))


def test_a_note_lasts_until_the_batch_is_committed(progress, advance, clock):
    progress.note("file:/a", batch(0, 10, clock.now()))
    place = progress.place("file:/a")
    assert (place.position.offset, place.noted_offset, place.noted_at) == (0, 10, clock.now())
    advance(stretch(0, 10))
    place = progress.place("file:/a")
    assert (place.position.offset, place.noted_offset, place.noted_at) == (10, None, None)


def test_a_note_is_not_overwritten_by_a_piece_of_its_batch(progress, advance, clock):
    noted_at = clock.now()
    progress.note("file:/a", batch(0, 10, noted_at))
    progress.note("file:/a", batch(0, 4, noted_at + timedelta(hours=1)))
    advance(stretch(0, 4))
    place = progress.place("file:/a")
    assert (place.noted_offset, place.noted_at) == (10, noted_at)


def test_forgetting_starts_position_and_counts_anew(engine, progress, advance, counts):
    tally = Tally()
    tally.add("seen")
    for origin in ("file:/a", "file:/b"):
        advance(stretch(0, 10), origin)
        with writing(engine) as connection:
            counts.add(connection, origin, tally)
    assert progress.forget("file:/a")
    assert not progress.forget("file:/a")
    assert [place.origin for place in progress.places()] == ["file:/b"]
    assert [count.origin for count in counts.rows()] == ["file:/b"]


def test_the_salt_stays_the_same_and_is_no_source(progress):
    assert progress.salt() == progress.salt()
    assert progress.places() == ()
