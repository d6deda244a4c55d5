import gzip
import json
import os
import signal
from datetime import timedelta

import pytest

from consumers.deadletters import ORIGIN, RetrySource
from consumers.formats.ndjson import decode
from consumers.ledger import ACTOR, source_id
from consumers.loop import BackOff, Report
from consumers.source import Extent
from consumers.stopping import StopFlag
from incidents.rules import Ending, Extension
from matchers.finding import Level
from runtime.audit import entries
from runtime.database import reading
from runtime.errors import BadInputError, StoreUnavailableError

FAST = BackOff(0.001, 0.002)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "posts.ndjson"


@pytest.fixture
def write(path):
    def run(*lines):
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return run


def test_a_post_becomes_an_alert_and_a_case(world, write, line):
    window = world.open_window()
    summary = world.ingest(write(line(1, text="dit is dox S-1 0.8")))
    assert summary.is_complete
    (alert,) = world.alerts()
    assert (alert.window_id, alert.level) == (window.window_id, Level.HIGH)
    assert alert.ingested_at == world.clock.now()
    (case,) = world.cases()
    assert world.book.get(case.case_id).alert_ids == (alert.alert_id,)


def test_every_outcome_is_counted(world, write, line):
    window = world.open_window()
    posts = [
        line(1, text="dox S-1 0.5"),
        line(2, text="dox S-1 0.95"),
        line(3, text="dox S-2 0.49"),
        line(4),
        line(7200),
        line(7201),
        b"geen json",
        line(5, text=...),
        b"",
    ]
    summary = world.ingest(write(*posts), batch_size=2)
    assert world.counts.totals() == {
        "alert_critical": 1,
        "alert_medium": 1,
        "below_bar": 3,
        "dead_letter_missing_text": 1,
        "dead_letter_not_json": 1,
        "outside_window": 1,
        "scored": 5,
        "seen": 8,
    }
    assert world.counts.totals(window.window_id)["scored"] == 5
    assert (summary.batches, summary.tally.alerts, summary.tally.dead_letters) == (4, 2, 2)


def test_a_post_in_two_windows_gives_an_alert_in_each_and_is_scored_once(world, write, line):
    first, second = world.open_window("mars"), world.open_window("rellen")
    world.ingest(write(line(1, text="dox S-1 0.8")))
    assert {alert.window_id for alert in world.alerts()} == {first.window_id, second.window_id}
    assert world.scorer.posts == 1
    assert len(world.cases()) == 2


def test_incident_and_source_narrow_the_windows(world, write, line):
    world.open_window("mars")
    other = world.open_window("rellen", sources=("plein",))
    posts = [
        line(1, text="dox S-1 0.8", incident_id="rellen", source="plein"),
        line(2, text="dox S-1 0.8", incident_id="rellen", source="elders"),
    ]
    world.ingest(write(*posts))
    assert [alert.window_id for alert in world.alerts()] == [other.window_id]


def test_what_lies_outside_every_window_is_not_even_scored(world, write, line):
    world.open_window()
    world.ingest(write(line(7201, text="dox S-1 0.9")))
    assert world.scorer.posts == 0
    assert world.counts.totals() == {"outside_window": 1, "seen": 1}


def test_without_a_window_nothing_is_kept_not_even_a_dead_letter(world, write, line):
    world.ingest(write(line(1, text="dox S-1 0.9"), b"geen json"))
    assert world.alerts() == ()
    assert world.letters.list() == ()
    assert world.counts.totals() == {
        "dead_letter_not_json": 1,
        "outside_window": 1,
        "seen": 2,
    }


def test_a_post_that_arrives_after_the_window_is_discarded(world, write, line):
    world.open_window()
    path = write(line(1, text="dox S-1 0.9"))
    world.clock.advance(timedelta(hours=2))
    world.ingest(path)
    assert world.alerts() == ()


def test_a_post_from_the_future_is_a_dead_letter(world, write, line):
    world.open_window()
    world.ingest(write(line(-300), line(-301)))
    assert [letter.reason for letter in world.letters.list()] == ["created_in_future"]


def test_running_again_changes_nothing(world, write, line):
    world.open_window()
    path = write(line(1, text="dox S-1 0.8"), b"geen json", line(2))
    world.ingest(path)
    before = (world.alerts(), world.cases(), world.counts.totals(), world.letters.list())
    assert world.ingest(path).batches == 0
    assert (world.alerts(), world.cases(), world.counts.totals(), world.letters.list()) == before


def test_the_same_post_twice_is_one_alert(world, write, line):
    world.open_window()
    world.ingest(write(line(1, text="dox S-1 0.8"), line(1, text="dox S-1 0.95")))
    (alert,) = world.alerts()
    assert alert.level is Level.HIGH
    (case,) = world.cases()
    assert case.severity is Level.HIGH
    assert world.counts.totals()["alert_high"] == 2


def test_one_audit_entry_per_batch_comes_with_the_commit(world, write, line):
    world.open_window()
    path = write(*(line(number) for number in range(7)))
    world.ingest(path, batch_size=3)
    subject = source_id(world.source(path).origin)
    with reading(world.engine) as connection:
        found = entries(connection, "source", subject)
    assert [entry.entry.actor for entry in found] == [ACTOR] * 3
    assert len({entry.entry.detail_digest for entry in found}) == 3
    assert str(path) not in subject
    world.audit.verify(world.engine)


def test_a_window_opened_during_ingest_takes_effect(world, write, line):
    path = write(line(1, text="dox S-1 0.8"), line(2, text="dox S-1 0.8"))
    reports = []

    def open_after_first(report):
        reports.append(report)
        if len(reports) == 1:
            world.open_window()

    world.ingest(path, batch_size=1, on_report=open_after_first)
    assert len(world.alerts()) == 1


def test_a_window_closed_during_ingest_takes_effect(world, write, line):
    window = world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(4)))
    reports = []

    def close_after_second(report):
        reports.append(report)
        world.clock.advance(timedelta(seconds=1))
        if len(reports) == 2:
            world.registry.close(Ending(window.window_id, "incident_over", 1), "tester")

    world.ingest(path, batch_size=1, on_report=close_after_second)
    assert len(world.alerts()) == 2
    assert world.counts.totals()["outside_window"] == 2


def test_a_window_extended_during_ingest_takes_effect(world, write, line):
    window = world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(2)))
    reports = []

    def extend(report):
        reports.append(report)
        if len(reports) == 1:
            longer = window.ends_at + timedelta(hours=2)
            request = Extension(window.window_id, longer, "hovj-2", "still_going_on", 1)
            world.registry.extend(request, "tester")
            world.clock.advance(timedelta(hours=3))

    world.ingest(path, batch_size=1, on_report=extend)
    assert len(world.alerts()) == 2


def test_a_window_closes_by_itself_during_ingest(world, write, line):
    world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(3)))
    world.ingest(path, batch_size=1, on_report=lambda _: world.clock.advance(timedelta(hours=1)))
    assert len(world.alerts()) == 2


def test_a_rotation_during_ingest_loses_nothing(world, write, line, key_file):
    world.open_window()
    posts = [line(number, text="dox S-1 0.8") for number in range(4)]
    path = write(*(item for post in posts for item in (post, b"geen json")))
    reports = []

    def rotate(report):
        reports.append(report)
        if len(reports) == 2:
            key_file.rotate()
        if len(reports) == 3:
            world.registry.reseal(world.registry.keyring, "tester")
            world.letters.reseal()
            key_file.drop_retired()

    world.ingest(path, batch_size=2, on_report=rotate)
    assert len(world.alerts()) == 4
    assert len({alert.author_token for alert in world.alerts()}) == 1
    assert [item.raw for item in world.letters.open_all()] == [b"geen json"] * 4


def test_a_new_scorer_counts_from_the_next_batch_on(world, write, line):
    world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(3)))
    versions = iter(["v1", "v2", "v2"])

    def current():
        world.scorer.version = next(versions)
        return world.scorer

    world.ingest(path, batch_size=1, current_scorer=current)
    assert sorted(alert.rule_version for alert in world.alerts()) == ["v1", "v2", "v2"]


class Flaky:
    """A store or book that does not answer at the given calls, before or after working."""

    def __init__(self, inner, before=(), after=()):
        self._inner = inner
        self._before, self._after = before, after
        self.calls = 0

    def _tried(self, work):
        self.calls += 1
        if self.calls in self._before:
            raise StoreUnavailableError("away")
        result = work()
        if self.calls in self._after:
            raise StoreUnavailableError("away")
        return result

    def put(self, alerts):
        return self._tried(lambda: self._inner.put(alerts))

    def record(self, alerts):
        return self._tried(lambda: self._inner.record(alerts))

    def get(self, alert_id):
        return self._inner.get(alert_id)


@pytest.mark.parametrize("failing", ["store", "cases"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_store_that_comes_back_loses_and_doubles_nothing(world, write, line, failing, when):
    world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(4)))
    inner = {"store": world.store, "cases": world.book}[failing]
    flaky = Flaky(inner, **{when: (1, 2, 4)})
    world.ingest(path, batch_size=2, back_off=FAST, **{failing: flaky})
    assert flaky.calls == 5
    assert len(world.alerts()) == 4
    assert world.counts.totals() == {"alert_high": 4, "scored": 4, "seen": 4}


def test_a_stop_during_an_outage_leaves_the_batch_for_later(world, write, line):
    world.open_window()
    path = write(line(1, text="dox S-1 0.8"))
    stop = StopFlag()

    class Away(Flaky):
        def put(self, alerts):
            stop.set()
            return super().put(alerts)

    summary = world.ingest(path, stop=stop, back_off=FAST, store=Away(world.store, before=(1,)))
    assert not summary.is_complete
    assert world.counts.totals() == {}
    assert world.ingest(path).is_complete
    assert len(world.alerts()) == 1


def test_another_watchlist_after_an_outage_leaves_no_alert_without_a_case(world, write, line):
    """The first attempt stores the alert, the second would not make it any more."""
    world.open_window()
    path = write(line(1, text="dox S-1 0.8"))
    scores = iter(["dox S-1 0.8", "niets"])

    class Changing:
        def find_all(self, post, events):
            del post
            changed = json.loads(line(1, text=next(scores)))["text"]
            return world.scorer.find_all(type("P", (), {"text": changed}), events)

    world.ingest(
        path,
        back_off=FAST,
        cases=Flaky(world.book, before=(1,)),
        current_scorer=Changing,
    )
    (alert,) = world.alerts()
    (case,) = world.cases()
    assert world.book.get(case.case_id).alert_ids == (alert.alert_id,)
    assert world.counts.totals() == {"alert_high": 1, "below_bar": 0, "scored": 1, "seen": 1}


def test_a_window_that_closes_during_a_crash_orphans_no_alert(world, write, line):
    """Killed between store and case; the window is closed before the restart."""
    window = world.open_window()
    path = write(line(1, text="dox S-1 0.8"))

    class Killed(Exception):  # noqa: N818 - stands for the end of the process
        pass

    class Deadly:
        def record(self, _):
            raise Killed

    with pytest.raises(Killed):
        world.ingest(path, cases=Deadly())
    assert len(world.alerts()) == 1
    world.clock.advance(timedelta(minutes=5))
    world.registry.close(Ending(window.window_id, "incident_over", 1), "tester")
    world.ingest(path)
    assert len(world.cases()) == 1
    assert world.counts.totals() == {"alert_high": 1, "scored": 1, "seen": 1}


def test_any_other_error_ends_the_loop(world, write, line):
    world.open_window()

    class Broken:
        def find_all(self, *_):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.ingest(write(line(1)), current_scorer=Broken)
    assert world.counts.totals() == {}


def test_a_signal_finishes_the_batch_and_stops(world, write, line):
    world.open_window()
    path = write(*(line(number, text="dox S-1 0.8") for number in range(4)))
    stop = StopFlag()

    class Signalled(Flaky):
        def put(self, alerts):
            if self.calls == 1:
                os.kill(os.getpid(), signal.SIGTERM)
            return super().put(alerts)

    with stop.on_signals():
        summary = world.ingest(path, batch_size=1, stop=stop, store=Signalled(world.store))
    assert not summary.is_complete
    assert world.counts.totals()["seen"] == 2
    assert world.ingest(path).is_complete
    assert world.counts.totals()["seen"] == 4


def test_what_came_before_broken_content_is_committed(world, path, line):
    world.open_window()
    data = b"".join(line(number, text="dox S-1 0.8") + b"\n" for number in range(50))
    path.write_bytes(gzip.compress(data)[:-4])
    with pytest.raises(BadInputError):
        world.ingest(path)
    assert len(world.alerts()) == 50


def test_reports_tell_how_far_it_is(world, write, line):
    world.open_window()
    path = write(line(1, text="dox S-1 0.8"), line(2))
    reports: list[Report] = []
    world.ingest(path, on_report=reports.append)
    size = path.stat().st_size
    assert reports[-1].extent == Extent(size, size)
    assert (reports[-1].tally.of("seen"), reports[-1].tally.alerts) == (2, 1)


def test_a_retried_letter_counts_for_the_window_it_arrived_in(world, write, line):
    window = world.open_window()
    world.ingest(write(line(1, text="dox S-1 0.8"), b"geen json"))
    world.clock.advance(timedelta(hours=5))
    assert world.registry.open_windows() == ()

    def repaired(raw):
        return decode(line(9, text="dox S-2 0.9") if raw == b"geen json" else raw)

    loop = world.loop(RetrySource(world.letters))
    object.__setattr__(loop.judge, "decode", repaired)
    loop.run()
    assert world.letters.list() == ()
    assert len(world.alerts()) == 2
    found = {row.outcome: row.count for row in world.counts.rows() if row.origin == ORIGIN}
    assert found == {"retried": 1, "scored": 1, "alert_critical": 1}
    assert world.counts.totals(window.window_id)["scored"] == 2


def test_a_letter_that_is_still_unreadable_stays(world, write):
    world.open_window()
    world.ingest(write(b"geen json"))
    world.loop(RetrySource(world.letters)).run()
    (letter,) = world.letters.list()
    assert letter.attempts == 2
    assert world.counts.totals() == {"dead_letter_not_json": 1, "retried": 1, "seen": 1}


def test_expired_letters_are_erased_while_it_runs(world, write, line):
    world.open_window()
    world.ingest(write(b"geen json"))
    world.clock.advance(timedelta(hours=72))
    world.ingest(write(b"geen json", line(1)))
    assert list(world.letters.open_all()) == []
    assert world.letters.expire() == 0
