import logging

import pytest

from console import rehearsal, scenario
from console.process import Process
from consumers.stopping import StopFlag
from runtime.errors import RefusedError


@pytest.fixture
def environ(home):
    return {"DOXWACHT_HOME": str(home)}


@pytest.fixture(scope="module")
def chosen():
    return scenario.find("shooting-wrong-officer")


@pytest.fixture(scope="module")
def played(chosen, tmp_path_factory):
    """Return an exercise that was played once, for tests that only look."""
    home = tmp_path_factory.mktemp("played")
    root = logging.getLogger()
    before = root.handlers[:], root.level
    run = rehearsal.open_rehearsal(chosen, home / "one", {"DOXWACHT_HOME": str(home)})
    run.play(None, StopFlag(), lambda _: None)
    yield run
    run.process.close()
    root.handlers, root.level = before


def test_everything_of_an_exercise_is_marked_as_one(played):
    assert played.window.exercise
    alerts = played.alerts()
    assert alerts
    assert all(alert.exercise for alert in alerts)


def test_the_debrief_covers_every_post_of_the_key(played, chosen):
    outcome = played.debrief("nl")
    assert len(outcome.lines) == len(list(chosen.answers()))
    assert outcome.unexplained == ()
    assert outcome.score.found > outcome.score.missed


def test_outside_posts_are_discarded_although_they_dox(played, chosen):
    outside = {one.post_id for one in chosen.answers() if one.outside_window}
    assert outside
    assert played.process.counts.totals()["outside_window"] == len(outside)


def test_the_real_home_database_and_key_are_not_touched(chosen, home, tmp_path):
    real = {
        "DOXWACHT_HOME": str(home),
        "DOXWACHT_DATABASE_URL": f"sqlite:///{tmp_path / 'real.sqlite'}",
        "DOXWACHT_WATCHLIST_KEY": "A" * 43 + "=",
        "DOXWACHT_WINDOW_MAX_SHOOTING_H": "1",
    }
    run = rehearsal.open_rehearsal(chosen, rehearsal.new_home(real, "x"), real)
    run.process.close()
    assert not (tmp_path / "real.sqlite").exists()
    assert not (home / "watchlist.key").exists()
    assert run.process.runtime.watchlist_key is None
    assert [one.name for one in home.iterdir()] == ["exercises"]


def test_each_run_has_a_home_of_its_own(environ):
    assert rehearsal.new_home(environ, "x") != rehearsal.new_home(environ, "x")


def test_only_the_folder_of_an_exercise_is_ever_removed(environ, home, chosen):
    with pytest.raises(RefusedError):
        rehearsal.remove_home(home.parent)
    run = rehearsal.open_rehearsal(chosen, home / "exercises" / "one", environ)
    run.process.close()
    rehearsal.remove_home(home / "exercises" / "one")
    assert not (home / "exercises" / "one").exists()
    rehearsal.remove_home(home / "exercises" / "one")


def test_the_clock_is_that_of_the_story_and_the_audit_log_keeps_real_time(played, chosen):
    assert played.clock.now() >= chosen.incident.starts_at
    assert isinstance(played.process, Process)
    assert played.process.audit.verify(played.process.engine).entries > 3


def test_a_stop_ends_it_early(chosen, environ, home):
    run = rehearsal.open_rehearsal(chosen, home / "exercises" / "one", environ)
    stop = StopFlag()
    stop.set()
    assert not run.play(1.0, stop, lambda _: None).is_complete or run.alerts() == []
    run.process.close()


def test_the_folder_says_whose_it_is(environ, home, chosen):
    run = rehearsal.open_rehearsal(chosen, home / "exercises" / "one", environ)
    run.process.close()
    assert "exercise" in (home / "exercises" / "one" / "exercise").read_text("utf-8")
