import json

import pytest

from console.scenario import find

NAME = "demonstration-solicitation"


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """An exercise as a labelled set."""
    scenario = find(NAME)
    folder = tmp_path_factory.mktemp("labelled")
    for name in ("posts.ndjson", "staff.csv", "incident.toml"):
        (folder / name).write_bytes((scenario.folder / name).read_bytes())
    lines = []
    for line in (scenario.folder / "answers.ndjson").read_text("utf-8").splitlines():
        answer = json.loads(line)
        answer["id"] = answer.pop("post_id")
        answer["class"] = answer["act"] or answer["class"]
        lines.append(json.dumps(answer))
    (folder / "truth.ndjson").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_model_is_judged_beside_the_baseline(run, run_json, labelled):
    report = run_json("model", "report", "--set", labelled)
    assert report["posts"] == 215
    assert report["doxing"] > 80
    assert report["f1"] > report["baseline_f1"]
    assert report["recall_per_act"]["disclosure"][1] > 10
    shown = run("--lang", "nl", "model", "report", "--set", labelled).stdout
    assert "altijd ja" in shown
    assert "privégegevens gepubliceerd" in shown


def test_a_bar_of_one_finds_little(run_json, labelled):
    strict = run_json("model", "report", "--set", labelled, "--bar", "1.0")
    assert strict["rates"]["recall"] < 0.5


@pytest.mark.slow
def test_a_model_is_fitted_written_and_used(run_json, labelled, tmp_path):
    out = tmp_path / "model.json.gz"
    fitted = run_json("model", "fit", "--set", labelled, "--set", labelled, "--out", out)
    assert fitted["posts"] == 430
    report = run_json("model", "report", "--set", labelled, "--model", out)
    assert report["model"] == fitted["model"]


def test_four_files_do_as_well(run_json, labelled):
    report = run_json(
        "model", "report", "--posts", labelled / "posts.ndjson", "--truth",
        labelled / "truth.ndjson", "--watchlist", labelled / "staff.csv", "--incident",
        labelled / "incident.toml",
    )  # fmt: skip
    assert report["posts"] == 215


def test_too_little_to_fit_is_said(run, labelled, tmp_path):
    few = tmp_path / "few"
    few.mkdir()
    for name in ("staff.csv", "incident.toml", "truth.ndjson"):
        (few / name).write_bytes((labelled / name).read_bytes())
    lines = (labelled / "posts.ndjson").read_bytes().splitlines()[:20]
    (few / "posts.ndjson").write_bytes(b"\n".join(lines))
    result = run("model", "fit", "--set", few, "--out", tmp_path / "m", code=3)
    assert "at least 100 posts" in result.stderr


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["report"], "Name labelled posts"),
        (["report", "--posts", "x"], "go together"),
        (["report", "--set", "nowhere"], "cannot be opened"),
    ],
)
def test_what_is_missing_is_named(run, call, said):
    assert said in run("model", *call, code=3).stderr


def test_a_post_without_an_answer_and_an_answer_that_is_none_are_named(run, labelled, tmp_path):
    bad = tmp_path / "bad"
    bad.mkdir()
    for name in ("staff.csv", "incident.toml", "posts.ndjson"):
        (bad / name).write_bytes((labelled / name).read_bytes())
    (bad / "truth.ndjson").write_text('{"id": "x", "doxing": true}\n', "utf-8")
    assert "lacks the answer" in run("model", "report", "--set", bad, code=3).stderr
    (bad / "truth.ndjson").write_text("[]\n", "utf-8")
    assert "line 1 is no answer" in run("model", "report", "--set", bad, code=3).stderr
    (bad / "posts.ndjson").write_text("[]\n", "utf-8")
    (bad / "truth.ndjson").write_text("", "utf-8")
    assert "posts.ndjson, line 1: not_object" in run("model", "report", "--set", bad, code=3).stderr
