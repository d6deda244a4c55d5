import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.formats.ndjson import REASONS, check_not_future, decode
from matchers.post import Media, Post
from runtime.errors import BadPostError

POST = {
    "id": "a1",
    "platform": "pixelplein",
    "url": "https://pixelplein.example/a1",
    "author": "roepert",
    "text": "Wie kent deze hondengeleider?",
    "created_at": "2026-03-14T13:00:00+01:00",
}


def raw(**changes):
    document = {key: value for key, value in (POST | changes).items() if value is not ...}
    return json.dumps(document).encode()


def reason_of(data):
    with pytest.raises(BadPostError) as caught:
        decode(data)
    return str(caught.value)


def answer_to(data):
    """Return the reason why `data` is no post, nothing if it is one."""
    try:
        decode(data)
    except BadPostError as exc:
        return str(exc)
    return ""


def test_a_whole_post_is_decoded():
    data = raw(
        collected_at="2026-03-14T12:01:00Z",
        flagged_by="meldknop",
        flag_reason="trefwoord",
        source="plein",
        lang="nl",
        incident_id="mars-1",
        reply_to="a0",
        media=[
            {"type": "image", "url": "https://m.example/1", "ocr_text": "adres", "alt_text": "a"},
            {"type": "video", "url": "https://m.example/2", "sha256": "00ff"},
        ],
        unknown={"deep": [1, None]},
    )
    assert decode(data) == Post(
        post_id="a1",
        platform="pixelplein",
        created_at=datetime(2026, 3, 14, 12, tzinfo=UTC),
        text="Wie kent deze hondengeleider?",
        url="https://pixelplein.example/a1",
        author="roepert",
        media=(
            Media("image", "https://m.example/1", ocr_text="adres", alt_text="a"),
            Media("video", "https://m.example/2", sha256="00ff"),
        ),
        source="plein",
        lang="nl",
        incident_id="mars-1",
        reply_to="a0",
        collected_at=datetime(2026, 3, 14, 12, 1, tzinfo=UTC),
        flagged_by="meldknop",
        flag_reason="trefwoord",
    )


def test_times_are_brought_to_utc():
    assert decode(raw()).created_at.utcoffset() == timedelta()


@pytest.mark.parametrize("field", ["lang", "source", "incident_id", "collected_at", "media"])
def test_an_optional_field_may_be_null(field):
    assert decode(raw(**{field: None})) == decode(raw())


def test_a_picture_may_come_without_text():
    post = decode(raw(text="", media=[{"type": "image", "url": "https://m.example/1"}]))
    assert post.text == ""


def test_emoji_spelt_as_a_surrogate_pair_are_fine():
    data = raw(text="ok \N{GRINNING FACE}")
    assert rb"\ud83d\ude00" in data
    assert decode(data).text == "ok \N{GRINNING FACE}"


def test_a_backslash_before_u0000_is_no_nul():
    assert decode(raw(text="\\u0000")).text == "\\u0000"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"geen json", "not_json"),
        (raw() + b"}", "not_json"),
        (b'{"text": NaN}', "not_json"),
        (b"[]", "not_object"),
        (b'"tekst"', "not_object"),
        (b"12", "not_object"),
        (b'{"text": "\xff"}', "not_utf8"),
        (b'{"text": "\xed\xa0\x80"}', "not_utf8"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (b'{"x": ' + b"9" * 5000 + b"}", "not_json"),
        (raw(text="a\ud800b"), "lone_surrogate"),
        (raw(text="\udc00"), "lone_surrogate"),
        (raw(unknown=["\ud800"]), "lone_surrogate"),
        (raw(text="a\x00b"), "nul_character"),
        (raw(author="\x00"), "nul_character"),
        (raw(media=[{"type": "image", "url": "u", "ocr_text": "\x00"}]), "nul_character"),
        (raw(id=...), "missing_id"),
        (raw(platform=...), "missing_platform"),
        (raw(url=...), "missing_url"),
        (raw(author=...), "missing_author"),
        (raw(text=...), "missing_text"),
        (raw(created_at=...), "missing_created_at"),
        (raw(id=7), "wrong_type_id"),
        (raw(text=None), "wrong_type_text"),
        (raw(text=["a"]), "wrong_type_text"),
        (raw(created_at=1773489600), "wrong_type_created_at"),
        (raw(created_at=None), "wrong_type_created_at"),
        (raw(created_at="gisteren"), "bad_created_at"),
        (raw(created_at="2026-02-30T12:00:00Z"), "bad_created_at"),
        (raw(created_at="0001-01-01T00:00:00+23:00"), "bad_created_at"),
        (raw(created_at="2026-03-14T12:00:00"), "naive_created_at"),
        (raw(collected_at="2026-03-14T12:00:00"), "naive_collected_at"),
        (raw(collected_at="straks"), "bad_collected_at"),
        (raw(collected_at=5), "wrong_type_collected_at"),
        (raw(lang=5), "wrong_type_lang"),
        (raw(media="foto"), "wrong_type_media"),
        (raw(media=[1]), "wrong_type_media"),
        (raw(media=[{"url": "u"}]), "missing_media_type"),
        (raw(media=[{"type": "image"}]), "missing_media_url"),
        (raw(media=[{"type": 1, "url": "u"}]), "wrong_type_media_type"),
        (raw(media=[{"type": "image", "url": "u", "alt_text": 1}]), "wrong_type_media_alt_text"),
        (raw(id=""), "empty_id"),
        (raw(platform=""), "empty_platform"),
        (raw(text=""), "empty_text"),
        (raw(text="", media=[]), "empty_text"),
    ],
)
def test_a_bad_post_gives_its_reason(data, reason):
    assert reason_of(data) == reason
    assert reason in REASONS


def test_five_minutes_ahead_are_believed_and_no_more():
    post = decode(raw())
    check_not_future(post, post.created_at - timedelta(minutes=5))
    with pytest.raises(BadPostError, match=r"^created_in_future$"):
        check_not_future(post, post.created_at - timedelta(minutes=5, microseconds=1))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_post_or_a_known_reason(data):
    assert answer_to(data) in REASONS | {""}


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2026-03-14T12:00Z"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*POST, "media", "collected_at", "lang"]), _values))
def test_any_mixture_of_fields_gives_a_post_or_a_known_reason(changes):
    assert answer_to(json.dumps(POST | changes).encode()) in REASONS | {""}


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
)
def test_text_comes_through_unchanged(text):
    assert decode(raw(text=text)).text == text
