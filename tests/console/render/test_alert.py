from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert, AlertMedia
from console.render.alert import View, document, explained, table, whom
from console.translation import speak
from matchers.finding import Act, Evidence, Level, Subject
from matchers.reasons import REASONS

EN = speak("en")
TEXT = "Jan Eikenhorst woont Dennenlaan 912"
NOW = datetime(2026, 6, 20, 18, 30, tzinfo=UTC)


def evidence(kind, start, end, where="text", text=TEXT):
    return Evidence(kind, where, start, end, text[start:end], REASONS[kind], "T-1")


def alert(**more):
    values = {
        "alert_id": "ab" * 20,
        "created_at": NOW,
        "ingested_at": NOW,
        "kind": AlertKind.ALERT,
        "score": 0.93,
        "level": Level.CRITICAL,
        "incident_id": "march-1",
        "window_id": "w-1",
        "exercise": False,
        "grouping": Grouping.SUBJECT,
        "platform": "x",
        "post_ref": "r",
        "message": TEXT,
        "rule_version": "1.x",
        "acts": (Act.DISCLOSURE,),
        "categories": ("home_address",),
        "evidence": (evidence("full_name", 0, 14), evidence("home_address", 21, 35)),
        "subjects": (Subject("T-1", 0.95), Subject("T-2", 0.1)),
    }
    return Alert(**values | more)


def shown(renderable):
    console = Console(width=100, file=StringIO())
    console.print(renderable)
    return console.file.getvalue()


def test_severity_comes_first_then_who_and_why():
    text = shown(explained(alert(), View(names={"T-1": "Jan Eikenhorst"}), EN))
    places = [text.index(part) for part in ("CRITICAL 0.93", "Who", "Why", "Post", "What leaked")]
    assert places == sorted(places)
    assert "T-1 Jan Eikenhorst (almost certainly, 0.95)" in text
    assert "T-2" not in text


def test_without_an_unlocked_list_there_are_ids_only():
    text = shown(explained(alert(message="", evidence=()), View(), EN))
    assert "T-1 (almost certainly, 0.95)" in text
    assert "Eikenhorst" not in text


def test_the_leak_is_masked_until_revealed():
    assert "912" not in shown(explained(alert(), View(), EN))
    text = shown(explained(alert(), View(reveal=True, url="https://x.example/1"), EN))
    assert "Dennenlaan 912" in text
    assert "https://x.example/1" in text


@pytest.mark.parametrize(
    ("more", "is_masked"),
    [
        ({}, True),
        ({"evidence": (evidence("full_name", 0, 14),), "categories": ("photo",)}, False),
        ({"evidence": (), "categories": ()}, False),
        (
            {
                "message": "",
                "media": (AlertMedia("image", ocr_text=TEXT),),
                "evidence": (evidence("home_address", 21, 35, "media[0].ocr_text"),),
            },
            True,
        ),
    ],
    ids=["address", "photo", "nothing", "in a picture"],
)
def test_only_what_is_masked_is_said_to_be(more, is_masked):
    one = alert(**more)
    assert ("masked; --reveal" in shown(explained(one, View(), EN))) is is_masked
    assert "masked; --reveal" not in shown(explained(one, View(reveal=True), EN))


def test_a_sentence_is_said_once_and_what_argues_against_has_its_own_sign():
    against = Evidence("praise", "text", 0, 3, "Jan", REASONS["praise"])
    twice = (evidence("full_name", 0, 14), evidence("full_name", 0, 3), against)
    text = shown(explained(alert(evidence=twice), View(), EN))
    assert text.count(REASONS["full_name"]) == 1
    assert f"- {REASONS['praise']}" in text
    assert f"+ {REASONS['full_name']}" in text


def test_text_in_pictures_is_shown_and_masked_too():
    media = (AlertMedia("image", ocr_text=TEXT, alt_text="foto"),)
    found = (evidence("home_address", 21, 35, "media[0].ocr_text"),)
    text = shown(explained(alert(message="", media=media, evidence=found), View(), EN))
    assert "Text in the picture" in text
    assert "Description of the picture" in text
    assert "912" not in text


def test_exercises_carry_their_mark():
    assert "EXERCISE" in shown(explained(alert(exercise=True), View(), EN))
    assert "EXERCISE" not in shown(explained(alert(), View(), EN))


@pytest.mark.parametrize(
    ("grouping", "more", "said"),
    [
        (Grouping.SUBJECT, {}, "T-1"),
        (Grouping.CANDIDATES, {"candidates": ("A", "B")}, "A, B"),
        (Grouping.CANDIDATES, {"candidates": tuple("ABCDE")}, "A, B, C or 2 others"),
        (Grouping.SOLICITATION, {}, "question about an unnamed officer"),
        (Grouping.STRANGER, {}, "person on no list"),
    ],
)
def test_whom_it_is_about_is_said_by_id(grouping, more, said):
    one = alert(grouping=grouping, **more)
    assert whom(one, EN) == said
    assert said.split(",")[0] in shown(explained(one, View(), EN))


def test_candidates_are_said_to_be_alike():
    one = alert(grouping=Grouping.CANDIDATES, candidates=("A", "B"))
    assert "nothing tells them apart" in shown(explained(one, View(), EN))


def test_a_candidate_on_its_own_is_possibly_meant():
    one = alert(grouping=Grouping.CANDIDATES, candidates=("A",))
    text = shown(explained(one, View(names={"A": "Jan Eikenhorst"}), EN))
    assert "possibly A Jan Eikenhorst" in text
    assert "nothing tells them apart" not in text


def test_other_posts_of_the_case_are_counted_and_shown_without_text():
    view = View(case_ids=("Z-1",), others=(alert(alert_id="cd" * 20),), count_others=7)
    text = shown(explained(alert(), view, EN))
    assert "7 other posts in the same case" in text


def test_a_script_gets_the_same_care():
    own = document(alert(), View(), EN)
    assert own["message"] == "Jan Eikenhorst woont [address]"
    assert all("text" not in item for item in own["doxwacht"]["evidence"])
    assert own["url"]["original"] == ""
    assert document(alert(), View(reveal=True), EN)["message"] == TEXT


def test_lists_hold_no_text():
    text = shown(table([(alert(), ("Z-1",))], EN))
    assert "Eikenhorst" not in text
    assert "abababababab" in text
