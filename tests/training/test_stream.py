"""The stream of the speed benchmark resembles a feed and never says the same twice."""

import json
from datetime import datetime

import pytest

COUNT = 1500


@pytest.fixture(scope="module")
def posts(scripts, staff):
    return list(scripts.stream.make_stream(COUNT, staff, 3))


def test_equal_seeds_make_equal_streams(scripts, staff, posts):
    assert list(scripts.stream.make_stream(COUNT, staff, 3)) == posts
    assert list(scripts.stream.make_stream(3, staff, 4)) != posts[:3]


def test_no_text_comes_twice(posts):
    assert len({post["text"] for post in posts}) == COUNT
    assert len({post["id"] for post in posts}) == COUNT


def test_posts_come_in_order_of_time(posts):
    times = [datetime.fromisoformat(post["created_at"]) for post in posts]
    assert times == sorted(times)
    assert all(time.tzinfo for time in times)


def test_the_figures_are_those_of_a_feed(scripts, staff, posts):
    figures = scripts.stream.Statistics(staff)
    for post in posts:
        figures.add(post)
    assert sorted(figures.lengths)[COUNT // 2] >= 150
    assert figures.named / COUNT >= 0.2
    assert len(figures.vocabulary) > 7000
    assert figures.vocabulary.most_common(1)[0][1] > 0.02 * figures.vocabulary.total()
    assert figures.signs.keys() == {
        "an emoji",
        "a link",
        "a number",
        "a time",
        "a hashtag",
        "a mention",
    }
    assert "repeated 0" in next(iter(figures.lines()))


def test_about_one_in_a_hundred_shows_staff_data(staff, posts):
    phones = {row["phones"].split("|")[0] for row in staff if row["phones"]}
    told = sum(any(phone in post["text"] for phone in phones) for post in posts[:COUNT])
    assert told < 0.02 * COUNT


def test_no_slot_stays_open(posts):
    assert not any("{" in post["text"] for post in posts)


def test_a_short_list_is_refused(scripts, staff):
    with pytest.raises(ValueError, match="1000"):
        next(scripts.stream.make_stream(1, staff[:10], 1))


def test_the_command_prints_posts_or_figures(scripts, staff, tmp_path, capsys):
    path = tmp_path / "staff.csv"
    scripts.staffmaker.write_staff(staff, path)
    scripts.stream.main(["--count", "20", "--staff", str(path)])
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 20
    scripts.stream.main(["--count", "20", "--staff", str(path), "--stats"])
    assert "posts 20, repeated 0" in capsys.readouterr().out
