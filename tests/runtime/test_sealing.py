import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import ConfigError, TamperedError
from runtime.keyfile import KeyFile
from runtime.sealing import (
    Keyring,
    LiveKeyring,
    UnknownKeyError,
    derive,
    key_id,
    key_id_of,
    length_prefixed,
    load_keyring,
)
from runtime.settings import RuntimeSettings

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def key_file(tmp_path):
    file = KeyFile(tmp_path / "watchlist.key")
    file.create()
    return file


@given(plain=st.binary(max_size=300), bound_to=st.binary(max_size=20), purpose=st.text(max_size=9))
def test_what_is_sealed_opens_again(plain, bound_to, purpose):
    ring = Keyring(OLD)
    sealed = ring.seal(purpose, plain, bound_to)
    assert ring.open(purpose, sealed, bound_to) == plain


@given(plain=st.binary(max_size=50), data=st.data())
def test_any_changed_bit_shows(plain, data):
    ring = Keyring(OLD)
    sealed = bytearray(ring.seal("sample", plain))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(TamperedError):
        ring.open("sample", bytes(sealed))


@given(st.data())
def test_anything_cut_off_shows(data):
    sealed = Keyring(OLD).seal("sample", b"plain")
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    with pytest.raises(TamperedError):
        Keyring(OLD).open("sample", cut)


@pytest.mark.parametrize(
    ("purpose", "bound_to"), [("other", b"v1"), ("sample", b"v2"), ("sample", b"")]
)
def test_it_opens_only_as_what_it_was_sealed_for(purpose, bound_to):
    ring = Keyring(OLD)
    with pytest.raises(TamperedError):
        ring.open(purpose, ring.seal("sample", b"plain", b"v1"), bound_to)


def test_equal_things_are_sealed_differently():
    ring = Keyring(OLD)
    assert ring.seal("sample", b"plain") != ring.seal("sample", b"plain")


def test_a_retired_key_opens_and_the_primary_seals():
    sealed = Keyring(OLD).seal("sample", b"plain")
    ring = Keyring(NEW, [OLD])
    assert ring.open("sample", sealed) == b"plain"
    assert key_id_of(ring.seal("sample", b"plain")) == key_id(NEW) == ring.primary_id()
    assert ring.key_ids() == (key_id(NEW), key_id(OLD))


def test_an_unknown_key_is_named_by_its_id():
    sealed = Keyring(OLD).seal("sample", b"plain")
    with pytest.raises(UnknownKeyError, match=key_id(OLD)):
        Keyring(NEW).open("sample", sealed)


def test_derived_bytes_depend_on_key_info_and_salt():
    ring = Keyring(OLD)
    made = [
        ring.derive("one"),
        ring.derive("two"),
        ring.derive("one", b"salt"),
        Keyring(NEW).derive("one"),
        derive(OLD, "one"),
    ]
    assert len(set(made)) == len(made)
    assert ring.derive("one") == ring.derive("one")
    assert len(ring.derive("one", length=16)) == 16


def test_a_keyring_shows_ids_only():
    shown = repr(Keyring(NEW, [OLD]))
    assert shown == f"Keyring({key_id(NEW)}, {key_id(OLD)})"
    assert NEW.hex() not in shown


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_another_length_is_refused(key):
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(key)


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_length_prefixes_keep_different_lists_apart(one, other):
    assert (length_prefixed(*one) == length_prefixed(*other)) == (one == other)


def test_a_running_process_follows_a_rotation(key_file):
    ring = LiveKeyring(key_file)
    before = ring.seal("sample", b"plain")
    key_file.rotate()
    after = ring.seal("sample", b"plain")
    assert key_id_of(after) != key_id_of(before)
    assert ring.open("sample", before) == ring.open("sample", after) == b"plain"
    key_file.drop_retired()
    assert ring.open("sample", after) == b"plain"
    with pytest.raises(UnknownKeyError):
        ring.open("sample", before)


def test_a_key_met_before_the_file_seems_changed_is_looked_for(key_file, monkeypatch):
    ring = LiveKeyring(key_file)
    mark = key_file.mark()
    key_file.rotate()
    sealed = Keyring(key_file.read()[0]).seal("sample", b"plain")
    monkeypatch.setattr(KeyFile, "mark", lambda _: mark)  # a file system with coarse times
    assert ring.open("sample", sealed) == b"plain"


def settings(tmp_path, **values):
    return RuntimeSettings(home=tmp_path, **values)


def test_keys_in_the_environment_win_over_the_file(tmp_path, key_file):
    ring = load_keyring(
        settings(
            tmp_path,
            watchlist_key=base64.b64encode(NEW).decode(),
            watchlist_key_retired=base64.b64encode(OLD).decode(),
        )
    )
    assert ring.key_ids() == (key_id(NEW), key_id(OLD))
    assert load_keyring(settings(tmp_path)).primary_id() == key_id(key_file.read()[0])


def test_without_a_key_the_remedy_is_named(tmp_path):
    with pytest.raises(ConfigError, match="doxwacht init"):
        load_keyring(settings(tmp_path))


def test_the_same_key_twice_is_one_key():
    key = secrets.token_bytes(32)
    assert Keyring(key, [key]).key_ids() == (key_id(key),)
