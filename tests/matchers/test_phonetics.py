import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.phonetics import phonetic_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dykhuis", "dykhuys"), ("bakx", "baks"), ("jansen", "janssen"), ("schmidt", "smit"),
        ("visscher", "visser"), ("phaff", "faf"), ("wolters", "volters"), ("claassen", "klasen"),
    ],
)  # fmt: skip
def test_spellings_that_sound_alike_meet(one, other):
    assert phonetic_key(one) == phonetic_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("jansen", "hansen"), ("bos", "bas"), ("mulder", "molder")]
)
def test_names_that_sound_different_stay_apart(one, other):
    assert phonetic_key(one) != phonetic_key(other)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_a_key_is_never_longer_by_much(name):
    assert len(phonetic_key(name)) <= 2 * len(name)
