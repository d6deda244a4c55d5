import pytest

from matchers.post import Media
from matchers.study import MOST_FOUND, abstract, study_post


def _placeholders(make_post, vocabulary, text):
    (part,) = study_post(make_post(text), vocabulary).parts
    return abstract(part, vocabulary)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wim van den Kuipersma woont Dorpsstraat 12", ["<person>", "woont", "<address>"]),
        ("bel 06-12345678?", ["bel", "<phone>", "<?>"]),
        ("mail: wim.kuipersma@voorbeeld.example", ["mail", "<:>", "<email>"]),
        ("Kees Jansen in Zeist", ["<person>", "in", "<place>"]),
        ("de smeirs", ["de", "smeris"]),
        ("AB-123-C van @wimkuip_77", ["<plate>", "van", "<handle>"]),
    ],
)
def test_people_and_identifiers_become_placeholders(make_post, vocabulary, text, words):
    assert _placeholders(make_post, vocabulary, text)[0] == words


def test_words_classes_and_places_have_one_length(make_post, vocabulary):
    words, classes, places = _placeholders(
        make_post, vocabulary, 'wie kent "Wim Kuipersma" uit Zeist, 06-12345678?'
    )
    assert len(words) == len(classes) == len(places)
    assert places == sorted(places)
    assert "uipersma" not in " ".join([*words, *classes])


def test_a_name_inside_a_street_or_mail_is_no_person(make_post, vocabulary):
    study = study_post(make_post("Anna Jansenstraat 3, info.jansen@bakker.example"), vocabulary)
    assert study.parts[0].mentions == ()


def test_every_text_of_a_post_is_read(make_post, vocabulary):
    media = (Media("image", ocr_text="Wim Kuipersma", alt_text="een agent"), Media("video"))
    study = study_post(make_post("", media=media), vocabulary)
    assert [part.reading.where for part in study.parts] == [
        "media[0].ocr_text",
        "media[0].alt_text",
    ]
    assert study.has_media


def test_an_empty_post_is_an_empty_study(make_post, vocabulary):
    study = study_post(make_post(""), vocabulary)
    assert study.parts == ()
    assert not study.words


def test_homes_are_tokens_of_places(make_post, vocabulary, directory):
    study = study_post(make_post("ergens in Veldhoven"), vocabulary)
    assert study.homes == set(directory.rows[0].home)


def test_a_flood_is_cut_and_what_is_listed_is_kept(make_post, vocabulary):
    flood = "06-87654321, " * 2 * MOST_FOUND + "Kees Verhoeven, " * 2 * MOST_FOUND
    (part,) = study_post(make_post(flood + "Wim Kuipersma 06-12345678"), vocabulary).parts
    assert len(part.hits) == len(part.mentions) == MOST_FOUND
    assert part.hits[-1].rows == (0,)
    assert set(part.mentions[-1].fits) == {0}
    assert list(part.hits) == sorted(part.hits, key=lambda hit: hit.at)


def test_nothing_of_the_post_shows_in_a_repr(make_post, vocabulary):
    study = study_post(make_post("Wim Kuipersma, Dorpsstraat 12, Kees Jansen"), vocabulary)
    for word in ("uipersma", "orpsstraat", "ansen", "wim"):
        assert word not in repr(study)
