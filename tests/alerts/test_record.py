import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.kinds import AlertKind, Grouping
from alerts.record import (
    Alert,
    AlertMedia,
    derive_alert_id,
    level_of,
    make_alert,
    open_url,
    severity_of,
)
from incidents.secrets import WindowKey
from matchers.finding import Act, Evidence, Finding, Level, Subject
from matchers.post import Media, Post
from runtime.errors import BadInputError, TamperedError

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
POST = Post(
    post_id="p-77",
    platform="forum",
    created_at=datetime(2026, 3, 14, 14, tzinfo=timezone(timedelta(hours=2))),
    text="die smeris Jan Verzonnen woont Kerkstraat 412",
    url="https://forum.example/t/77?by=brick_bird",
    author="brick_bird",
    media=(
        Media(
            kind="image",
            url="https://forum.example/brick_bird/1.jpg",
            sha256="ab" * 32,
            ocr_text="Kerkstraat 412",
        ),
    ),
)
FINDING = Finding(
    score=0.93,
    acts=(Act.DISCLOSURE,),
    subjects=(Subject("MW1", 0.9), Subject("MW2", 0.2)),
    evidence=(
        Evidence("home_address", "text", 32, 46, "Kerkstraat 412", "A home address.", "MW1"),
        Evidence("full_name", "text", 11, 24, "Jan Verzonnen", "A full name.", "MW1"),
    ),
    categories=("full_name", "home_address"),
    model="m-3",
)


@pytest.fixture
def alert(key, make_window):
    return make_alert(POST, FINDING, make_window(), key, NOON)


def test_the_same_post_in_the_same_window_has_the_same_id():
    assert derive_alert_id("w", "x", "1") == derive_alert_id("w", "x", "1")


@pytest.mark.parametrize(
    "other", [("v", "x", "1"), ("w", "y", "1"), ("w", "x", "2"), ("wx", "", "1")]
)
def test_another_window_platform_or_post_has_another_id(other):
    assert derive_alert_id(*other) != derive_alert_id("w", "x", "1")


def test_letters_cannot_move_between_the_parts_of_an_id():
    assert derive_alert_id("ab", "c", "d") != derive_alert_id("a", "bc", "d")


def test_an_alert_carries_the_finding_and_the_window(alert):
    assert alert.alert_id == derive_alert_id("w-1", "forum", "p-77")
    assert (alert.kind, alert.level, alert.score) == (AlertKind.ALERT, Level.CRITICAL, 0.93)
    assert (alert.incident_id, alert.window_id, alert.exercise) == ("march", "w-1", False)
    assert alert.reason == ("full_name", "home_address")
    assert alert.confident_subjects == ("MW1",)
    assert alert.staff_ids == ("MW1", "MW2")
    assert alert.rule_version == "m-3"


def test_times_are_kept_in_utc(alert):
    assert alert.created_at == NOON
    assert alert.created_at.utcoffset() == timedelta()


def test_a_score_under_the_default_bar_is_a_signal(key, make_window):
    weak = make_alert(POST, replace(FINDING, score=0.49), make_window(), key, NOON)
    assert weak.kind is AlertKind.SIGNAL


def test_neither_author_nor_address_stands_in_the_document(alert):
    stored = json.dumps(alert.to_document())
    for secret in ("brick_bird", "forum.example", "p-77"):
        assert secret not in stored


def test_the_address_can_be_opened_with_the_key_of_the_window(alert, key):
    assert open_url(alert, key) == POST.url


def test_a_post_without_address_or_author_is_fine(key, make_window):
    report = make_alert(replace(POST, url="", author=""), FINDING, make_window(), key, NOON)
    assert open_url(report, key) == ""
    assert report.author_token == ""


def test_an_address_cannot_be_moved_to_another_alert(alert, key):
    with pytest.raises(TamperedError):
        open_url(replace(alert, alert_id=derive_alert_id("w-1", "forum", "p-78")), key)


def test_the_author_cannot_be_followed_into_another_window(alert, make_window):
    other = make_alert(POST, FINDING, make_window("w-2"), WindowKey(b"z" * 32), NOON)
    assert alert.author_token != other.author_token
    assert alert.post_ref != other.post_ref


def test_repr_shows_no_personal_data(alert):
    shown = repr(alert) + repr(alert.media)
    for secret in ("Jan", "Kerkstraat", "brick", "example", "MW1", alert.author_token):
        assert secret not in shown


STRANGER = replace(FINDING, subjects=(), stranger="piet onbekend")
ASKED = replace(FINDING, subjects=(), acts=(Act.SOLICITATION,), sought=("dog_handler",))


@pytest.mark.parametrize(
    ("finding", "grouping", "candidates"),
    [
        (FINDING, Grouping.SUBJECT, ()),
        (replace(STRANGER, subjects=(Subject("MW1", 0.5),)), Grouping.SUBJECT, ()),
        (
            replace(FINDING, subjects=(Subject("MW1", 0.4),), candidates=("MW1", "MW2")),
            Grouping.CANDIDATES,
            ("MW1", "MW2"),
        ),
        (STRANGER, Grouping.STRANGER, ()),
        (replace(STRANGER, subjects=(Subject("MW1", 0.49),)), Grouping.STRANGER, ()),
        (
            replace(FINDING, subjects=(Subject("MW2", 0.4), Subject("MW1", 0.3))),
            Grouping.CANDIDATES,
            ("MW1", "MW2"),
        ),
        (ASKED, Grouping.SOLICITATION, ()),
        (replace(ASKED, subjects=(Subject("MW1", 0.3),)), Grouping.SOLICITATION, ()),
        (Finding(score=0.6), Grouping.SOLICITATION, ()),
    ],
)
def test_the_surest_grouping_wins(finding, grouping, candidates, key, make_window):
    made = make_alert(POST, finding, make_window(), key, NOON)
    assert (made.grouping, made.candidates) == (grouping, candidates)


def group_hash(finding, key, window):
    return make_alert(POST, finding, window, key, NOON).group_hash


def test_like_questions_share_a_cluster_and_others_do_not(key, make_window):
    window = make_window()
    asked = group_hash(ASKED, key, window)
    assert group_hash(replace(ASKED, score=0.6, categories=()), key, window) == asked
    assert group_hash(replace(ASKED, sought=("riot_police",)), key, window) != asked
    assert group_hash(replace(ASKED, acts=(Act.SPREAD,)), key, window) != asked
    assert "dog_handler" not in asked


def test_a_stranger_is_kept_as_a_token_of_the_window(key, make_window):
    window = make_window()
    token = group_hash(STRANGER, key, window)
    assert group_hash(replace(STRANGER, score=0.7), key, window) == token
    assert group_hash(replace(STRANGER, stranger="kees onbekend"), key, window) != token
    assert group_hash(STRANGER, WindowKey(b"z" * 32), window) != token


def test_levels_and_numbers_go_both_ways():
    assert [severity_of(level) for level in Level] == [0, 1, 2, 3, 4]
    assert [level_of(number) for number in range(5)] == list(Level)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENT = st.datetimes(timezones=st.just(UTC))
FRACTION = st.floats(0, 1)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
EVIDENCE = st.builds(
    Evidence, TEXT, TEXT, st.integers(0, 9999), st.integers(0, 9999), TEXT, TEXT, st.none() | TEXT
)
ALERTS = st.builds(
    Alert,
    alert_id=st.just("a" * 40),
    created_at=MOMENT,
    ingested_at=MOMENT,
    kind=st.sampled_from(AlertKind),
    score=FRACTION,
    level=st.sampled_from(Level),
    incident_id=TEXT,
    window_id=TEXT,
    exercise=st.booleans(),
    grouping=st.sampled_from(Grouping),
    platform=TEXT,
    post_ref=TEXT,
    message=TEXT,
    url_sealed=TEXT,
    author_token=TEXT,
    group_hash=TEXT,
    rule_version=TEXT,
    reason=TEXTS,
    acts=st.lists(st.sampled_from(Act), max_size=3).map(tuple),
    categories=TEXTS,
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
    subjects=st.lists(st.builds(Subject, TEXT, FRACTION), max_size=2).map(tuple),
    candidates=TEXTS,
    media=st.lists(st.builds(AlertMedia, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
)


@given(ALERTS)
def test_a_document_loses_nothing(alert):
    through_json = json.loads(json.dumps(alert.to_document()))
    assert Alert.from_document(alert.alert_id, through_json) == alert


def test_a_made_alert_survives_its_document(alert):
    assert Alert.from_document(alert.alert_id, alert.to_document()) == alert


def test_a_strange_document_is_refused_without_showing_it():
    with pytest.raises(BadInputError) as caught:
        Alert.from_document("a", {"message": "Jan Verzonnen"})
    assert "Jan" not in str(caught.value)
