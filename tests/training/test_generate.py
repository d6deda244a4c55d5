"""Posts and truth fit each other, the list and the window, and come out equal every time."""

import json
import tomllib
from collections import Counter
from datetime import datetime

import pytest

ACTS = {"disclosure", "naming", "solicitation", "incitement", "surveillance", "spread"}


def test_equal_seeds_make_equal_posts(scripts, texts, made):
    world = scripts.generate.make_world(5)
    assert list(scripts.generate.make_posts(texts[:40], world, 5, 3)) == list(
        scripts.generate.make_posts(texts[:40], scripts.generate.make_world(5), 5, 3)
    )
    assert len({post["id"] for post, _ in made}) == len(made)


def test_ids_and_order_of_posts_and_truth_agree(made):
    assert [post["id"] for post, _ in made] == [truth["id"] for _, truth in made]


def test_everyone_named_in_the_truth_is_on_the_list(world, made):
    listed = {row["staff_id"] for row in world.rows}
    for _, truth in made:
        assert set(truth["staff_ids"]) <= listed
        assert set(truth["namesake_ids"]) <= listed
        assert not set(truth["staff_ids"]) & set(truth["namesake_ids"])


def test_truth_is_consistent(made):
    for _, truth in made:
        assert truth["doxing"] == (truth["class"] in ACTS)
        assert not truth["outside_window"]
        if truth["ambiguous"] and not truth["needs_context"]:
            assert len(truth["staff_ids"]) > 1
        if truth["off_list"]:
            assert truth["doxing"]
            assert not truth["staff_ids"]
        if not truth["doxing"]:
            assert not truth["wrong_person"]
            assert not truth["ambiguous"]


def test_every_text_comes_plain_once_and_doxing_comes_tricked(texts, made):
    own = {text.group: text.trick for text in texts}
    tricks = {}
    for _, truth in made:
        tricks.setdefault(truth["group"], []).append(truth["trick"])
    assert tricks.keys() == own.keys()
    assert all(len(copies) == 3 and own[group] in copies for group, copies in tricks.items())
    shares = Counter((truth["doxing"], truth["trick"] != own[truth["group"]]) for _, truth in made)
    assert shares[True, True] > 1.8 * shares[True, False]
    assert 0.05 < shares[False, True] / (shares[False, True] + shares[False, False]) < 0.2


def test_no_slot_stays_open(made):
    for post, _ in made:
        assert "{" not in post["text"]
        assert all("{" not in media.get("ocr_text", "") for media in post["media"])


def test_a_unique_identifier_settles_who_it_is(world, made):
    by_phone = {row["phones"].split("|")[0]: row["staff_id"] for row in world.rows if row["phones"]}
    seen = 0
    for post, truth in made:
        for phone, staff_id in by_phone.items():
            if truth["doxing"] and truth["trick"] == "plain" and phone in post["text"]:
                assert staff_id in truth["staff_ids"]
                seen += 1
    assert seen


def test_posts_fall_inside_the_window(world, made):
    for post, _ in made:
        assert world.starts_at <= datetime.fromisoformat(post["created_at"]) < world.ends_at


@pytest.mark.parametrize("field", ["platform", "flagged_by"])
def test_trappings_tell_nothing(made, field):
    for value in {post[field] for post, _ in made}:
        told = [truth["doxing"] for post, truth in made if post[field] == value]
        everyone = sum(truth["doxing"] for _, truth in made) / len(made)
        assert abs(sum(told) / len(told) - everyone) < 0.1


def test_deployed_staff_are_some_of_the_list(scripts, world, tmp_path):
    path = tmp_path / "incident.toml"
    scripts.generate.write_incident(world, path)
    incident = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(incident["deployed_staff"]) == 50
    assert set(incident["deployed_staff"]) <= {row["staff_id"] for row in world.rows}
    assert incident["starts_at"] < incident["ends_at"]


def test_the_command_writes_four_files(scripts, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    line = {"class": "naming", "lang": "nl", "text": "het was {A.full} uit {A.place}"}
    (texts / "few.ndjson").write_text(json.dumps(line) + "\n", encoding="utf-8")
    scripts.generate.main(["--texts", str(texts), "--out", str(tmp_path / "out"), "--copies", "2"])
    posts = (tmp_path / "out" / "posts.ndjson").read_text(encoding="utf-8").splitlines()
    truths = (tmp_path / "out" / "truth.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(posts) == len(truths) == 2
    assert {json.loads(truth)["group"] for truth in truths} == {"few.ndjson:1"}
    assert (tmp_path / "out" / "staff.csv").stat().st_size > 100_000
    assert tomllib.loads((tmp_path / "out" / "incident.toml").read_text(encoding="utf-8"))
