"""The demonstration, and that nothing it handles reaches a log line or standard error."""

import csv
import json
import time

import pytest

from console.commands.demo import telling
from console.rehearsal import open_rehearsal
from console.scenario import find
from consumers.stopping import StopFlag

SCENARIO = find("demonstration-solicitation")
SHORTEST_TOLD_APART = 5


def personal_values():
    """Yield every value of the staff list that could name somebody, and every post text."""
    with (SCENARIO.folder / "staff.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for column in ("surname", "phones", "emails", "addresses", "plates", "handles",
                           "relatives", "given_names", "aliases"):  # fmt: skip
                yield from filter(None, (row[column] or "").split("|"))
    for line in SCENARIO.posts_file.read_text("utf-8").splitlines():
        post = json.loads(line)
        yield from (post["text"], post["url"], post["author"])
        for item in post.get("media", ()):
            yield from (item.get("ocr_text"), item.get("alt_text"))


@pytest.fixture(scope="module")
def values():
    told = {value.strip() for value in personal_values() if value}
    return {value for value in told if len(value) >= SHORTEST_TOLD_APART}


@pytest.mark.slow
def test_the_main_job_is_shown_twice_in_a_row_and_fast(run):
    began = time.monotonic()
    shown = [run("demo").stdout for _ in range(2)]
    assert time.monotonic() - began < 60
    for one in shown:
        for part in ("EXERCISE", "40 invented members of staff", "alerts; the worst:", "Why",
                     "instead of a pile of posts", "doxing posts found",
                     "What to do next:"):  # fmt: skip
            assert part in one


def test_it_speaks_dutch(run):
    shown = run("--lang", "nl", "demo").stdout
    for part in ("OEFENING", "Beschermlijst", "monitoringsvenster", "meldingen; de ernstigste:",
                 "Waarom", "zaken in plaats van", "Hoe nu verder:"):  # fmt: skip
        assert part.lower() in shown.lower()


def test_what_it_proposes_works(run, run_json, home):
    shown = run("demo").stdout
    demo_home = home / "exercises" / "demo"
    assert f"--home {demo_home}" in shown
    assert run_json("--home", demo_home, "cases", "list", "--exercise")
    example = next(line for line in shown.splitlines() if "alerts show" in line).split()[-1]
    assert "Why" in run("--home", demo_home, "alerts", "show", example).stdout


def test_the_two_explained_are_a_leak_and_a_question(home):
    run = open_rehearsal(SCENARIO, home / "exercises" / "demo", {"DOXWACHT_HOME": str(home)})
    run.play(None, StopFlag(), lambda _: None)
    leak, question = telling(run.alerts())
    run.process.close()
    assert leak.confident_subjects
    assert leak.categories
    assert question.subjects == () or not question.confident_subjects
    assert telling([]) == []


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.slow
def test_nothing_personal_reaches_logs_or_standard_error(program, home, values, log_format):
    result = program("demo", DOXWACHT_LOG_LEVEL="debug", DOXWACHT_LOG_FORMAT=log_format)
    assert result.returncode == 0, result.stderr
    said = result.stderr.decode()
    assert "batch_committed" in said
    assert [value for value in values if value in said] == []
    assert [value for value in values if value in result.stdout.decode()]
    for file in (home / "exercises" / "demo").iterdir():
        assert (
            file.name in {"doxwacht.sqlite", "watchlist.key", "exercise"} or "sqlite" in file.name
        )


def test_nothing_of_the_list_or_the_posts_lies_open_beside_the_alerts(run, home):
    run("demo")
    stored = b"".join(
        path.read_bytes() for path in (home / "exercises" / "demo").iterdir() if path.is_file()
    )
    posts = SCENARIO.posts().values()
    texts = "\n".join(text for post in posts for _, text in post.readable_parts())
    for post in posts:
        assert post.url.encode() not in stored
        assert post.author in texts or post.author.encode() not in stored


def test_nothing_personal_reaches_standard_error_of_other_commands(
    run, run_json, home, values, monkeypatch
):
    run("demo")
    demo_home = home / "exercises" / "demo"
    alert_id = run_json("--home", demo_home, "alerts", "list", "--exercise")[0]["alert_id"]
    monkeypatch.setenv("DOXWACHT_LOG_LEVEL", "debug")
    for call in (
        "status",
        "cases list --exercise",
        "alerts list --exercise",
        f"alerts show {alert_id}",
        "alerts export --exercise --reason exercise",
        "watchlist show --reveal --reason exercise",
        "dead-letters list",
        "audit verify",
    ):
        said = run("--home", demo_home, *call.split()).stderr
        assert [value for value in values if value in said] == []
