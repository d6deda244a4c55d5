"""Train the small Dutch name model in matchers/data/ner from the repository's own texts.

    python training/ner.py --out matchers/data/ner [--europeana enp_NL.kb.bio]

Labels come from slots: a text is filled with invented people, so every name is known exactly.
Europeana's labels of Dutch newspapers (CC0) may be added; none of their text ends up in the
model, whose vocabulary is left out. The bundled model does without them, see
docs/adr/0006-small-ner.md. The file `twins.ndjson`, every fifth contrast sentence and the last
tenth of Europeana are never trained on, and the figures are measured on them.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import spacy
from ner_people import PERSON_FORMS, Person, Population, write_detail, write_name
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags
from spacy.util import fix_random_seed, minibatch

from matchers.lexicon import given_names, name_key, places, word_frequencies
from matchers.people import MAX_CHARACTERS, People

HERE = Path(__file__).parent
HELD_OUT_FILE = "twins.ndjson"
SEED = 20
PLACE_FORMS = frozenset({"address", "street_nr", "street", "place", "city"})
SLOT = re.compile(r"\{([A-Z])\.(\w+)\}")
CAPITALISED = re.compile(r"[^\W\d_][\w'’-]+")
RARE_WORD = 46
"""Ten times the Zipf frequency from which a literal given name may as well be a word."""

ARCHITECTURE = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "nO": None,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": 64,
        "depth": 3,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 2,
        "subword_features": True,
        "pretrained_vectors": None,
    },
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its names; `unsure` spans may be anything, in training and in figures."""

    text: str = field(repr=False)
    spans: tuple[tuple[int, int, str], ...]
    unsure: tuple[tuple[int, int], ...] = ()


class Filler:
    """Fills the slots of texts with people of a population."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def fill(self, text: str) -> Labelled:
        """Return the text with every slot filled; one letter is one person throughout."""
        people: dict[str, Person] = {}
        pieces: list[str] = []
        spans: list[tuple[int, int, str]] = []
        unsure: list[tuple[int, int]] = []
        length = last = 0
        for match in SLOT.finditer(text):
            literal = text[last : match.start()]
            value, label = self._value(people, *match.groups())
            unsure += _unsure_names(literal, length)
            start = length + len(literal)
            if label == "PER" and literal == " " and spans and spans[-1][1:] == (length, label):
                spans[-1] = (spans[-1][0], start + len(value), label)  # call name, then surname
            elif label:
                spans.append((start, start + len(value), label))
            pieces += (literal, value)
            length, last = start + len(value), match.end()
        unsure += _unsure_names(text[last:], length)
        return Labelled("".join([*pieces, text[last:]]), tuple(spans), tuple(unsure))

    def _value(self, people: dict[str, Person], letter: str, form: str) -> tuple[str, str]:
        population = self.population
        if letter == "E" and form == "place":
            return population.street(), "LOC"
        if letter not in people:
            people[letter] = population.draw(is_wordlike_wanted=letter == "W")
        if form not in PERSON_FORMS:
            value = write_detail(people[letter], form, population)
            return value, "LOC" if form in PLACE_FORMS else ""
        person = population.draw() if form in {"child", "partner"} else people[letter]
        return write_name(person, form, population.rng), "PER"


def _unsure_names(literal: str, shift: int) -> Iterator[tuple[int, int]]:
    """Yield given names and places written out in a text: nobody labelled them."""
    for match in CAPITALISED.finditer(literal):
        key = name_key(match.group())
        if not match.group()[0].isupper() or word_frequencies().get(key, 0) >= RARE_WORD:
            continue
        if key in given_names() or key in places():
            yield match.start() + shift, match.end() + shift


def lowered(labelled: Labelled) -> Labelled:
    """Return the text in lower case, where that changes no length."""
    return _recased(labelled, str.lower)


def _recased(labelled: Labelled, change: Callable[[str], str]) -> Labelled:
    text = "".join(c if len(change(c)) != 1 else change(c) for c in labelled.text)
    return Labelled(text, labelled.spans, labelled.unsure)


def vary_case(labelled: Labelled, rng: Random) -> Labelled:
    """Return the text as it is (60 %), in lower case (35 %) or shouted (5 %)."""
    chance = rng.random()
    if chance < 0.35:  # noqa: PLR2004 - shares of a mixture
        return lowered(labelled)
    return _recased(labelled, str.upper) if chance < 0.4 else labelled  # noqa: PLR2004


def read_texts(directory: Path, *, is_held_out: bool) -> list[str]:
    """Return the texts, alternative texts and texts in pictures of the slot files."""
    return [
        row[key]
        for path in sorted(directory.glob("*.ndjson"))
        if (path.name == HELD_OUT_FILE) == is_held_out
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        for key in ("text", "alt", "ocr")
        if row.get(key)
    ]


def read_contrast(path: Path, *, is_held_out: bool) -> list[str]:
    """Return the sentences that set names against words; every fifth is held out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return [line for number, line in enumerate(lines) if (number % 5 == 4) == is_held_out]  # noqa: PLR2004


def read_europeana(path: Path) -> list[Labelled]:
    """Return sentences of at most 60 words of a `token TAG` file, punctuation set free."""
    sentences, words = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.rpartition(" ")
        words.append((word.strip(), tag))
        if word.rstrip().endswith((".", "?", "!")) or len(words) == 60:  # noqa: PLR2004
            sentences.append(_join_words(words))
            words = []
    return [s for number, s in enumerate(sentences) if s.spans or number % 3 == 0]


def _join_words(words: Iterable[tuple[str, str]]) -> Labelled:
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = 0
    previous = "O"
    for word, tag in words:
        core = word.strip(".,;:!?()\"'„”-")
        start = at + word.find(core)
        kind = tag[2:]
        if kind in {"PER", "LOC"} and core:
            if tag.startswith("I-") and previous[2:] == kind and spans:
                spans[-1] = (spans[-1][0], start + len(core), kind)
            else:
                spans.append((start, start + len(core), kind))
        previous = tag
        pieces.append(word)
        at += len(word) + 1
    return Labelled(" ".join(pieces), tuple(spans))


def to_example(nlp: Language, labelled: Labelled) -> Example:
    """Return the text as an example; spans grow to whole tokens."""
    doc = nlp.make_doc(labelled.text)
    entities = []
    end = 0
    for span in labelled.spans:
        grown = doc.char_span(*span, alignment_mode="expand")
        if grown is not None and grown.start_char >= end:
            entities.append((grown.start_char, grown.end_char, span[2]))
            end = grown.end_char
    tags = offsets_to_biluo_tags(doc, entities)
    for start, stop in labelled.unsure:
        for token in doc.char_span(start, stop, alignment_mode="expand") or ():
            tags[token.i] = "-" if tags[token.i] == "O" else tags[token.i]
    return Example.from_dict(doc, {"entities": tags})


@dataclass(frozen=True)
class Material:
    """What is trained on: slot texts, contrast sentences and labelled sentences."""

    texts: list[str]
    contrast: list[str]
    sentences: list[Labelled]

    def epoch(self, filler: Filler) -> list[Labelled]:
        """Return one pass: everything filled with people never seen before, in its own order."""
        rng = filler.population.rng
        slots = self.texts * 2 + self.contrast * 6
        drawn = [vary_case(filler.fill(text), rng) for text in slots]
        drawn += [vary_case(sentence, rng) for sentence in self.sentences]
        rng.shuffle(drawn)
        return drawn


def build_pipeline() -> Language:
    """Return an empty Dutch pipeline with nothing but the name model."""
    nlp = spacy.blank("nl")
    nlp.add_pipe("ner", config={"model": ARCHITECTURE})
    return nlp


def train(material: Material, filler: Filler, epochs: int) -> Language:
    """Return a trained pipeline; the averaged weights are kept."""
    nlp = build_pipeline()
    first = [to_example(nlp, item) for item in material.epoch(filler)[:2000]]
    optimizer = nlp.initialize(lambda: first)
    for number in range(1, epochs + 1):
        optimizer.learn_rate = 0.001 if number <= epochs * 0.6 else 0.0004
        losses: dict[str, float] = {}
        began = time.process_time()
        examples = [to_example(nlp, item) for item in material.epoch(filler)]
        for batch in minibatch(examples, 32 if number == 1 else 64):
            nlp.update(batch, sgd=optimizer, drop=0.3, losses=losses)
        seconds = time.process_time() - began
        print(f"epoch {number}: loss {losses['ner']:.0f}, {seconds:.0f} s", flush=True)
    with nlp.select_pipes(enable="ner"), nlp.use_params(optimizer.averages):
        weights = nlp.get_pipe("ner").to_bytes(exclude=["vocab"])
    return _without_vocabulary(weights)


def _without_vocabulary(weights: bytes) -> Language:
    """Return the pipeline anew, so that no word of the training texts is left in it."""
    nlp = build_pipeline()
    nlp.get_pipe("ner").from_bytes(weights, exclude=["vocab"])
    nlp.meta.update(
        name="doxwacht_names", license="EUPL-1.2", spacy_version=">=3.8.7,<4", version="1.0.0"
    )
    return nlp


@dataclass
class Tally:
    """Counts of persons found, with precision, recall and F1 in percent."""

    right: int = 0
    found: int = 0
    known: int = 0

    def add(self, found: set[tuple[int, int]], known: set[tuple[int, int]]) -> None:
        """Count the spans of one text; only exact ones are right."""
        self.right += len(found & known)
        self.found += len(found)
        self.known += len(known)

    def __str__(self) -> str:
        precision = 100 * self.right / max(self.found, 1)
        recall = 100 * self.right / max(self.known, 1)
        f1 = 200 * self.right / max(self.found + self.known, 1)
        return f"P {precision:5.1f} R {recall:5.1f} F1 {f1:5.1f} ({self.known} persons)"


Finder = Callable[[str], set[tuple[int, int]]]


def measure(finder: Finder, items: Iterable[Labelled]) -> Tally:
    """Return how well persons are found; guesses on unsure names count neither way."""
    tally = Tally()
    for item in items:
        found = {
            span
            for span in finder(item.text)
            if not any(span[0] < stop and start < span[1] for start, stop in item.unsure)
        }
        tally.add(found, {span[:2] for span in item.spans if span[2] == "PER"})
    return tally


def held_out_sets(filler: Filler, sentences: list[Labelled]) -> dict[str, list[Labelled]]:
    """Return the held-out texts by name."""
    texts = read_texts(HERE / "texts", is_held_out=True)
    contrast = read_contrast(HERE / "ner_contrast.txt", is_held_out=True)
    wordlike = [re.sub(r"\{[ABCNOP]\.(?=\w)", "{W.", text) for text in texts]
    sets = {
        "posts": [filler.fill(text) for text in texts * 3],
        "posts, surnames that are words": [filler.fill(text) for text in wordlike * 3],
        "contrast sentences": [filler.fill(text) for text in contrast * 4],
        "old newspapers": sentences,
    }
    return {name: items for name, items in sets.items() if items}


def report(out: Path, sets: dict[str, list[Labelled]]) -> None:
    """Print the figures of the model alone and of `People`, cased and in lower case."""
    nlp, people = spacy.load(out), People(out)

    def by_model(text: str) -> set[tuple[int, int]]:
        return {(e.start_char, e.end_char) for e in _bare(nlp, text).ents if e.label_ == "PER"}

    def by_people(text: str) -> set[tuple[int, int]]:
        return {(span.start, span.end) for span in people.find(text) if span.label == "PER"}

    for name, items in sets.items():
        for finder, who in ((by_model, "model"), (by_people, "people")):
            print(f"{name:32} {who:7} cased {measure(finder, items)}")
            print(f"{name:32} {who:7} lower {measure(finder, map(lowered, items))}")


def _bare(nlp: Language, text: str) -> Doc:
    return nlp(text[:MAX_CHARACTERS])


def main() -> None:
    """Train, write and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--europeana", type=Path, help="the Dutch BIO file of ner-corpora")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--names", type=Path, default=HERE / "names")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--measure-only", action="store_true", help="leave the model as it is")
    given = parser.parse_args()
    fix_random_seed(SEED)
    towns = tuple(sorted(place.title() for place in places() if "y" not in place))
    sentences = read_europeana(given.europeana) if given.europeana else []
    kept = len(sentences) * 9 // 10
    if not given.measure_only:
        material = Material(
            read_texts(HERE / "texts", is_held_out=False),
            read_contrast(HERE / "ner_contrast.txt", is_held_out=False),
            sentences[:kept],
        )
        filler = Filler(Population(given.names, towns, Random(SEED)))
        train(material, filler, given.epochs).to_disk(given.out)
    filler = Filler(Population(given.names, towns, Random(SEED + 1)))
    report(given.out, held_out_sets(filler, sentences[kept:]))


if __name__ == "__main__":
    main()
