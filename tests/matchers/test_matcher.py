import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.event import Event
from matchers.finding import Act, Subject
from matchers.matcher import Matcher, _candidates
from matchers.post import Media
from matchers.reasons import REASONS

NOWHERE = Event()
DOX = "die smeris Wim van den Kuipersma woont Dorpsstraat 12 in Veldhoven, zegt het voort"


@pytest.fixture(scope="session")
def find(matcher, make_post):
    return lambda text, event=NOWHERE, **fields: matcher.find(make_post(text, **fields), event)


# --- what must hold for any model that is worth its name ------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        DOX,
        "deze agent heet Wim Kuipersma en woont op Dorpsstraat 12, Veldhoven",
        "W i m   K u i p e r s m a, de smeris die sloeg, woont Dorpsstr. 12 Veldhoven",
    ],
)
def test_the_home_address_of_a_named_officer_is_critical(find, text):
    finding = find(text)
    assert finding.score >= 0.9
    assert Act.DISCLOSURE in finding.acts
    assert finding.subjects[0].staff_id == "S-01"
    assert finding.subjects[0].confidence >= 0.5
    assert {"full_name", "home_address"} <= set(finding.categories)


@pytest.mark.parametrize("text", ["Jansen", "Jansen was er ook", "ik heb les van Jansen"])
def test_a_bare_common_name_never_reaches_the_bar(find, text):
    assert find(text).score < 0.2


@pytest.mark.parametrize(
    "text",
    ["wie kent deze smeris? naam en adres in dm", "wie weet waar deze agent woont? beloning"],
)
def test_a_question_without_any_personal_data_does(find, text):
    finding = find(text)
    assert finding.score >= 0.5
    assert Act.SOLICITATION in finding.acts
    assert finding.sought


@pytest.mark.parametrize(
    "text",
    [
        "stop met het delen van Dorpsstraat 12, dit is doxing en strafbaar, laat ze met rust",
        "volgens de politie is een agent gedoxt, het openbaar ministerie doet onderzoek",
        "mooi weer op het plein vandaag",
        "bedankt wijkagent Zoë Zonderwijk voor de koffie vanmiddag",
        "",
    ],
)
def test_counter_speech_news_praise_and_nothing_stay_below_the_bar(find, text):
    assert find(text).score < 0.5


# --- what holds for every model -------------------------------------------------------------------


def test_evidence_points_to_the_characters_received(find):
    text = "  die smeris 𝐖im van den Kui\u200bpersma woont Dorpsstr. 12!! bel 06 12 34 56 78 🐷"
    finding = find(text)
    shown = {item.kind: item.text for item in finding.evidence}
    assert shown["full_name"] == "𝐖im van den Kui\u200bpersma"
    assert shown["home_address"] == "Dorpsstr. 12"
    assert shown["staff_phone"] == "06 12 34 56 78"
    assert all(item.text == text[item.start : item.end] for item in finding.evidence)
    assert all(item.reason == REASONS[item.kind] for item in finding.evidence)


def test_evidence_in_a_picture_says_where(find):
    media = (Media("image", ocr_text=DOX), Media("image", alt_text="agent Wim Kuipersma"))
    finding = find("kijk", media=media)
    places = {item.where for item in finding.evidence if item.staff_id == "S-01"}
    assert places == {"media[0].ocr_text", "media[1].alt_text"}
    assert "face_photo" in finding.categories


def test_no_reason_holds_a_value():
    assert not any("uipersma" in reason or "12" in reason for reason in REASONS.values())


@pytest.mark.parametrize(
    ("score", "confidences", "candidates"),
    [
        (0.8, {"S-03": 0.4, "S-02": 0.4, "S-01": 0.1}, ("S-02", "S-03")),
        (0.8, {"S-03": 0.6, "S-02": 0.4}, ()),
        (0.4, {"S-03": 0.4, "S-02": 0.4}, ()),
        (0.8, {}, ()),
    ],
)
def test_staff_whom_nothing_tells_apart_are_candidates(score, confidences, candidates):
    assert _candidates(score, [Subject(*item) for item in confidences.items()]) == candidates


def test_who_was_there_stands_out(find):
    text = "agent Jansen woont Stationsplein 1 in Zeist, ga vanavond langs en sla m verrot"
    event = Event(deployed_staff=frozenset({"S-03"}))
    assert find(text, event).subjects[0].staff_id == "S-03"


def test_a_stranger_put_forward_as_the_officer_is_named(find):
    finding = find(
        "dit is de agent die schoot: Kees Verhoeven, woont Stationsplein 1, onthoud die kop"
    )
    assert finding.stranger == "kees verhoeven"
    assert finding.subjects == ()


def test_incidents_are_scored_apart_and_the_post_is_read_once(matcher, make_post, monkeypatch):
    reads = []
    read = matcher.read
    monkeypatch.setattr(matcher, "read", lambda post: reads.append(1) or read(post))
    events = [NOWHERE, Event(deployed_staff=frozenset({"S-01"}))]
    findings = matcher.find_all(make_post(DOX), events)
    assert len(reads) == 1
    assert findings == [matcher.find(make_post(DOX), event) for event in events]


PIECES = st.sampled_from(
    "wie kent deze smeris agent Wim van den Kuipersma woont Dorpsstraat 12 in Veldhoven bel "
    "06-12345678 Jansen Anna @wimkuip_77 AB-123-C K***ma 1234AB twaalf stop doxing strafbaar "
    "volgens de politie langs vanavond adres in dm rt beloning 🐷 \n ? ! : W.J. K u i p".split(" ")
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=20).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=150),
)


@given(TEXTS, TEXTS)
def test_a_finding_is_within_its_bounds(matcher, make_post, text, picture):
    post = make_post(text, media=(Media("image", ocr_text=picture),))
    parts = dict(post.readable_parts())
    finding = matcher.find(post, NOWHERE)
    assert 0.0 <= finding.score <= 1.0
    confidences = [subject.confidence for subject in finding.subjects]
    assert all(0.0 <= value <= 1.0 for value in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert len({subject.staff_id for subject in finding.subjects}) == len(confidences)
    for item in finding.evidence:
        assert 0 <= item.start < item.end <= len(parts[item.where])
        assert item.text == parts[item.where][item.start : item.end]
        assert item.staff_id is None or matcher.directory.has(item.staff_id)
    assert not finding.acts or finding.score >= 0.2
    assert finding.model == matcher.model.version
    if text:
        assert text not in repr(finding) or len(text) < 20


@settings(max_examples=15)  # each builds a matcher anew
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_findings_do_not_depend_on_order_or_on_what_came_before(
    matcher, directory, model, make_post, texts
):
    posts = [make_post(text) for text in texts]
    warm = [matcher.find(post, NOWHERE) for post in posts]
    fresh = Matcher(directory, model)
    assert [fresh.find(post, NOWHERE) for post in reversed(posts)][::-1] == warm


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from conftest import NOON, STAFF
from matchers.directory import build_directory
from matchers.event import Event
from matchers.matcher import Matcher, _candidates
from matchers.model import Model
from matchers.post import Post
matcher = Matcher(build_directory(STAFF, b"k" * 32), Model.load())
for text in sys.argv[2:]:
    finding = matcher.find(Post("1", "plein", NOON, text), Event())
    print(finding, [item.text for item in finding.evidence])
"""


def test_findings_do_not_depend_on_the_seed_of_hashes(find):
    texts = [
        DOX,
        "wie kent deze smeris? adres in dm",
        "agent Jansen, ga langs vanavond",
        "ken je Wim?",
    ]
    shown = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(Path(__file__).parent), *texts],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    findings = [find(text) for text in texts]
    assert shown == [f"{f} {[item.text for item in f.evidence]}" for f in findings]
