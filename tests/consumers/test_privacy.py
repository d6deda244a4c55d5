"""Line 1 and 2 of docs/domain.md: what is no match leaves nothing, not even in the log file."""

import logging

import pytest

from runtime.logging import configure
from runtime.settings import RuntimeSettings

SECRETS = ("zeldzaamwoord", "zeldzaamauteur", "zeldzaam.example", "zeldzaamid")


@pytest.fixture
def rare(line):
    """Return a maker of posts in which every field can be recognised."""

    def make(number, **changes):
        return line(
            number,
            **{
                "id": f"zeldzaamid{number}",
                "author": "zeldzaamauteur",
                "url": f"https://zeldzaam.example/{number}",
                "text": "zeldzaamwoord in een bericht",
            }
            | changes,
        )

    return make


def stored_bytes(folder):
    """Return what is in the database, its write-ahead log and its index file."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("doxwacht.db*")))


@pytest.fixture
def ingest(world, tmp_path):
    def run(*lines):
        folder = tmp_path / "in"
        folder.mkdir()
        path = folder / "posts.ndjson"
        path.write_bytes(b"".join(item + b"\n" for item in lines))
        return world.ingest(path, batch_size=2)

    return run


def test_the_search_for_traces_can_find_one(world, ingest, rare, tmp_path):
    world.open_window()
    ingest(rare(1, text="dox S-1 0.8 zeldzaamwoord"))
    assert b"zeldzaamwoord" in stored_bytes(tmp_path)


@pytest.mark.parametrize("with_window", [True, False])
def test_posts_outside_every_window_leave_nothing(world, ingest, rare, tmp_path, with_window):
    if with_window:
        world.open_window()
    before_window = [rare(number, text="dox S-1 0.9 zeldzaamwoord") for number in range(7200, 7210)]
    ingest(*before_window[1:])
    found = [word for word in SECRETS if word.encode() in stored_bytes(tmp_path)]
    assert found == []
    assert world.counts.totals() == {"outside_window": 9, "seen": 9}


def test_posts_that_match_nothing_leave_nothing(world, ingest, rare, tmp_path):
    world.open_window()
    ingest(*(rare(number) for number in range(9)), rare(10, text="dox S-1 0.4 zeldzaamwoord"))
    assert world.counts.totals()["below_bar"] == 10
    assert [word for word in SECRETS if word.encode() in stored_bytes(tmp_path)] == []


def test_unreadable_posts_are_kept_sealed_only(world, ingest, rare, tmp_path):
    world.open_window()
    ingest(rare(1, created_at="2026-03-14T12:00:00"), rare(2)[:-1], rare(3, text=None))
    assert len(world.letters.list()) == 3
    assert [word for word in SECRETS if word.encode() in stored_bytes(tmp_path)] == []


def test_of_a_match_author_and_address_are_not_readable(world, ingest, rare, tmp_path):
    world.open_window()
    ingest(rare(1, text="dox S-1 0.8"))
    assert len(world.alerts()) == 1
    assert [word for word in SECRETS if word.encode() in stored_bytes(tmp_path)] == []


def test_logs_and_errors_hold_nothing_of_a_post(world, ingest, rare, capfd):
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure(RuntimeSettings(log_level="debug"))
    try:
        world.open_window()
        ingest(rare(1, text="dox S-1 0.8 zeldzaamwoord"), rare(2)[:-1], rare(7300), rare(4))
    finally:
        root.handlers = handlers
        root.setLevel(level)
    written = "".join(capfd.readouterr())
    assert "batch_committed" in written
    assert [word for word in SECRETS if word in written] == []
