from datetime import timedelta

import pytest

from consumers.exercise import ExerciseSource, Pace
from consumers.files import FileRequest
from consumers.stopping import StopFlag
from runtime.errors import BadInputError


@pytest.fixture
def path(tmp_path, line):
    path = tmp_path / "posts.ndjson"
    posts = [line(3600 - 60 * number, text=f"dox S-{number} 0.8") for number in range(5)]
    path.write_bytes(b"".join(post + b"\n" for post in [*posts, b"geen json"]))
    return path


@pytest.fixture
def play(world, path):
    def run(pace=None, label="w-1"):
        request = FileRequest(str(path), label)
        return ExerciseSource(request, world.progress, world.clock, pace or Pace())

    return run


class Watch:
    """A stop flag that counts the waiting instead of doing it."""

    def __init__(self, stop_after=1000):
        self.waits = []
        self._stop_after = stop_after
        self.is_set = False

    def wait(self, seconds):
        self.waits.append(seconds)
        return len(self.waits) > self._stop_after


def test_posts_arrive_when_they_were_made_and_drive_the_clock(world, play):
    start = world.clock.now()
    (batch,) = (batch for batch in play().batches() if batch.received)
    arrivals = [start - timedelta(minutes=60 - number) for number in range(5)]
    assert [item.arrived_at for item in batch.received] == [*arrivals, arrivals[-1]]
    assert world.clock.now() == arrivals[-1]


def test_an_exercise_never_counts_for_reality(world, play):
    noon = world.clock.now()
    world.clock.move_to(noon - timedelta(hours=2))
    world.open_window("echt", starts_at=world.clock.now())
    world.loop(play(), exercise=True).run()
    assert world.alerts(exercise=False) == ()
    assert world.counts.totals()["outside_window"] == 5


def test_real_posts_never_count_for_an_exercise(world, path):
    world.open_window("oefening", exercise=True)
    world.ingest(path)
    assert world.alerts(exercise=True) == ()
    assert world.counts.totals()["outside_window"] == 5


def test_a_whole_exercise_gives_its_alerts(world, play):
    noon = world.clock.now()
    world.clock.move_to(noon - timedelta(hours=2))
    window = world.open_window("oefening", exercise=True)
    summary = world.loop(play(), exercise=True).run()
    assert summary.is_complete
    alerts = world.alerts(exercise=True)
    assert len(alerts) == 5
    assert all(alert.exercise and alert.ingested_at == alert.created_at for alert in alerts)
    assert world.counts.totals(window.window_id) == {"alert_high": 5, "scored": 5}
    assert [letter.reason for letter in world.letters.list()] == ["not_json"]


def test_the_same_file_can_be_played_again_in_another_window(world, play):
    world.clock.move_to(world.clock.now() - timedelta(hours=2))
    start = world.clock.now()
    for name in ("eerste", "tweede"):
        world.clock.move_to(start)
        window = world.open_window(name, exercise=True)
        world.loop(play(label=window.window_id), exercise=True).run()
        assert world.counts.totals(window.window_id)["scored"] == 5


def test_a_speed_spreads_posts_over_time(play):
    watch = Watch()
    pace = Pace(speed=60, stop=watch, monotonic=lambda: 0.0)
    batches = [batch for batch in play(pace).batches() if batch.received]
    assert [len(batch.received) for batch in batches] == [1] * 6
    assert watch.waits == [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]


def test_a_stop_ends_the_waiting(play):
    pace = Pace(speed=60, stop=Watch(stop_after=2), monotonic=lambda: 0.0)
    assert len([batch for batch in play(pace).batches() if batch.received]) == 2


def test_a_stop_asked_for_before_ends_it_at_once(play):
    stop = StopFlag()
    stop.set()
    assert [batch for batch in play(Pace(stop=stop)).batches() if batch.received] == []


@pytest.mark.parametrize(("speed", "label"), [(0.0, "w-1"), (-1.0, "w-1"), (None, "")])
def test_speed_and_label_are_checked(play, speed, label):
    with pytest.raises(BadInputError):
        play(Pace(speed=speed), label)
