import pytest

NAME = "shooting-wrong-officer"


def test_without_a_name_the_exercises_are_listed(run, run_json):
    assert {one["name"] for one in run_json("exercise")} >= {NAME}
    assert "verkeerde agent" in run("--lang", "nl", "exercise").stdout


def test_it_is_played_and_debriefed(run, home):
    result = run("--lang", "nl", "exercise", NAME, "--speed", "0")
    shown = result.stdout
    for part in ("OEFENING", "Tijdlijn", "Per fase", "Per medewerker", "gevonden", "█"):
        assert part in shown
    assert "De verkeerde naam" in result.stderr
    assert list((home / "exercises").iterdir()) == []
    assert not (home / "doxwacht.sqlite").exists()


def test_it_can_be_kept_and_looked_at_as_an_exercise_only(run, run_json, home):
    result = run("exercise", NAME, "--speed", "0", "--keep")
    (kept,) = (home / "exercises").iterdir()
    assert str(kept) in "".join(result.stderr.split())
    assert run_json("--home", kept, "cases", "list", "--exercise")
    assert run_json("--home", kept, "cases", "list") == []
    assert run_json("--home", kept, "alerts", "list") == []


def test_its_outcome_can_be_scripted(run_json):
    outcome = run_json("exercise", NAME, "--speed", "0")
    assert outcome["exercise"] == NAME
    assert outcome["found"] + outcome["missed"] > 70
    assert outcome["recall"] > 0.7
    assert len(outcome["missed_posts"]) == outcome["missed"]


def test_it_takes_as_long_as_its_speed_says(run_json, monkeypatch):
    waited = []
    monkeypatch.setattr(
        "consumers.stopping.StopFlag.wait", lambda _, seconds: waited.append(seconds)
    )
    run_json("exercise", NAME, "--speed", "60")
    assert len(waited) > 100
    assert sum(waited) > 0


@pytest.mark.parametrize("speed", ["-1", "fast"])
def test_a_speed_is_a_number_from_nought_on(run, speed):
    assert "--speed" in run("exercise", NAME, "--speed", speed, code=2).stderr


def test_an_exercise_nobody_knows_is_not_found(run):
    assert "There are:" in run("exercise", "unheard-of", code=4).stderr
    assert "Er zijn:" in run("--lang", "nl", "exercise", "unheard-of", code=4).stderr
