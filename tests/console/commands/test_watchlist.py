import json

import pytest

from runtime.keyfile import KeyFile
from runtime.sealing import key_id


@pytest.fixture
def base(run):
    run("init")


def imported(run, path, *more, **options):
    call = ("watchlist", "import", path, "--by", "chief-1", "--confirmed-by", "chief-2", *more)
    return run(*call, **options)


def other(tmp_path, staff_file):
    path = tmp_path / "other.csv"
    text = staff_file.read_text("utf-8").replace("Basisteam Noord", "Basisteam Zuid")
    path.write_text(text + "T-3,,,,,Kwartelmans,,,\n", "utf-8")
    return path


@pytest.mark.usefixtures("base")
def test_a_list_takes_effect_when_two_people_agree(run, run_json, staff_file):
    shown = imported(run, staff_file, answer="y\n").stdout
    assert "T-1, T-2" in shown
    assert "Version 1 of the watchlist is active: 2 members of staff." in shown
    assert run_json("watchlist", "versions")[0]["state"] == "active"


@pytest.mark.usefixtures("base")
def test_differences_are_shown_by_id_and_column_only(run, staff_file, tmp_path):
    imported(run, staff_file, "--yes")
    shown = imported(run, other(tmp_path, staff_file), answer="j\n").stdout
    assert "T-3" in shown
    assert "T-2 (unit)" in shown
    for value in ("Kwartelmans", "Eikenhorst", "Zuid", "Dennenlaan", "06-1234"):
        assert value not in shown


@pytest.mark.parametrize("answer", ["n\n", "\n", "", "maybe\n"])
@pytest.mark.usefixtures("base")
def test_anything_but_yes_leaves_everything_as_it_was(run, run_json, staff_file, answer):
    result = imported(run, staff_file, code=5, answer=answer)
    assert "Nothing was changed" in result.stderr
    assert [one["state"] for one in run_json("watchlist", "versions")] == ["withdrawn"]


@pytest.mark.usefixtures("base")
def test_the_same_person_cannot_confirm(run, run_json, staff_file):
    call = ("watchlist", "import", staff_file, "--by", "chief-1", "--confirmed-by", "Chief-1")
    assert "second person" in run(*call, "--yes", code=5).stderr
    assert [one["state"] for one in run_json("watchlist", "versions")] == ["withdrawn"]


@pytest.mark.usefixtures("base")
def test_every_mistake_is_shown_with_place_and_remedy_and_no_value(run, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(
        "staff_id,surname,phones,hobby\nT-1,Eikenhorst,geheimnummer,\n,Yildizoglu,,\n", "utf-8"
    )
    result = imported(run, path, code=3)
    assert "3 mistakes" in result.stderr
    for part in ("hobby", "phones", "staff_id"):
        assert part in result.stderr or part == "hobby"
    assert "no complete phone number" in " ".join(result.stderr.split())
    for value in ("Eikenhorst", "geheimnummer", "Yildizoglu"):
        assert value not in result.stderr + result.stdout


@pytest.mark.usefixtures("base")
def test_mistakes_are_listed_for_scripts_too(run, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("staff_id,surname\nT-1,\n", "utf-8")
    result = imported(run, path, "--json", code=3)
    document = json.loads(result.stdout)
    assert document["imported"] is False
    assert document["mistakes"] == [
        {
            "line": 2,
            "column": 2,
            "column_name": "surname",
            "mistake": "missing_surname",
            "remedy": "Every line needs a surname. Fill it in.",
        }
    ]


@pytest.mark.usefixtures("base")
def test_remedies_speak_dutch(run, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("staff_id,surname\nT-1,\n", "utf-8")
    call = ("watchlist", "import", path, "--confirmed-by", "chief-2")
    assert "achternaam" in run("--lang", "nl", *call, code=3).stderr


@pytest.mark.usefixtures("run_json", "base")
def test_an_import_can_be_scripted(run, staff_file):
    document = json.loads(imported(run, staff_file, "--yes", "--json").stdout)
    assert document["imported"] is True
    assert document["version"] == 1
    assert document["changes"]["added"] == ["T-1", "T-2"]
    assert "source_name" not in document


@pytest.mark.usefixtures("ready")
def test_names_are_shown_only_with_a_reason(run, run_json):
    shown = run("watchlist", "show").stdout
    assert "T-1" in shown
    assert "Eikenhorst" not in shown
    assert "needs a reason" in run("watchlist", "show", "--reveal", code=3).stderr
    assert (
        "Jan van den Eikenhorst" in run("watchlist", "show", "--reveal", "--reason", "check").stdout
    )
    (entry,) = run_json("watchlist", "show", "--staff-id", "T-1", "--reveal", "--reason", "care")
    assert entry["phones"] == ["06-12345601"]
    (masked,) = run_json("watchlist", "show", "--staff-id", "T-1")
    assert set(masked) == {"staff_id", "unit", "filled_in"}


@pytest.mark.usefixtures("ready")
def test_somebody_who_is_not_on_the_list_is_not_found(run):
    assert "nobody" in run("watchlist", "show", "--staff-id", "T-9", code=4).stderr


@pytest.mark.usefixtures("ready")
def test_going_back_shows_what_changes(run, run_json, staff_file, tmp_path):
    imported(run, other(tmp_path, staff_file), "--yes")
    back = ("watchlist", "rollback", "1", "--by", "chief-1", "--confirmed-by", "chief-2")
    assert "T-3" in run(*back, answer="yes\n").stdout
    states = {one["version"]: one["state"] for one in run_json("watchlist", "versions")}
    assert states == {1: "active", 2: "superseded"}
    assert "not superseded" in run(*back, "--yes", code=5).stderr


@pytest.mark.usefixtures("ready", "staff_file")
def test_a_new_key_seals_everything_anew(run, run_json, home):
    file = KeyFile(home / "watchlist.key")
    (before,) = file.read()
    document = run_json("watchlist", "rotate-key", "--yes")
    assert document["resealed"]["watchlists"] == 1
    after, retired = file.read()
    assert retired == before
    assert document["key_id"] == key_id(after) != key_id(before)
    run("watchlist", "rotate-key", "--yes", "--drop-retired")
    assert len(file.read()) == 1
    assert "T-1" in run("watchlist", "show").stdout
    assert "whole" in run("audit", "verify").stdout


@pytest.mark.usefixtures("base")
def test_before_any_list_versions_say_so(run):
    assert "no watchlist yet" in run("watchlist", "versions").stdout
    assert "watchlist import" in run("watchlist", "show", code=4).stderr
