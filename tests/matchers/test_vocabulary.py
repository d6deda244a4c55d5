import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers import vocabulary as v


@pytest.mark.parametrize(
    ("word", "has", "has_not"),
    [
        ("kuipersma", v.SURNAME, v.NEAR | v.WORDLIKE),
        ("kuiperma", v.NEAR, v.SURNAME),
        ("kuipesrma", v.NEAR, v.SURNAME),
        ("dykhuys", v.NEAR, v.SURNAME),
        ("kuipers", 0, v.SURNAME | v.NEAR),
        ("boer", v.SURNAME | v.WORDLIKE, 0),
        ("sanne", v.GIVEN, v.SURNAME),
        ("wim", v.GIVEN | v.GIVEN_WORD, 0),
        ("van", v.PREFIX, v.SURNAME),
        ("v", v.LETTER | v.PREFIX, v.NUMBER),
        ("w", v.LETTER, v.PREFIX),
        ("smeris", v.POLICE | v.CLASSED, 0),
        ("12", v.NUMBER, v.MIXED),
        ("12a", v.MIXED, v.LEET),
        ("1234ab", v.MIXED, v.LEET),
        ("sm3ris", v.MIXED | v.LEET, 0),
        ("amsrepiuk", v.MIRRORED, 0),
        ("vandenkuipersma", v.GLUED, v.SURNAME),
        ("zeist", v.PLACE, v.SURNAME),
        ("qqwxzk", v.UNKNOWN, v.NEAR),
    ],
)
def test_what_a_word_can_be(vocabulary, word, has, has_not):
    bits = vocabulary.bits[word]
    assert bits & has == has
    assert not bits & has_not


@pytest.mark.parametrize(
    ("word", "number", "canon", "role"),
    [
        ("twaalf", "12", "twaalf", "twaalf"),
        ("0612", "0612", "<number>", "<number>"),
        ("zeist", "", "<place>", "<place>"),
        ("smeirs", "", "smeris", "police"),
        ("adrse", "", "adres", "detail"),
        ("tafel", "", "tafel", "tafel"),
    ],
)
def test_what_holds_of_a_word_wherever_it_stands(vocabulary, word, number, canon, role):
    known = vocabulary.word(word)
    assert (known.number, known.canon, known.role) == (number, canon, role)


@pytest.mark.parametrize(
    ("word", "plain"),
    [("ku1p3rsma", "kuipersma"), ("4dr3s", "adres"), ("kuip€rsma", "kuipersma"), ("x7q9", None)],
)
def test_leetspeak(vocabulary, word, plain):
    assert vocabulary.unleet(word) == plain


@pytest.mark.parametrize(
    ("word", "roles"),
    [
        ("wimvandenkuipersma", ["given", "prefix", "surname"]),
        ("wimkuipersma", ["given", "surname"]),
        ("wkuipersma", ["given", "surname"]),
        ("vdkuipersma", ["prefix", "surname"]),
        ("kuipersma", []),
        ("timmerman", []),
        ("kuipersmastraat", []),
    ],
)
def test_glued_names_come_apart(vocabulary, word, roles):
    parts = vocabulary.parts(word)
    assert [part.role for part in parts] == roles
    if parts:
        assert "".join(word[part.start : part.end] for part in parts) == word


def test_a_run_that_is_too_long_is_no_word_and_is_not_remembered(directory):
    fresh = v.Vocabulary(directory)
    run = "a" * (v.LONGEST_WORD + 1)
    assert fresh.bits[run] == 0
    assert fresh.word(run).canon == "<run>"
    assert fresh.word("1" * 100).number == ""
    assert fresh.parts(run) == ()
    assert fresh.unleet(run + "1") is None
    assert fresh.bits["1" * 100] == v.NUMBER
    assert not fresh.bits
    assert not fresh._words


def test_a_full_cache_starts_over(monkeypatch):
    monkeypatch.setattr(v, "_CACHE_LIMIT", 2)
    cache = {}
    for number in range(3):
        v.remember(cache, number, number)
    assert cache == {2: 2}


@settings(max_examples=30)  # each builds a vocabulary anew
@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=30))
def test_answers_do_not_depend_on_what_was_asked_before(vocabulary, directory, word):
    assert v.Vocabulary(directory).word(word) == vocabulary.word(word) == vocabulary.word(word)


def test_no_word_shows_in_a_repr(vocabulary):
    assert "kuipersma" not in repr(vocabulary.word("kuipersma"))
