import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matchers.people import MAX_CHARACTERS, People, Span, _load

BUNDLE_BYTES = 3_000_000


@pytest.fixture(scope="module")
def people():
    return People()


def persons(people, text):
    return [text[start:end] for start, end, label in people.find(text) if label == "PER"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Die agent heet Willem van den Berg en hij woont hier.", "Willem van den Berg"),
        ("die agent heet willem van den berg en hij woont hier", "willem van den berg"),
        ("Ik sprak net met Fatima El Amrani over de demonstratie.", "Fatima El Amrani"),
        ("agent J. de Vries stond vooraan", "J. de Vries"),
        ("Volgens meneer Kowalczyk viel het mee.", "Kowalczyk"),
        ("wijkagent De Boer was er ook weer bij", "De Boer"),
        ("his name is Piotr Nowak, he lives near the station", "Piotr Nowak"),
        ("vanavond eten bij ingrid en dan naar huis", "ingrid"),
        ("👮‍♂️🔥 Sjoerd Dijkstra 🔥 hondengeleider", "Sjoerd Dijkstra"),
        ("naam:\nMehmet Yılmaz\nrang: agent", "Mehmet Yılmaz"),
    ],
)
def test_names_are_found_at_exactly_their_characters(people, text, name):
    assert name in persons(people, text)


@pytest.mark.parametrize(
    "text",
    [
        "de boer maaide gisteren nog zijn gras",
        "Boer verzet zich tegen nieuwe regels",
        "bij de bakker waren de bollen al op",
        "het verschil is niet groot maar het telt",
        "na de storm lag er een boom op de auto",
        "achter het bos staat een hek met prikkeldraad",
        "volgende winter doen we dit weer",
        "die koning zwaaide niet eens terug",
        "hij is nog jong en leert het wel",
        "gisteren zag ik een vos bij het spoor",
        "een visser belde de dierenambulance",
        "Brand in een loods, blijf uit de rook",
        "die wout had geen nummer op zijn jas",
        "het is veel te heet in die zaal",
        "agent gewond na worp met steen",
        "Koning noch kroeg, ik blijf thuis",
    ],
)
def test_words_that_are_also_surnames_are_words_in_ordinary_use(people, text):
    assert persons(people, text) == []


def test_a_street_named_after_somebody_is_no_person(people):
    assert persons(people, "wij staan op de Willem Barentszstraat 12 te wachten") == []


def test_handles_and_links_are_no_persons(people):
    assert persons(people, "@jandevries en https://example.nl/jan-de-vries") == []


def test_spans_are_in_order_and_apart(people):
    spans = people.find("Jan de Vries, Kees Bakker en Fatima El Amrani wonen in Utrecht.")
    assert len(spans) >= 3
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_name_does_not_cross_a_line(people):
    for name in persons(people, "1. Jan\nde Vries\n2. Kees\nBakker"):
        assert "\n" not in name


def test_the_same_text_gives_the_same_spans_whatever_came_before(people):
    text = "die agent heet willem van den berg, zijn buurman is Hakan Demir"
    first = people.find(text)
    for other in ("Sanne Visser belt", "😀" * 50, "de boer ploegt"):
        people.find(other)
    _load.cache_clear()
    assert people.find(text) == first


def test_text_after_the_limit_is_not_read(people):
    filler = "x " * (MAX_CHARACTERS // 2)
    assert people.find(filler + "agent Willem van den Berg") == people.find(filler)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\x00",
        "\ud83d",
        "agent \ud800Jansen",
        "\u200b\u200d\ufeff" * 20,
        "J\u200ba\u200bn\u200b de Vries",
        "\u202eseirV ed naJ\u202c",
        "e\u0301" * 500,
        "👩‍👩‍👧‍👦" * 200,
        "@" * 300,
        "agent " * 300,
        "van den " * 300,
    ],
)
def test_hostile_text_gives_spans_inside_the_text(people, text):
    for span in people.find(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    "unit", ["(", "😀", "a.", "http://a.b/(", "agent van ", "Jan ", "\n", "# "]
)
def test_a_hundred_kilobytes_take_bounded_time(people, unit):
    people.find("warm")
    began = time.process_time()
    people.find(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 5


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
@example("Ù\x1e")
@example("agent Jansen\u2003\x85")
def test_any_text_gives_spans_inside_it(people, text):
    for span in people.find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        assert span.label in {"PER", "LOC"}


def test_words_of_a_post_do_not_stay_in_the_vocabulary(people):
    people.find("agent Zwabberkneuzenstein was er")
    assert "Zwabberkneuzenstein" not in _load(people._path).nlp.vocab.strings


def test_the_model_is_read_once_however_often_the_watchlist_changes(people, monkeypatch):
    people.find("agent Jansen")
    monkeypatch.setattr(spacy, "load", None)
    assert People().find("agent Jansen")


def test_threads_do_not_disturb_each_other(people):
    text = "agent Willem van den Berg en brigadier De Boer"
    expected = people.find(text)
    seen = []

    def work():
        seen.extend(people.find(text) for _ in range(5))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 20


def test_a_directory_without_a_pipeline_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(ValueError, match="name a directory made by"):
        People(tmp_path).find("Jan de Vries")


def test_a_pipeline_without_ner_is_refused(tmp_path):
    spacy.blank("nl").to_disk(tmp_path)
    with pytest.raises(ValueError, match="no `ner`"):
        People(tmp_path).find("Jan de Vries")


def test_other_pipelines_may_call_a_person_otherwise(tmp_path):
    nlp = spacy.blank("nl")
    ner = nlp.add_pipe("entity_ruler", name="ner")
    ner.add_patterns(
        [{"label": "PERSON", "pattern": "Zwabber"}, {"label": "DATE", "pattern": "nu"}]
    )
    nlp.to_disk(tmp_path)
    assert People(tmp_path).find("nu Zwabber") == [Span(3, 10, "PER")]


def test_spacy_is_imported_only_when_a_name_is_sought():
    code = "import sys, matchers.people as p; p.People(); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_bundled_model_is_small_and_holds_no_training_words():
    root = Path(People()._path)
    assert sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) < BUNDLE_BYTES
    strings = (root / "vocab" / "strings.json").read_text(encoding="utf-8")
    assert '"Dijkstra"' not in strings
    assert '"demonstratie"' not in strings


def test_many_texts_are_read_as_one_by_one(people):
    texts = ["agent Willem van den Berg", "", "wie is dit", "meneer Kowalczyk belde"]
    assert people.find_all(texts) == [people.find(text) for text in texts]
    assert people.find_all([]) == []
