import pytest

from matchers.lexicon import (
    PREFIXES,
    WordClasses,
    call_name_table,
    given_names,
    is_wordlike,
    name_key,
    places,
    surname_bearers,
    word_classes,
    word_frequencies,
)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Van den Berg", "vandenberg"), ("Dijkstra", "dykstra"), ("Zoë-Anne", "zoeanne"), ("", "")],
)
def test_names_meet_in_one_key(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("key", "wordlike"),
    [("boer", True), ("bakker", False), ("wit", True), ("hoekstra", False), ("xqzz", False)],
)
def test_a_surname_that_is_a_word_is_told_from_one_that_is_none(key, wordlike):
    assert is_wordlike(key) is wordlike


def test_the_tables_are_folded_and_filled():
    for table in (word_frequencies(), surname_bearers(), given_names()):
        assert len(table) > 1000
        assert all(word == word.lower() and word.isascii() for word in list(table)[:5000])
    assert {"utrecht", "zeist"} <= places()
    assert "wim" in call_name_table()["willem"]
    assert {"van", "den", "vd"} <= PREFIXES


def test_exact_words_go_before_stems_and_stems_before_tails():
    classes = WordClasses({"one": ["agent*"], "two": ["agente"], "three": ["*kop"], "four": ["a*"]})
    assert classes.of("agente") == "two"
    assert classes.of("agenten") == "one"
    assert classes.of("azijn") == "four"
    assert classes.of("dikkop") == "three"
    assert classes.of("boom") is None
    assert classes.words() == {"agent", "agente", "a"}


@pytest.mark.parametrize(
    ("word", "role"), [("smeris", "police"), ("woont", "home"), ("tafel", None)]
)
def test_the_bundled_classes(word, role):
    assert word_classes().of(word) == role
