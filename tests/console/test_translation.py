import json
from string import Formatter

import pytest

from console import vocabulary
from console.translation import Words, choose, speak
from matchers.reasons import REASONS
from runtime.errors import RefusedError
from watchlists.remedies import REMEDIES


def gaps(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.fixture
def dutch():
    return speak("nl")


def test_every_sentence_has_a_dutch_translation(renew):
    catalogue = renew.read("nl")
    missing = []
    for msgid in renew.gather():
        entry = catalogue.get(msgid if isinstance(msgid, str) else msgid[0])
        forms = (
            [entry.string] if entry and isinstance(entry.string, str) else entry and entry.string
        )
        if not forms or not all(forms):
            missing.append(msgid)
    assert missing == []


def test_the_catalogues_hold_nothing_that_is_no_longer_said(renew):
    said = {one if isinstance(one, str) else one[0] for one in renew.gather()}
    for lang in ("nl", "en"):
        held = {m.id if isinstance(m.id, str) else m.id[0] for m in renew.read(lang) if m.id}
        assert held == said


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_compiled_catalogue_is_that_of_the_written_one(renew, lang):
    assert renew.mo_path(lang).read_bytes() == renew.compiled(renew.read(lang))


def test_the_list_of_sentences_is_that_of_the_code(renew):
    assert json.loads(renew.SENTENCES.read_text("utf-8")) == renew.templates(renew.gather())


def test_translations_fill_in_the_same_figures(renew):
    for message in renew.read("nl"):
        if not message.id:
            continue
        forms = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        for one in strings:
            assert gaps(one) == gaps(forms[-1]), message.id


@pytest.mark.parametrize("sentence", [*REASONS.values(), *REMEDIES.values()])
def test_reasons_and_remedies_speak_dutch(dutch, sentence):
    assert dutch(sentence) != sentence


def test_the_words_of_the_domain_are_used(dutch):
    assert dutch("watchlist") == "beschermlijst"
    assert dutch("alert") == "melding"
    assert dutch("case") == "zaak"
    assert dutch("verdict") == "oordeel"
    assert "monitoringsvenster" in dutch("There is no monitoring window.")


def test_english_is_what_stands_in_the_code():
    words = speak("en")
    assert words("watchlist") == "watchlist"
    assert words.count("{n} post", "{n} posts", 2) == "2 posts"


def test_counts_choose_their_form(dutch):
    assert dutch.count("{n} post", "{n} posts", 1) == "1 bericht"
    assert dutch.count("{n} post", "{n} posts", 0) == "0 berichten"


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        ([], {}, "nl"),
        ([], {"LANG": "C.UTF-8"}, "nl"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "nl_NL.UTF-8", "LANG": "en_GB.UTF-8"}, "nl"),
        ([], {"LANG": "de_DE.UTF-8"}, "nl"),
        ([], {"LANG": "nl_NL", "DOXWACHT_LANG": "en"}, "en"),
        (["--lang", "nl"], {"DOXWACHT_LANG": "en"}, "nl"),
        (["--lang=en", "status"], {}, "en"),
        (["--lang", "fr"], {"DOXWACHT_LANG": "en"}, "en"),
        (["score", "--", "--lang=en"], {}, "nl"),
        (["--lang"], {}, "nl"),
    ],
)
def test_the_language_is_chosen(arguments, environ, lang):
    assert choose(arguments, environ) == lang


def test_what_a_room_said_is_found_back_by_its_shape(dutch):
    said = dutch.message(
        "The window would be too long: this kind of incident allows at most 24 hours."
    )
    assert said == "Het venster zou te lang zijn: dit soort incident mag hooguit 24 uur duren."


def test_a_list_of_mistakes_is_translated_line_by_line(dutch):
    said = dutch.message(
        "march.toml cannot be used:\n- kind: must be one of riot, arrest\n- id: is missing"
    )
    assert said.split("\n") == [
        "march.toml is niet bruikbaar:",
        "- kind: moet een van deze zijn: rellen, aanhouding",
        "- id: ontbreekt",
    ]


def test_codes_within_a_sentence_are_translated(dutch):
    said = dutch.message(
        str(RefusedError("A case that is new can only become: in_triage, dismissed."))
    )
    assert said == "Een zaak die nieuw is, kan alleen worden: in behandeling, afgewezen."


def test_what_nobody_knows_stays_as_it_is(dutch):
    assert dutch.message("Something else.\nentirely") == "Something else.\nentirely"


def test_no_sentence_is_an_empty_one(dutch):
    assert dutch("") == ""


def test_figures_with_braces_in_them_are_left_alone(dutch):
    assert dutch("Home: {home}", home="/home/{x}") == "Map: /home/{x}"


def test_a_code_without_a_word_is_shown(dutch):
    assert isinstance(dutch, Words)
    assert vocabulary.say(dutch, vocabulary.LEVELS, "unheard") == "unheard"
