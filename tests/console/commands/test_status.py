from datetime import UTC, datetime, timedelta

import pytest

from console.overview import ALWAYS, BLIND_SPOTS

NOW = datetime.now(UTC).replace(microsecond=0)


def test_nothing_is_never_called_safe(run, run_json):
    run("init")
    document = run_json("status")
    assert document["safe"] is None
    assert document["blind_spots"][:3] == ["no_window", "no_watchlist", "no_source"]
    assert tuple(document["blind_spots"][3:]) == ALWAYS
    shown = run("status").stdout
    assert "Nothing is being monitored." in shown
    for code in document["blind_spots"]:
        assert BLIND_SPOTS[code] in " ".join(shown.split())


@pytest.mark.usefixtures("ready")
def test_an_open_window_without_alerts_says_that_this_is_not_safe(run, incident_file):
    path = incident_file(NOW - timedelta(hours=1), NOW + timedelta(hours=2))
    run("incident", "add", path)
    run("window", "open", "march-1")
    shown = run("--lang", "nl", "status").stdout
    assert "Dat is niet hetzelfde als veilig" in shown
    assert "Livestreams worden niet bekeken." in shown
    assert "Open monitoringsvensters" in shown


@pytest.mark.usefixtures("ready")
def test_silence_is_a_blind_spot(run, run_json, incident_file, tmp_path, monkeypatch):
    path = incident_file(NOW - timedelta(hours=1), NOW + timedelta(hours=2))
    run("incident", "add", path)
    run("window", "open", "march-1")
    posts = tmp_path / "posts.ndjson"
    posts.write_text("{broken\n", "utf-8")
    run("ingest", posts)
    document = run_json("status")
    assert document["blind_spots"][0] == "unreadable"
    assert document["dead_letters"] == {"not_json": 1}
    (source,) = document["sources"]
    assert source["name"] == "file:posts.ndjson"
    assert source["silent"] is False
    monkeypatch.setattr("console.overview.SILENT_AFTER", timedelta(0))
    assert "silent_source" in run_json("status")["blind_spots"]
    assert "silent" in run("status").stdout


@pytest.mark.usefixtures("ready")
def test_an_urgent_window_that_will_close_is_a_blind_spot(run, run_json):
    run("window", "open", "--urgent", "--title", "x", "--lasts", "2h", "--authorised-by", "chief-1")
    assert "incomplete_window" in run_json("status")["blind_spots"]


@pytest.mark.usefixtures("ready")
def test_planned_windows_are_listed(run, run_json, incident_file):
    path = incident_file(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    run("incident", "add", path)
    run("window", "open", "march-1")
    assert len(run_json("status")["planned_windows"]) == 1
    assert "Planned" in run("status").stdout
    assert run_json("status", "--exercise")["planned_windows"] == []
