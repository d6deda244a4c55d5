"""From posts to alerts, cases and a status, through the commands, on the real clock."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from console.render.moments import zone

NOW = datetime.now(UTC).replace(microsecond=0)
DOX = "Dit is die smeris: Jan van den Eikenhorst, Dennenlaan 912 in Merwedam. Ga langs!"
WEATHER = "Mooi weer op de kade vandaag."


def post(post_id, text=DOX, minutes=-5, **more):
    return {
        "id": post_id,
        "platform": "x",
        "url": f"https://x.example/{post_id}",
        "author": "roepert",
        "text": text,
        "created_at": (NOW + timedelta(minutes=minutes)).isoformat(),
    } | more


@pytest.fixture
def posts(tmp_path):
    def write(*lines, name="posts.ndjson"):
        path = tmp_path / name
        encoded = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        path.write_bytes(b"".join(line + b"\n" for line in encoded))
        return path

    return write


@pytest.fixture
def window_id(ready, run_json, incident_file):
    path = incident_file(NOW - timedelta(hours=1), NOW + timedelta(hours=3))
    ready("incident", "add", path)
    return run_json("window", "open", "march-1")["window_id"]


@pytest.fixture
def alert_id(run, run_json, window_id, posts):
    run("ingest", posts(post("p1"), post("p2", WEATHER), post("p3", f"RT {DOX}")))
    return run_json("alerts", "list", "--window", window_id)[0]["alert_id"]


def test_posts_become_alerts_and_cases(run_json, window_id, posts):
    counts = run_json("ingest", posts(post("p1"), post("p2", WEATHER), post("p3", minutes=-120)))
    assert counts["complete"] is True
    assert counts["counts"]["seen"] == 3
    assert counts["counts"]["outside_window"] == 1
    (alert,) = run_json("alerts", "list")
    assert alert["staff_ids"] == ["T-1"]
    assert alert["window_id"] == window_id
    (case,) = run_json("cases", "list")
    assert alert["cases"] == [case["case_id"]]


@pytest.mark.usefixtures("alert_id")
def test_a_time_of_day_looks_back_when_alerts_are_listed(run_json):
    before = (NOW - timedelta(minutes=10)).astimezone(zone()).strftime("%H:%M")
    assert len(run_json("alerts", "list", "--since", before)) == 2
    assert run_json("alerts", "list", "--until", before) == []


@pytest.mark.usefixtures("window_id")
def test_the_same_file_is_not_taken_in_twice(run_json, posts):
    path = posts(post("p1"))
    run_json("ingest", path)
    assert run_json("ingest", path)["counts"] == {}
    assert len(run_json("alerts", "list")) == 1


@pytest.mark.usefixtures("ready")
def test_without_a_window_everything_is_discarded_unread(run, run_json, posts):
    result = run("ingest", posts(post("p1")))
    assert "No monitoring window is open" in result.stderr
    assert run_json("alerts", "list") == []
    assert "does not mean that all is safe" in run("alerts", "list").stdout


def test_without_a_watchlist_nothing_is_taken_in(run, posts):
    run("init")
    assert "watchlist import" in run("ingest", posts(post("p1")), code=4).stderr


@pytest.mark.usefixtures("ready")
def test_a_feed_can_be_named_for_posts_that_do_not(run, run_json, incident_file, posts):
    path = incident_file(NOW - timedelta(hours=1), NOW + timedelta(hours=1), sources=["feed-1"])
    run("incident", "add", path)
    run("window", "open", "march-1")
    assert run_json("ingest", posts(post("p1")))["counts"]["outside_window"] == 1
    named = posts(post("p2"), post("p3", source="feed-2"), name="named.ndjson")
    assert run_json("ingest", named, "--source", "feed-1")["counts"]["scored"] == 1


def test_a_past_window_is_replayed_as_of_then(run, run_json, window_id, posts):
    path = posts(post("p1"))
    run("window", "close", window_id)
    assert run_json("ingest", path)["counts"]["outside_window"] == 1
    then = run_json("window", "list")[0]["opened_at"]
    assert run_json("ingest", path, "--as-of", then)["counts"]["scored"] == 1


@pytest.mark.usefixtures("window_id")
def test_exercises_and_reality_never_meet(run, run_json, posts):
    result = run("ingest", posts(post("p1")), "--exercise")
    assert "No monitoring window is open" in result.stderr
    assert run_json("alerts", "list", "--exercise") == []


@pytest.mark.usefixtures("run_json", "window_id")
def test_standard_input_is_taken_in(program):
    result = program("ingest", "-", "--json", stdin=json.dumps(post("p1")).encode())
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["counts"]["scored"] == 1


@pytest.mark.usefixtures("window_id")
def test_an_unreadable_message_is_kept_listed_and_tried_again(run, run_json, posts):
    counts = run_json("ingest", posts(post("p1"), b"{broken", b'{"id": "geheim"}'))["counts"]
    assert counts["dead_letter_not_json"] == 1
    letters = run_json("dead-letters", "list")
    assert {one["reason"] for one in letters} >= {"not_json"}
    assert "geheim" not in run("dead-letters", "list").stdout
    assert "not_json" in run("dead-letters", "list", "--reason", "not_json").stdout
    again = run_json("dead-letters", "retry", letters[0]["letter_id"][:12])
    assert again["counts"] == {"retried": 1}
    assert run_json("dead-letters", "retry")["counts"] == {"retried": 2}
    assert max(one["attempts"] for one in run_json("dead-letters", "list")) == 3


def test_alerts_are_listed_without_any_text(run, alert_id):
    shown = run("alerts", "list").stdout
    assert alert_id[:12] in shown
    for value in ("Eikenhorst", "Dennenlaan", "smeris"):
        assert value not in shown


@pytest.mark.usefixtures("alert_id")
def test_alerts_can_be_narrowed_down(run_json):
    assert len(run_json("alerts", "list")) == 2
    assert len(run_json("alerts", "list", "--limit", 1)) == 1
    assert len(run_json("alerts", "list", "--text", "dennenlaan")) == 2
    assert run_json("alerts", "list", "--text", "lindelaan") == []
    assert run_json("alerts", "list", "--staff", "T-2") == []
    assert run_json("alerts", "list", "--level", "low") == []
    assert run_json("alerts", "list", "--until", (NOW - timedelta(hours=1)).isoformat()) == []
    assert len(run_json("alerts", "list", "--incident", "march-1", "--min-score", "0.5")) == 2


def test_an_alert_is_explained_with_names_and_with_the_leak_masked(run, alert_id):
    shown = run("alerts", "show", alert_id[:12]).stdout
    assert "T-1 Jan van den Eikenhorst" in shown
    assert "Why" in shown
    assert "[address]" in shown
    assert "912" not in shown
    assert "1 other post in the same case" in shown
    assert "https://" not in shown


def test_what_leaked_is_revealed_for_a_reason(run, run_json, alert_id):
    assert "needs a reason" in run("alerts", "show", alert_id, "--reveal", code=3).stderr
    shown = run("alerts", "show", alert_id, "--reveal", "--reason", "notice").stdout
    assert "Dennenlaan 912" in shown
    assert "https://x.example/p" in shown
    document = run_json("alerts", "show", alert_id, "--reveal", "--reason", "notice")
    assert document["url"]["original"].startswith("https://x.example/p")


def test_scripts_get_the_leak_masked_too(run, alert_id):
    shown = run("alerts", "show", alert_id, "--json").stdout
    assert "912" not in shown
    assert "Dennenlaan" not in shown
    assert json.loads(shown)["url"]["original"] == ""


def test_an_alert_nobody_knows_is_not_found(run, alert_id):
    assert "no alert" in run("alerts", "show", "0" * 40, code=4).stderr
    assert "no alert" in run("alerts", "show", "ffffff00000f", code=4).stderr
    assert "at least 6" in run("alerts", "show", alert_id[:3], code=3).stderr


def test_an_export_needs_a_reason_and_is_private(run, alert_id, tmp_path):
    run("alerts", "export", code=2)
    out = tmp_path / "dossier.ndjson"
    assert "2 alerts exported" in run("alerts", "export", "--reason", "notice", "--out", out).stderr
    assert out.stat().st_mode & 0o077 == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {line["alert_id"] for line in lines} >= {alert_id}
    printed = run("alerts", "export", "--reason", "review", "--incident", "march-1").stdout
    assert len(printed.splitlines()) == 2


def test_what_is_read_is_logged(run, run_json, alert_id, home):

    run("alerts", "list")
    run("alerts", "show", alert_id)
    run("alerts", "show", alert_id, "--reveal", "--reason", "notice")
    run("alerts", "export", "--reason", "care")
    (case,) = run_json("cases", "list")
    run("cases", "show", case["case_id"])
    with sqlite3.connect(home / "doxwacht.sqlite") as database:
        rows = database.execute("SELECT actor, action, reason_code FROM audit_log").fetchall()
    database.close()
    for row in (
        ("analyst-1", "alerts_listed", ""),
        ("analyst-1", "alert_read", "triage"),
        ("analyst-1", "alert_revealed", "notice"),
        ("analyst-1", "alerts_exported", "care"),
        ("analyst-1", "case_read", ""),
    ):
        assert row in rows
    assert "whole" in run("audit", "verify").stdout


def test_a_case_shows_its_alerts_and_what_can_be_done(run, run_json, alert_id):
    (case,) = run_json("cases", "list", "--state", "new", "--min-severity", "medium")
    shown = run("cases", "show", case["case_id"].lower()).stdout
    assert alert_id[:12] in shown
    assert "Can become: in triage, escalated, dismissed" in shown
    document = run_json("cases", "show", case["case_id"])
    assert len(document["alert_ids"]) == 2
    assert document["next_states"] == ["in_triage", "escalated", "dismissed"]
    assert run_json("cases", "list", "--state", "closed") == []
    assert "not mean that all is safe" in run("cases", "list", "--exercise").stdout
    assert "no case of that name" in run("cases", "show", "Z-NOTHING0", code=4).stderr


@pytest.mark.usefixtures("alert_id")
def test_the_head_of_the_audit_log_shows_what_was_cut_off(run, run_json, home):

    head = run("audit", "head").stdout.strip()
    assert run_json("audit", "verify", "--head", head)["head"] == head
    assert "reads <number>" in run("audit", "verify", "--head", "nonsense", code=3).stderr
    with sqlite3.connect(home / "doxwacht.sqlite") as database:
        database.execute("UPDATE audit_log SET actor = 'somebody' WHERE sequence = 2")
    database.close()
    assert "from entry 2" in run("audit", "verify", code=7).stderr
    assert "vanaf regel 2" in run("--lang", "nl", "audit", "verify", code=7).stderr
