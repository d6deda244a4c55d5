import msgspec
import pytest

from matchers.links import LINK_FEATURES
from matchers.model import Model, Weights
from matchers.post import Media
from matchers.prefilter import Prefilter
from matchers.vocabulary import Vocabulary

EMPTY = Weights(0.0, {}, {})
BLANK = Model("blank", EMPTY, {}, [0.0] * len(LINK_FEATURES), (1.0, 0.0))


@pytest.fixture(scope="session")
def marks(vocabulary, make_post):
    prefilter = Prefilter(vocabulary, BLANK)

    def found(text, **fields):
        return {n for n in prefilter.gate_features(make_post(text, **fields)) if n[0] == "<"}

    return found


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Tim Dijkhuis", "<listed_name>"),
        ("wim van den kuipersma", "<listed_name>"),
        ("dijkhuis tim", "<full_name>"),
        ("agent Kuipersma", "<titled_name>"),
        ("Kuipersma", "<surname>"),
        ("wimvandenkuipersma", "<glued>"),
        ("ku1p3rsma", "<disguised>"),
        ("amsrepiuk miw", "<disguised>"),
        ("K u i p e r s m a", "<disguised>"),
        ("Kuіpersma", "<disguised>"),
        ("Kui🐷persma", "<disguised>"),
        ("K***ma", "<disguised>"),
        ("06-12345678", "<identifier>"),
        ("+31 6 12 34 56 78", "<identifier>"),
        ("wim.kuipersma@voorbeeld.example", "<identifier>"),
        ("@wimkuip_77", "<identifier>"),
        ("AB-123-C", "<identifier>"),
        ("ab123c", "<identifier>"),
        ("12-ABC-3", "<identifier>"),
        ("Dorpsstraat 12", "<identifier>"),
        ("1234ab 12", "<identifier>"),
        ("Stationsplein 1", "<address>"),
        ("wie?", "<question>"),
        ("#acab", "<tag>"),
    ],
)
def test_what_stands_out_is_marked(marks, text, mark):
    assert mark in marks(text)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("mooi weer", "<surname>"),
        ("boer zoekt vrouw", "<full_name>"),
        ("06-87654321", "<identifier>"),
        ("Dorpsstraat 13", "<identifier>"),
        ("XX-99-99", "<identifier>"),
        ("12 graden op 3 mei", "<address>"),
        ("W.J. was er", "<identifier>"),
        ("gewoon een zin", "<disguised>"),
        ("een zin, met: tekens!", "<disguised>"),
    ],
)
def test_what_does_not_stand_out_is_not_marked(marks, text, mark):
    assert mark not in marks(text)


def test_pictures_and_their_texts_are_looked_at(marks):
    found = marks("", media=(Media("image", ocr_text="Tim Dijkhuis"),))
    assert {"<media>", "<listed_name>"} <= found


def test_words_and_marks_add_up(vocabulary, make_post):
    gate = {"w:kuipersma": 1.0, "c:police": 2.0, "<titled_name>": 4.0, "<short>": 8.0}
    prefilter = Prefilter(vocabulary, msgspec.structs.replace(BLANK, gate=gate, gate_bar=15.0))
    assert prefilter.look(make_post("smeris Kuipersma"))[0] == 15.0
    assert prefilter.may_matter(make_post("smeris Kuipersma"))
    assert not prefilter.may_matter(make_post("Kuipersma"))


def test_the_first_look_is_the_same_every_time(vocabulary, directory, model, make_post):
    post = make_post("wie kent Wim Kuipersma uit de Dorpsstraat 12?")
    fresh = Prefilter(Vocabulary(directory), model)
    warm = Prefilter(vocabulary, model)
    assert fresh.look(post) == warm.look(post) == fresh.look(post)


def test_a_long_run_is_not_remembered(vocabulary, make_post):
    prefilter = Prefilter(vocabulary, BLANK)
    prefilter.look(make_post("b" * 1000))
    assert all(len(word) < 1000 for word in prefilter._gate)
