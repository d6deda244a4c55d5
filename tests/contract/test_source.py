"""What every source of posts promises the loop; see `consumers.source.Source`."""

import gzip
import os
import threading
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from consumers.deadletters import DeadLetters, RetrySource
from consumers.exercise import ExerciseSource, Pace
from consumers.files import FileRequest, FileSource
from consumers.progress import Progress
from consumers.source import Position, Received
from runtime.clock import DrivenClock
from runtime.database import connect, metadata, writing
from runtime.sealing import Keyring

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
POSTS = [f'{{"id": "{number}", "created_at": "2026-03-14T12:00:00Z"}}' for number in range(7)]
DATA = "".join(post + "\n" for post in POSTS).encode()


class Bench:
    """Makes one kind of source over and over, as if the process were restarted."""

    def __init__(self, tmp_path):
        self.clock = DrivenClock(NOW)
        self.engine = connect(f"sqlite:///{tmp_path}/doxwacht.db")
        metadata.create_all(self.engine)
        self.progress = Progress(self.engine, self.clock)
        self.letters = DeadLetters(self.engine, self.clock, Keyring(bytes(32)))
        self.path = tmp_path / "posts"
        self.path.write_bytes(DATA)

    def commit(self, source, batch):
        with writing(self.engine) as connection:
            for stretch in batch.stretches:
                self.progress.advance(connection, source.origin, stretch)
            ids = [item.letter_id for item in batch.received if item.letter_id]
            self.letters.remove(connection, ids)
        source.commit(batch)

    def plain(self):
        return FileSource(FileRequest(str(self.path), batch_size=3), self.progress, self.clock)

    def gzipped(self):
        self.path.write_bytes(gzip.compress(DATA))
        return self.plain()

    def stdin(self):
        reader, writer = os.pipe()

        def write():
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(DATA)

        threading.Thread(target=write, daemon=True).start()
        request = FileRequest("-", batch_size=3, descriptor=reader)
        return FileSource(request, self.progress, self.clock)

    def exercise(self):
        request = FileRequest(str(self.path), "w-1", batch_size=3)
        return ExerciseSource(request, self.progress, self.clock, Pace())

    def letter(self):
        with writing(self.engine) as connection:
            if not self.progress.places():
                for number, post in enumerate(POSTS):
                    received = Received(Position(number), post.encode(), NOW)
                    self.letters.add(connection, "file:/a", received, "not_json")
        return RetrySource(self.letters, batch_size=3)


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    bench.engine.dispose()


@pytest.fixture(params=["plain", "gzipped", "stdin", "exercise"])
def open_source(request, bench):
    return getattr(bench, request.param)


def filled(source):
    return (batch for batch in source.batches() if batch.received)


def test_everything_is_handed_over_once_in_order(open_source, bench):
    source = open_source()
    seen = []
    for batch in filled(source):
        bench.commit(source, batch)
        seen += [item.raw.decode() for item in batch.received]
    assert seen == POSTS
    assert list(filled(open_source())) == []


def test_what_was_not_committed_comes_again(open_source, bench):
    source = open_source()
    batches = filled(source)
    bench.commit(source, next(batches))
    lost = next(batches)
    source.close()
    again = next(filled(open_source()))
    assert again.received == lost.received
    assert again.stretches[0].begin == lost.stretches[0].begin


def test_stretches_follow_each_other(open_source, bench):
    source = open_source()
    stretches = []
    for batch in filled(source):
        bench.commit(source, batch)
        stretches += batch.stretches
    assert all(one.end == two.begin for one, two in pairwise(stretches))
    assert stretches[-1].end.offset == len(DATA)


def test_positions_lie_in_the_stretch(open_source):
    for batch in filled(open_source()):
        offsets = [item.position.offset for item in batch.received]
        (stretch,) = batch.stretches
        assert offsets == sorted(set(offsets))
        assert stretch.begin.offset <= offsets[0]
        assert offsets[-1] < stretch.end.offset


def test_arrival_is_aware_and_by_the_clock(open_source):
    for batch in filled(open_source()):
        assert {item.arrived_at for item in batch.received} == {NOW}


def test_the_origin_is_stable(open_source):
    origins = set()
    for _ in range(2):
        source = open_source()
        list(source.batches())
        origins.add(source.origin)
    assert len(origins) == 1


def test_closing_twice_is_fine(open_source):
    source = open_source()
    next(filled(source))
    source.close()
    source.close()


def test_reading_shows_how_far_it_is(open_source):
    source = open_source()
    list(source.batches())
    assert source.extent.done > 0


def test_letters_that_were_removed_do_not_come_again(bench):
    source = bench.letter()
    batches = list(source.batches())
    assert sorted(item.raw.decode() for batch in batches for item in batch.received) == POSTS
    bench.commit(source, batches[0])
    rest = RetrySource(bench.letters)
    assert sum(len(batch.received) for batch in rest.batches()) == 4
