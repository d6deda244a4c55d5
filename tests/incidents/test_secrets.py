import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.secrets import WindowKey, new_secret
from runtime.errors import TamperedError

KEY, OTHER = WindowKey(bytes(32)), WindowKey(bytes(range(32)))


def test_a_token_is_the_same_for_the_same_thing():
    assert KEY.token("post", "1") == WindowKey(bytes(32)).token("post", "1")
    assert re.fullmatch("[0-9a-f]{32}", KEY.token("post", "1"))


def test_another_window_has_other_tokens():
    assert KEY.author_token("forum", "jan") != OTHER.author_token("forum", "jan")
    assert KEY.token("post", "1") != OTHER.token("post", "1")


def test_no_two_things_share_a_token():
    made = [
        KEY.token("post", "1"),
        KEY.token("post", "2"),
        KEY.token("pos", "t1"),
        KEY.token("author", "1"),
        KEY.author_token("post", "1"),
        KEY.author_token("author", "1"),
        KEY.author_token("pos", "t1"),
    ]
    assert len(set(made)) == len(made)


@given(st.text(max_size=10), st.text(max_size=10), st.text(max_size=10), st.text(max_size=10))
def test_tokens_are_equal_for_equal_parts_only(kind, value, other_kind, other_value):
    same = (kind, value) == (other_kind, other_value)
    assert (KEY.token(kind, value) == KEY.token(other_kind, other_value)) is same


def test_a_lone_surrogate_has_a_token_too():
    assert KEY.token("post", "\ud800")


def test_seals_open_in_their_own_window_for_their_own_purpose():
    sealed = KEY.seal("url", b"https://example.org/1")
    assert KEY.open("url", sealed) == b"https://example.org/1"
    for key, purpose in ((OTHER, "url"), (KEY, "file")):
        with pytest.raises(TamperedError):
            key.open(purpose, sealed)


def test_a_key_shows_nothing():
    assert repr(KEY) == str(KEY) == "WindowKey()"


def test_secrets_are_long_and_new():
    assert len(new_secret()) == 32
    assert new_secret() != new_secret()
    with pytest.raises(ValueError, match="32 bytes"):
        WindowKey(b"short")
