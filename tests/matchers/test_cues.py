import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers import cues
from matchers.cues import ACT_CUES, CUES, find_cues
from matchers.reading import read_text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wie kent deze smeris?", "solicitation"),
        ("who knows this officer", "solicitation"),
        ("naam en adres in dm graag", "solicitation"),
        ("vanavond met z'n allen langs bij hem", "incitement"),
        ("pay him a visit", "incitement"),
        ("kentekens van alles wat bureau noord uitrijdt", "surveillance"),
        ("rt, adres staat in de comments", "spread"),
        ("dit is de agent die schoot", "naming"),
        ("stop met doxen", "counter_speech"),
        ("volgens de politie is hij gehoord", "journalism"),
        ("politie zoekt getuigen", "police_appeal"),
        ("onze wijkagent houdt spreekuur", "public_role"),
        ("ik dien een klacht in", "complaint"),
        ("verzamelen op het plein, route volgt", "public_place"),
        ("alles is gefilmd", "lawful_filming"),
        ("het kamerlid woont in zeist", "non_staff"),
        ("bedankt topper", "praise"),
        ("deel 1 van 3", "in_parts"),
    ],
)
def test_turns_of_phrase(read, text, kind):
    assert kind in {cue.kind for cue in find_cues(read(text))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wie gaat er mee naar de film", "solicitation"),
        ("mooi weer vandaag", "incitement"),
        ("de kentekens zijn vernieuwd", "surveillance"),
        ("dit is de bus naar zeist", "naming"),
        ("1/10 afgevallen", "in_parts"),
    ],
)
def test_phrases_that_only_look_alike(read, text, kind):
    assert kind not in {cue.kind for cue in find_cues(read(text))}


def test_kinds_are_known():
    assert set(CUES) >= ACT_CUES
    assert {pattern.kind for pattern in cues._COMPILED} == set(CUES)


PIECES = st.sampled_from(
    (
        "wie kent deze smeris zoek adres in dm langs bij hem thuis stop met delen volgens de "
        "politie kenteken bureau noord elke dag rt staat comments dit is de agent die schoot heet "
        "beloning in delen deel 1 van 3 1/4 bel hem massaal don't share who's that cop where he "
        "lives herkent u deze man bedankt klacht wijkagent gefilmd kamerlid pizza stuur vergeet "
        "waar hij woont"
    ).split()
)


@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_skipping_patterns_that_cannot_start_skips_no_match(vocabulary, text):
    reading = read_text("text", text, vocabulary)
    plain = [
        (pattern.kind, match.start(), match.end())
        for pattern in cues._COMPILED
        if (match := pattern.regex.search(reading.text)) and match.end() > match.start()
    ]
    assert [(cue.kind, cue.at, cue.until) for cue in find_cues(reading)] == plain
