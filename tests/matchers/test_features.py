import pytest

from matchers.event import Event
from matchers.features import dense_of
from matchers.links import link_staff
from matchers.post import Media
from matchers.study import study_post

NOWHERE = Event()


@pytest.fixture(scope="session")
def dense(make_post, matcher):
    """Return the dense features of a text, whatever the prefilter thinks of it."""

    def found(text, event=NOWHERE, **fields):
        study = study_post(make_post(text, **fields), matcher.vocabulary)
        links = link_staff(study, event, matcher.directory)
        return dense_of(study, links, matcher.model.chances(links), event)

    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("wie kent deze smeris?", {"cue_solicitation", "police", "question", "police_act"}),
        ("Wim Kuipersma woont Dorpsstraat 12", {"linked", "staff_home_address", "mention_full"}),
        ("agent Kees Jansen", {"mention_stranger", "stranger_police", "titled_stranger"}),
        ("06-87654321", {"other_phone"}),
        ("Stationsplein 1", {"other_address"}),
        ("WIE IS DIT!", {"shouting", "exclamation"}),
        ("wie is dit", {"lower_case", "short"}),
        ("K u i p e r s m a", {"repair_spaced"}),
        ("Kuіpersma", {"repair_alphabets"}),
        ("het kamerlid Kees Jansen", {"cue_non_staff", "civil_person"}),
    ],
)
def test_named_features(dense, text, names):
    assert names <= dense(text).keys()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mooi weer", "linked"),
        ("Kuipersma", "repair_alphabets"),
        ("Dorpsstraat 13", "staff_home_address"),
        ("wie gaat er mee", "cue_solicitation"),
    ],
)
def test_features_that_stay_away(dense, text, name):
    assert name not in dense(text)


def test_pictures_and_their_texts_are_seen(dense):
    values = dense("", media=(Media("image", ocr_text="agent Kuipersma"),))
    assert {"media", "picture_text", "linked"} <= values.keys()


def test_words_of_the_incident_are_a_feature(dense):
    event = Event(places=frozenset({"Zeist"}))
    assert "event_word" in dense("rellen in Zeist", event)
    assert "event_word" not in dense("rellen in Utrecht", event)


def test_a_post_without_anything_has_next_to_no_features(dense):
    assert dense("") == {}


def test_values_can_be_compared(dense):
    texts = ("wie kent Wim Kuipersma, Dorpsstraat 12?! bel 06-12345678", "x\n" * 400, "!" * 50)
    for text in texts:
        assert all(-1.0 <= value <= 3.0 for value in dense(text).values())
