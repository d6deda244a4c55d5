from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def incident(ready, incident_file):
    path = incident_file(NOW - timedelta(hours=1), NOW + timedelta(hours=3))
    ready("incident", "add", path)
    return "march-1"


def test_incidents_are_added_listed_and_shown(run, run_json, incident):
    (listed,) = run_json("incident", "list")
    assert listed["incident_id"] == incident
    assert "An invented march" in run("incident", "list").stdout
    shown = run_json("incident", "show", incident)
    assert shown["kind"] == "demonstration"
    assert shown["windows"] == []
    assert "No monitoring window" in run("incident", "show", incident).stdout


@pytest.mark.usefixtures("ready")
def test_an_incident_file_with_mistakes_lists_them(run, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('id = "a b"\nkind = "party"\n', "utf-8")
    said = run("--lang", "nl", "incident", "add", path, code=3).stderr
    assert "- kind: moet een van deze zijn" in said
    assert "- title: ontbreekt" in said


def test_a_window_takes_over_what_the_incident_says(run_json, incident):
    window = run_json("window", "open", incident)
    assert window["state"] == "open"
    assert window["legal_basis"] == "invented basis"
    assert window["exercise"] is False


def test_what_is_given_wins(run_json, incident):
    window = run_json(
        "window", "open", incident, "--purpose", "Other", "--legal-basis", "Another",
        "--authorised-by", "chief-9", "--lead", "90m", "--tail", "1h30m", "--source", "feed-1",
        "--source", "feed-2",
    )  # fmt: skip
    assert window["purpose"] == "Other"
    assert window["authorised_by"] == "chief-9"
    assert (window["lead_min"], window["tail_min"]) == (90, 90)
    assert window["sources"] == ["feed-1", "feed-2"]


def test_rules_are_explained_all_at_once(run, run_json, incident):
    result = run(
        "window", "open", incident, "--legal-basis", " ", "--purpose", "", "--ends-at",
        (NOW + timedelta(hours=30)).isoformat(), code=5,
    )  # fmt: skip
    assert "A purpose is missing." in result.stderr
    assert "A legal basis is missing" in result.stderr
    assert "at most 24 hours" in result.stderr
    assert run_json("window", "list") == []


def test_a_later_window_is_planned_and_can_be_cancelled(run, run_json, incident):
    starts = (NOW + timedelta(hours=1)).isoformat()
    window = run_json("window", "open", incident, "--starts-at", starts)
    assert window["state"] == "planned"
    assert "Cancel it" in run("window", "close", window["window_id"], code=5).stderr
    assert run_json("window", "cancel", window["window_id"])["state"] == "cancelled"


@pytest.mark.usefixtures("ready")
def test_an_urgent_window_opens_from_four_fields_and_is_completed(run, run_json):
    window = run_json(
        "window", "open", "--urgent", "--title", "Shot at a square", "--kind", "shooting",
        "--lasts", "4h", "--authorised-by", "chief-1",
    )  # fmt: skip
    assert window["state"] == "open"
    assert window["legal_basis"] == ""
    assert window["complete_by"] is not None
    assert "unless completed" in " ".join(run("window", "list").stdout.split())
    completed = run_json("window", "complete", window["window_id"], "--legal-basis", "invented")
    assert completed["complete_by"] is None
    assert completed["purpose"]


@pytest.mark.usefixtures("ready")
def test_an_urgent_window_says_what_it_lacks(run):
    assert "--lasts" in run("window", "open", "--urgent", code=3).stderr
    said = run("window", "open", "--urgent", "--lasts", "4h", code=5).stderr
    assert "A title is missing." in said
    assert "authorises" in said


def test_extensions_need_ever_new_people(run, run_json, incident):
    window_id = run_json("window", "open", incident)["window_id"]

    def later(hours, by, **options):
        ends = (NOW + timedelta(hours=hours)).isoformat()
        return run(
            "window", "extend", window_id, "--ends-at", ends, "--authorised-by", by, **options
        )

    later(4, "chief-1")
    assert "has not decided on this window before" in " ".join(
        later(5, "Chief-1", code=5).stderr.split()
    )
    later(5, "chief-2")
    (window,) = run_json("window", "list", "--incident", incident)
    assert window["extensions"] == 2


def test_a_decision_on_an_old_view_is_a_conflict(run, run_json, incident):
    window = run_json("window", "open", incident)
    ends = (NOW + timedelta(hours=5)).isoformat()
    run("window", "extend", window["window_id"], "--ends-at", ends, "--authorised-by", "chief-2")
    stale = ("window", "close", window["window_id"], "--seen-revision", window["revision"])
    assert "changed meanwhile" in run(*stale, code=5).stderr
    assert run_json("window", "close", window["window_id"])["state"] == "closed"


@pytest.mark.usefixtures("ready")
def test_a_window_that_is_not_there_is_not_found(run):
    assert "no such window" in run("window", "close", "w-nothing", code=4).stderr
    assert "Name an incident" in run("window", "open", code=3).stderr
    assert "no such incident" in run("window", "open", "unheard-of", code=4).stderr


@pytest.mark.usefixtures("ready")
def test_times_on_the_screen_are_those_of_amsterdam(run, incident_file):
    starts = datetime(2026, 6, 20, 10, 0, tzinfo=UTC)
    path = incident_file(starts, starts + timedelta(hours=2), id="summer")
    run("incident", "add", path)
    assert "20-06-2026 12:00" in run("--lang", "nl", "incident", "show", "summer").stdout
    assert "2026-06-20 14:00" in run("incident", "show", "summer").stdout
