from datetime import timedelta

import pytest
from sqlalchemy import select, update

from consumers.deadletters import DeadLetters, RetrySource, derive_letter_id
from consumers.source import Position, Received
from consumers.tables import consumer_dead_letters
from runtime.database import reading, writing
from runtime.errors import TamperedError
from runtime.sealing import key_id_of


@pytest.fixture
def bury(engine, letters, clock):
    def run(offset=0, raw=b"geheim bericht", reason="not_json", letter_id=""):
        received = Received(Position(offset, 7), raw, clock.now(), letter_id=letter_id)
        with writing(engine) as connection:
            letters.add(connection, "file:/a", received, reason)
        return letter_id or derive_letter_id("file:/a", received.position)

    return run


def test_a_letter_is_listed_without_its_content(letters, bury, clock):
    letter_id = bury(offset=12)
    (letter,) = letters.list()
    assert letter.letter_id == letter_id
    assert letter.position == Position(12, 8)
    assert (letter.reason, letter.attempts) == ("not_json", 1)
    assert letter.expires_at == clock.now() + timedelta(hours=72)
    assert "geheim" not in repr(letter)


def test_the_same_place_makes_one_letter(letters, bury):
    bury()
    bury()
    bury(offset=5, reason="not_utf8")
    assert letters.count_by_reason() == {"not_json": 1, "not_utf8": 1}
    assert [letter.reason for letter in letters.list(reason="not_utf8")] == ["not_utf8"]


def test_content_is_sealed(engine, bury, tmp_path, keyring):
    bury()
    with reading(engine) as connection:
        sealed = connection.scalar(select(consumer_dead_letters.c.sealed))
    assert key_id_of(sealed) == keyring.primary_id()
    for file in tmp_path.glob("doxwacht.db*"):
        assert b"geheim" not in file.read_bytes()


def test_a_letter_opens_as_it_came(letters, bury, clock):
    letter_id = bury(raw=b"\xff\x00")
    (received,) = letters.open_all()
    assert (received.raw, received.arrived_at) == (b"\xff\x00", clock.now())
    assert received.letter_id == letter_id
    assert list(letters.open_all(["unknown"])) == []


def test_what_was_too_long_to_keep_stays_unreadable(letters, bury):
    bury(raw=b"", reason="line_too_long")
    (received,) = letters.open_all()
    assert received.mistake == "line_too_long"


def test_letters_expire(letters, bury, clock):
    bury()
    clock.advance(timedelta(hours=71, minutes=59))
    assert letters.expire() == 0
    clock.advance(timedelta(minutes=1))
    assert letters.list() == ()
    assert list(letters.open_all()) == []
    assert letters.expire() == 1


def test_a_letter_that_fails_again_counts_the_attempt(letters, bury):
    letter_id = bury()
    bury(letter_id=letter_id, reason="missing_text")
    (letter,) = letters.list()
    assert (letter.attempts, letter.reason) == (2, "missing_text")


def test_letters_are_removed(engine, letters, bury):
    ids = [bury(offset) for offset in range(3)]
    with writing(engine) as connection:
        letters.remove(connection, ids[:2])
        letters.remove(connection, [])
    assert [letter.letter_id for letter in letters.list()] == ids[2:]


def test_a_changed_letter_is_noticed(engine, letters, bury):
    first, second = bury(0), bury(1)
    columns = consumer_dead_letters.c
    with writing(engine) as connection:
        other = select(columns.sealed).where(columns.letter_id == first).scalar_subquery()
        change = update(consumer_dead_letters).where(columns.letter_id == second)
        connection.execute(change.values(sealed=other))
    with pytest.raises(TamperedError):
        list(letters.open_all([second]))


def test_letters_survive_a_rotation_and_the_end_of_the_old_key(letters, bury, key_file, keyring):
    bury(0)
    key_file.rotate()
    bury(1)
    assert letters.reseal() == 2
    key_file.drop_retired()
    assert len(keyring.key_ids()) == 1
    assert [item.raw for item in letters.open_all()] == [b"geheim bericht"] * 2


def test_a_retry_hands_letters_out_in_batches(letters, bury):
    for offset in range(5):
        bury(offset)
    batches = list(RetrySource(letters, batch_size=2).batches())
    assert [len(batch.received) for batch in batches] == [2, 2, 1]
    assert all(batch.is_repeat and not batch.stretches for batch in batches)


def test_the_lifetime_is_a_setting(engine, clock, keyring):
    short = DeadLetters(engine, clock, keyring, timedelta(hours=1))
    received = Received(Position(9), b"x", clock.now())
    with writing(engine) as connection:
        short.add(connection, "file:/a", received, "not_json")
    (letter,) = short.list()
    assert letter.expires_at == clock.now() + timedelta(hours=1)
