from datetime import timedelta

from consumers import counts as outcomes
from consumers.counts import Tally
from matchers.finding import Level
from runtime.database import writing


def a_tally():
    tally = Tally()
    tally.add(outcomes.SEEN, times=3)
    tally.add(outcomes.OUTSIDE_WINDOW)
    tally.add(outcomes.SCORED, "w-1", 2)
    tally.add(outcomes.SCORED, "w-2")
    tally.add(outcomes.alert_outcome(Level.HIGH), "w-1")
    tally.add(outcomes.dead_letter_outcome("not_json"))
    return tally


def test_a_tally_sums_over_windows():
    tally = a_tally()
    assert tally.of(outcomes.SCORED) == 3
    assert (tally.alerts, tally.dead_letters) == (1, 1)
    tally.merge(a_tally())
    assert tally.of(outcomes.SEEN) == 6


def test_counts_add_up(engine, counts, clock):
    for _ in range(2):
        clock.advance(timedelta(seconds=1))
        with writing(engine) as connection:
            counts.add(connection, "file:/a", a_tally())
    with writing(engine) as connection:
        counts.add(connection, "file:/b", a_tally())
    assert counts.totals() == {
        "alert_high": 3,
        "dead_letter_not_json": 3,
        "outside_window": 3,
        "scored": 9,
        "seen": 9,
    }
    assert counts.totals("w-1") == {"alert_high": 3, "scored": 6}
    (first, *_) = counts.rows("w-2")
    assert (first.origin, first.outcome, first.count) == ("file:/a", "scored", 2)
    assert first.updated_at == clock.now()


def test_an_abandoned_transaction_counts_nothing(engine, counts):
    connection = engine.connect()
    with connection.begin() as transaction:
        counts.add(connection, "file:/a", a_tally())
        transaction.rollback()
    connection.close()
    assert counts.totals() == {}
