import pytest

from console import scenario
from runtime.errors import NotFoundError


@pytest.fixture(params=sorted(scenario.bundled()))
def one(request):
    return scenario.find(request.param)


def test_there_are_exercises():
    assert {"demonstration-solicitation", "shooting-wrong-officer"} <= set(scenario.bundled())


def test_an_exercise_nobody_knows_names_those_there_are():
    with pytest.raises(NotFoundError, match="demonstration-solicitation"):
        scenario.find("unheard-of")


def test_every_post_has_its_answer_and_its_victims_are_on_the_list(one):
    answers = list(one.answers())
    assert {answer.post_id for answer in answers} == set(one.posts())
    listed = {entry.staff_id for entry in one.staff()}
    assert {staff_id for answer in answers for staff_id in answer.staff_ids} <= listed


def test_phases_have_names_in_both_languages_and_follow_each_other(one):
    for lang in ("nl", "en"):
        phases = one.phases(lang)
        assert all(phase.name for phase in phases)
        assert [phase.starts_at for phase in phases] == sorted(p.starts_at for p in phases)
        assert phases[0].starts_at == one.incident.starts_at
        assert one.titles[lang]
        assert one.summaries[lang]


def test_the_story_lies_within_its_incident(one):
    assert one.incident.starts_at + one.duration <= one.incident.ends_at
    inside = [answer for answer in one.answers() if not answer.outside_window]
    assert all(
        one.incident.starts_at <= answer.created_at < one.incident.ends_at for answer in inside
    )


def test_an_exercise_can_come_from_a_wheel_or_a_checkout(monkeypatch, tmp_path, one):
    inside = tmp_path / "console" / "scenarios" / one.name
    inside.mkdir(parents=True)
    for file in one.folder.iterdir():
        (inside / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(scenario, "files", lambda _: tmp_path / "console")
    assert list(scenario.bundled()) == [one.name]
