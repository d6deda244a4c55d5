"""The score contract of docs/formats.md, through the command and through a program."""

import gzip
import json
import subprocess
import sys
from datetime import datetime

import pytest

from incidents.files import read_incident

POST = {
    "id": "p1",
    "platform": "x",
    "url": "https://x.example/p1",
    "author": "roepert",
    "text": "Dit is die smeris: Jan van den Eikenhorst, Dennenlaan 912 in Merwedam. Ga langs!",
    "created_at": "2026-06-20T15:00:00+02:00",
}
NEUTRAL = POST | {"id": "p2", "text": "Mooi weer op de kade vandaag."}
STARTS = datetime.fromisoformat("2026-06-20T12:00:00+02:00")
ENDS = datetime.fromisoformat("2026-06-20T18:00:00+02:00")


def ndjson(*posts):
    return b"".join(json.dumps(one).encode() + b"\n" for one in posts)


@pytest.fixture
def incident(incident_file):
    return incident_file(STARTS, ENDS)


@pytest.fixture
def score(run, staff_file, incident, tmp_path):
    """Score posts and return (lines, stderr)."""

    def call(content, *options, code=0, name="posts.ndjson", incident=incident):
        path = tmp_path / name
        path.write_bytes(content)
        result = run(
            "score", "--watchlist", staff_file, "--incident", incident, path, *options, code=code
        )
        return [json.loads(line) for line in result.stdout.splitlines()], result.stderr

    return call


def test_a_line_has_the_fields_of_the_contract_in_order(score):
    (line,), _ = score(ndjson(POST))
    assert list(line) == ["post_id", "score", "level", "acts", "subjects", "evidence", "model"]
    assert 0.5 <= line["score"] <= 1
    assert line["level"] in {"medium", "high", "critical"}
    assert line["subjects"][0]["staff_id"] == "T-1"
    confidences = [one["confidence"] for one in line["subjects"]]
    assert confidences == sorted(confidences, reverse=True)


def test_evidence_names_the_characters_it_stands_on(score):
    (line,), _ = score(ndjson(POST))
    assert line["evidence"]
    for item in line["evidence"]:
        assert item["text"] == POST["text"][item["start"] : item["end"]]
        assert set(item) <= {"kind", "where", "start", "end", "text", "staff_id", "reason"}
        assert item["where"] == "text"


def test_every_post_in_the_window_gets_its_line_in_input_order(score):
    posts = [NEUTRAL | {"id": f"n{number}"} for number in range(40)]
    posts[7:7] = [POST]
    lines, _ = score(ndjson(*posts))
    assert [line["post_id"] for line in lines] == [one["id"] for one in posts]
    assert all(line["score"] < 0.2 for line in lines if line["post_id"] != "p1")


def test_posts_outside_the_window_get_no_line_and_are_counted(score):
    outside = [
        POST | {"id": "early", "created_at": "2026-06-20T11:59:59.999999+02:00"},
        POST | {"id": "late", "created_at": "2026-06-20T18:00:00+02:00"},
        POST | {"id": "offset", "created_at": "2026-06-20T12:30:00+04:00"},
        POST | {"id": "elsewhere", "incident_id": "another"},
    ]
    first = POST | {"created_at": "2026-06-20T12:00:00+02:00"}
    last = POST | {"id": "p9", "created_at": "2026-06-20T17:59:59+02:00", "incident_id": "march-1"}
    lines, stderr = score(ndjson(first, *outside, last))
    assert [line["post_id"] for line in lines] == ["p1", "p9"]
    assert "4 outside the window" in stderr


def test_lead_tail_and_sources_are_those_of_the_incident(score, incident_file):
    incident = incident_file(STARTS, ENDS, lead_min=60, tail_min=30, sources=["feed-1"])
    posts = [
        POST | {"id": "lead", "created_at": "2026-06-20T11:00:00+02:00", "source": "feed-1"},
        POST | {"id": "tail", "created_at": "2026-06-20T18:29:00+02:00", "source": "feed-1"},
        POST | {"id": "other", "source": "feed-2"},
        POST | {"id": "none"},
    ]
    lines, stderr = score(ndjson(*posts), incident=incident)
    assert [line["post_id"] for line in lines] == ["lead", "tail"]
    assert "2 outside the window" in stderr


def test_a_post_made_in_what_is_now_the_future_is_scored(score, incident_file):
    starts, ends = (one.replace(year=2086) for one in (STARTS, ENDS))
    incident = incident_file(starts, ends)
    made = POST | {"created_at": "2086-06-20T15:00:00+02:00"}
    lines, _ = score(ndjson(made), incident=incident)
    assert len(lines) == 1


def test_malformed_lines_are_named_by_number_and_reason_and_the_rest_goes_on(score):
    content = b"\n".join(
        [
            json.dumps(POST).encode(),
            b"{not json",
            b"",
            json.dumps({"id": "x"}).encode(),
            json.dumps(NEUTRAL | {"text": "geheim \ud800"}).encode(),
            json.dumps(NEUTRAL).encode(),
        ]
    )
    lines, stderr = score(content)
    assert [line["post_id"] for line in lines] == ["p1", "p2"]
    assert "posts.ndjson, line 2: not_json" in stderr
    assert "posts.ndjson, line 4: missing_" in stderr
    assert "posts.ndjson, line 5: lone_surrogate" in stderr
    assert "3 unreadable" in stderr
    assert "geheim" not in stderr


def test_strict_fails_after_all_lines_were_written(score):
    lines, stderr = score(ndjson(POST) + b"[]\n" + ndjson(NEUTRAL), "--strict", code=3)
    assert len(lines) == 2
    assert "--strict" in stderr
    assert score(ndjson(POST), "--strict")[0]


def test_the_bar_counts_and_never_filters(score):
    lines, stderr = score(ndjson(POST, NEUTRAL), "--bar", "1.0")
    assert len(lines) == 2
    assert "from 1 on" in stderr
    assert "2 scored, of which 1 from 0.5 on" in score(ndjson(POST, NEUTRAL))[1]


def test_empty_input_is_no_error(score):
    lines, stderr = score(b"")
    assert lines == []
    assert "0 scored" in stderr


def test_gzip_crlf_and_a_byte_order_mark_are_read(score):
    content = b"\xef\xbb\xbf" + ndjson(POST, NEUTRAL).replace(b"\n", b"\r\n")
    lines, _ = score(gzip.compress(content), name="posts.ndjson.gz")
    assert [line["post_id"] for line in lines] == ["p1", "p2"]


def test_a_gzip_file_that_breaks_off_is_an_error(score):
    packed = gzip.compress(ndjson(*([NEUTRAL] * 2000)))
    lines, stderr = score(packed[:-40], name="posts.gz", code=3)
    assert "gzip" in stderr
    assert lines


def test_pictures_are_read_and_offsets_count_code_points(score):
    media = [{"type": "image", "url": "", "ocr_text": "👟👟 Dennenlaan 912 Merwedam"}]
    (line,), _ = score(
        ndjson(POST | {"text": "vanavond langs bij Jan van den Eikenhorst", "media": media})
    )
    in_picture = [one for one in line["evidence"] if one["where"] == "media[0].ocr_text"]
    assert in_picture
    for item in in_picture:
        assert media[0]["ocr_text"][item["start"] : item["end"]] == item["text"]


def test_neither_home_nor_database_nor_key_is_touched(score, home, monkeypatch):
    monkeypatch.setenv("DOXWACHT_DATABASE_URL", "nonsense")
    monkeypatch.setenv("DOXWACHT_WATCHLIST_KEY", "nonsense")
    score(ndjson(POST))
    assert not home.exists()


def test_a_watchlist_with_mistakes_shows_them_all(run, incident, tmp_path):
    broken = tmp_path / "staff.csv"
    broken.write_text("staff_id,surname\n,Jansen\nT-2,\n", "utf-8")
    posts = tmp_path / "posts.ndjson"
    posts.write_bytes(ndjson(POST))
    result = run("score", "--watchlist", broken, "--incident", incident, posts, code=3)
    assert "2 mistakes" in result.stderr
    assert "Jansen" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("missing", ["--watchlist", "--incident", "posts", "--model"])
def test_a_file_that_is_not_there_is_named(run, staff_file, incident, tmp_path, missing):
    posts = tmp_path / "posts.ndjson"
    posts.write_bytes(ndjson(POST))
    given = {"--watchlist": staff_file, "--incident": incident, "--model": None, "posts": posts}
    given[missing] = tmp_path / "gone.file"
    options = [
        part for name, path in given.items() if name != "posts" and path for part in (name, path)
    ]
    result = run("score", *options, given["posts"], code=3)
    assert "gone.file cannot be opened: No such file or directory" in result.stderr


def test_a_file_that_is_no_model_is_refused(run, staff_file, incident, tmp_path):
    posts, model = tmp_path / "posts.ndjson", tmp_path / "model.json"
    posts.write_bytes(ndjson(POST))
    model.write_text("{}")
    options = ("--watchlist", staff_file, "--incident", incident, "--model", model)
    assert "model file cannot be used" in run("score", *options, posts, code=3).stderr


def test_standard_input_is_read_by_a_program_without_any_set_up(
    program, staff_file, incident, home
):
    result = program(
        "score", "--watchlist", staff_file, "--incident", incident, "-",
        stdin=ndjson(POST) + b"oops\n",
    )  # fmt: skip
    assert result.returncode == 0
    assert json.loads(result.stdout)["post_id"] == "p1"
    assert b"standard input, line 2: not_json" in result.stderr
    assert b"\x1b" not in result.stdout + result.stderr
    assert not home.exists()


def test_a_reader_that_leaves_early_is_no_error_worth_a_traceback(staff_file, incident):
    many = ndjson(*([NEUTRAL] * 20_000))
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "score", "--watchlist", str(staff_file), "--incident",
         str(incident), "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    try:
        process.communicate(many, timeout=60)
    except BrokenPipeError:
        process.wait(60)
    assert process.returncode == 1


def test_the_incident_of_the_fixture_is_a_good_one(incident):
    assert read_incident(incident.read_bytes(), "incident.toml").starts_at == STARTS
