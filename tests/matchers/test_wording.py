import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.wording import is_of_one_word, word_with, wording_features

WORDS = ["wie", "kent", "<person>", "adressen"]
CLASSES = ["seek", "seek", "<person>", "detail"]


def test_words_pieces_neighbours_and_parts():
    features = wording_features(WORDS, CLASSES)
    assert {"w:wie", "c:seek", "w:adressen", "g:^adr", "g:sen$", "b:wie kent"} <= features
    assert {"d:seek seek", "t:seek seek <person>", "s:<person> detail"} <= features
    assert "g:^<pe" not in features


def test_parts_too_far_apart_say_nothing_together():
    words = ["wie", *("x" * 7), "adres"]
    classes = ["seek", *("x" * 7), "detail"]
    assert "s:seek detail" not in wording_features(words, classes)


def test_nothing_gives_nothing():
    assert wording_features([], []) == set()


@pytest.mark.parametrize(
    ("name", "index"), [("w:wie", 0), ("c:detail", 3), ("g:sen$", 3), ("w:nergens", None)]
)
def test_a_feature_is_found_back_in_the_text(name, index):
    assert word_with(name, WORDS, CLASSES) == index


def test_only_features_of_one_word_point_at_a_word():
    assert is_of_one_word("g:sen$")
    assert not is_of_one_word("b:wie kent")


@given(st.lists(st.sampled_from(["a", "bcdef", "<person>", "smeris"]), max_size=12))
def test_features_of_a_longer_text_include_those_of_its_start(words):
    assert wording_features(words[:-1], words[:-1]) <= wording_features(words, words)
