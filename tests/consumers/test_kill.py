"""The process is killed again and again, and the outcome is that of an uninterrupted run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("kill_driver.py")
POINTS = 50
RANDOM = 12

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kill")
    command = [sys.executable, str(DRIVER), str(folder), str(POINTS), str(RANDOM)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "outcome.json").read_text("utf-8"))


def test_the_uninterrupted_run_has_something_of_everything(told):
    whole = told["whole"]
    assert len(whole["alerts"]) > 20
    assert len(whole["cases"]) == 8
    assert len(whole["letters"]) == 4
    outcomes = {outcome for _, outcome, _ in whole["counts"]}
    assert {"seen", "outside_window", "below_bar", "dead_letter_not_json"} <= outcomes


def test_it_was_killed_at_fifty_points_and_at_random_moments(told):
    points = [trial for trial in told["trials"] if trial["kill"].startswith("step")]
    assert len(points) == POINTS
    assert all(trial["killed"] == 1 for trial in points)
    randoms = [trial for trial in told["trials"] if trial["kill"].startswith("random")]
    assert sum(trial["killed"] for trial in randoms) >= RANDOM // 2


def test_whatever_it_was_killed_at_the_outcome_is_the_same(told):
    for trial in told["trials"]:
        assert (trial["kill"], trial["outcome"]) == (trial["kill"], told["whole"])
