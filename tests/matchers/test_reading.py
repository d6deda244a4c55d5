import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchers.folding import fold
from matchers.reading import read_text, segment


@pytest.mark.parametrize(
    ("received", "words", "repairs"),
    [
        ("K u i p e r s m a", ["kuipersma"], {"spaced"}),
        ("W i m   K u i p e r s m a", ["wim", "kuipersma"], {"spaced"}),
        ("K.u.i.p.e.r.s.m.a", ["kuipersma"], {"spaced"}),
        ("K-u-i-p-e-r-s-m-a", ["kuipersma"], {"spaced"}),
        ("K🐷u🐷i🐷p🐷e🐷r🐷s🐷m🐷a", ["kuipersma"], {"pictures"}),
        ("Kui🐷persma", ["kuipersma"], {"pictures"}),
        ("Kuip🐷ers🐷🐷ma", ["kuipersma"], {"pictures"}),
        ("ku1p3rsma", ["kuipersma"], {"leet"}),
        ("Kuip€r$ma", ["kuipersma"], {"leet"}),
        ("amsrepiuK miW", ["wim", "kuipersma"], {"reversed"}),
        ("miW amsrepiuK", ["wim", "kuipersma"], {"reversed"}),
        ("#WimvandenKuipersma", ["wim", "vanden", "kuipersma"], set()),
        ("dorpsstraat12", ["dorpsstraat", "12"], set()),
        ("Wim\nvan den\nKuipersma", ["wim", "van", "den", "kuipersma"], set()),
    ],
)
def test_disguises_are_undone(read, received, words, repairs):
    reading = read(received)
    assert [token.word for token in reading.tokens] == words
    assert reading.repairs == repairs


@pytest.mark.parametrize(
    "received",
    [
        "W.J. Kuipersma", "om 12.30 op 3-5-2031", "12a en 1234ab", "leuk🎉feest🎉morgen",
        "a b", "ik & jij & hij", "de a1 en de a2", "een level 5 pokemon", "wim@voorbeeld.example",
    ],
)  # fmt: skip
def test_ordinary_text_is_left_alone(read, received):
    reading = read(received)
    assert reading.text == fold(received)
    assert not reading.repairs


def test_one_unknown_word_does_not_turn_the_post_round(read):
    assert read("gister in tsieZ gezien").repairs == set()


@pytest.mark.parametrize(
    ("received", "number"),
    [("twaalf", "12"), ("12", "12"), ("achtenzeventig", "78"), ("boom", "")],
)
def test_tokens_know_their_number(read, received, number):
    assert read(received).tokens[0].number == number


def test_tokens_know_their_capital(read):
    capitals = [token.capital for token in read("Wim van den Kuipersma").tokens]
    assert capitals == [True, False, False, True]


def test_a_text_without_borders_is_cut_into_its_words(vocabulary):
    text = "wiekentkuipersma"
    assert [text[a:b] for a, b in segment(text, vocabulary)] == ["wie", "kent", "kuipersma"]


@pytest.mark.parametrize(
    ("received", "piece"),
    [
        ("ja 🐷 W i m   K u i p e r s m a!", "W i m   K u i p e r s m a"),
        ("zie amsrepiuK miW daar", "amsrepiuK miW"),
        ("a\u0301 Wim Kui\u200bpersma", "Wim Kui\u200bpersma"),
        ("ß Ĳ Wim ku1p3rsma.", "Wim ku1p3rsma"),
    ],
)
def test_spans_point_to_what_was_received(read, received, piece):
    reading = read(received)
    tokens = [token for token in reading.tokens if token.word in ("wim", "kuipersma")]
    start, end = reading.span(tokens[0].at, tokens[-1].until)
    assert received[start:end] == piece


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
WORDS = st.sampled_from(
    "wie kent deze smeris Wim van den Kuipersma woont Dorpsstraat 12 in Zeist bel 06-12345678 "
    "#WimKuipersma @wimkuip_77 1234AB AB-123-C twaalf Zoë K***ma J. de Boer zes \n 🐷 ! ?".split(
        " "
    )
)


def _spaced(word):
    return " ".join(word)


def _pictured(word):
    return "🐷".join(word)


def _plain(word):
    return word


DISGUISES = st.sampled_from([_plain, str.upper, str.lower, str.swapcase, _spaced, _pictured])
POSTS = st.builds(
    lambda disguise, words: "   ".join(map(disguise, words)),
    DISGUISES,
    st.lists(WORDS, max_size=12),
)


@given(TEXTS)
def test_every_token_and_offset_lies_inside_the_text(vocabulary, text):
    reading = read_text("text", text, vocabulary)
    assert len(reading.offsets) == len(reading.text)
    assert all(0 <= offset < len(text) for offset in reading.offsets)
    end = 0
    for token in reading.tokens:
        assert end <= token.at < token.until <= len(reading.text)
        assert reading.text[token.at : token.until] == token.word
        start, stop = reading.span(token.at, token.until)
        assert 0 <= start < stop <= len(text)
        end = token.until


@settings(max_examples=200)
@given(POSTS)
def test_reading_a_reading_again_gives_the_same_words(vocabulary, text):
    once = read_text("text", text, vocabulary)
    again = read_text("text", once.text, vocabulary)
    assert [token.word for token in again.tokens] == [token.word for token in once.tokens]


@given(TEXTS)
def test_reading_is_the_same_every_time(vocabulary, text):
    assert read_text("text", text, vocabulary) == read_text("text", text, vocabulary)


def test_no_word_shows_in_a_repr(read):
    reading = read("Wim Kuipersma")
    assert "uipersma" not in repr((reading, reading.tokens))
