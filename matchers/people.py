"""Names of people in running text, by a small trained model and a few patterns.

Supporting evidence only: it finds people who are on no list, and it misses some. It knows no
watchlist, undoes no hiding tricks and makes nothing of what it finds. The only module that
knows spaCy; the model in `data/ner` is made by `training/ner.py`.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from matchers.lexicon import given_names, is_wordlike, name_key, word_frequencies

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.tokens import Span as Entity

MAX_CHARACTERS = 10_000
"""Text after this many code points is not read: it bounds the time one post can take."""

PERSON = "PER"
PLACE = "LOC"

_LABELS = {"PER": PERSON, "PERSON": PERSON, "LOC": PLACE, "GPE": PLACE}
# A user's pipeline may hold more; what names do not need is not loaded.
_UNNEEDED = ["tagger", "morphologizer", "parser", "senter", "lemmatizer", "attribute_ruler"]
_LONG_RUN = re.compile(r"\S{65,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"[\n\r\u2028\u2029]")

_TITLES = (
    "agent agente politieagent politieagente hoofdagent hoofdagente wijkagent wijkagente "
    "motoragent motoragente brigadier inspecteur hoofdinspecteur commissaris hoofdcommissaris "
    "rechercheur surveillant aspirant hondengeleider meneer mijnheer mevrouw mevr mevr. mw mw. "
    "dhr dhr. smeris wout flik officer constable sergeant sgt sgt. inspector detective pc mr mr. "
    "mrs mrs."
).split()
_INTRODUCTIONS = "heet heette genaamd heten naam is called named hjit".split()  # noqa: SIM905
_PARTICLES = (
    "van de den der het 't te ten ter v.d. vd v.d v d vdr v.d.b el al ben bin ait von da dos fan"
).split()
_INITIAL = r"^(?:[A-Z]\.){1,4}$"
_CAPITALISED = r"^[A-ZÀ-ÞĀ-Ž][\w'’*#-]*[\w.]$"


class Span(NamedTuple):
    """A name in a text: code points from `start` up to `end`, and `PER` or `LOC`."""

    start: int
    end: int
    label: str


class People:
    """Finds names of people and places; the same text gives the same spans each time.

    The model is read when it is first needed. Finding is safe in threads, one at a time.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Remember where the pipeline is.

        Args:
            path: directory of a spaCy pipeline with a component `ner`; None is the bundled one.
        """
        self._path = path or Path(str(files("matchers").joinpath("data", "ner")))
        self._lock = Lock()

    def find(self, text: str) -> list[Span]:
        """Return the names in the first MAX_CHARACTERS of a text, in order, none overlapping.

        Runs of more than 64 characters without a space are passed over.

        Raises:
            ValueError: the directory holds no usable pipeline.
        """
        readable = _readable(text)
        if not readable.strip():
            return []
        with self._lock:
            nlp, patterns = self._pipeline
            # A memory zone forgets the words of the post afterwards; without it the vocabulary
            # would grow, and keep them, for as long as the process lives.
            with nlp.memory_zone():
                doc = nlp(readable)
                found = [*_by_model(doc), *_by_pattern(doc, patterns)]
        return _without_overlaps(found)

    @cached_property
    def _pipeline(self) -> "tuple[Language, Matcher]":
        import spacy  # noqa: PLC0415 - takes over a second, and many commands never need it

        try:
            nlp = spacy.load(self._path, exclude=_UNNEEDED)
        except (OSError, ValueError, KeyError) as exc:
            raise ValueError(
                f"no spaCy pipeline can be read from {self._path}: name a directory made by "
                "`spacy train` or `Language.to_disk` for this version of spaCy"
            ) from exc
        if "ner" not in nlp.pipe_names:
            raise ValueError(f"the pipeline in {self._path} has no `ner`: name one that has")
        return nlp, _build_patterns(nlp)


def _readable(text: str) -> str:
    """Return the text cut and defused, every character still at its place."""
    cut = _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])
    # spaCy takes quadratic time to peel punctuation from a long run; no name hides there.
    return _LONG_RUN.sub(lambda match: " " * len(match.group()), cut)


def _build_patterns(nlp: "Language") -> "Matcher":
    from spacy.matcher import Matcher  # noqa: PLC0415 - see People._pipeline

    title: dict[str, object] = {"LOWER": {"IN": _TITLES}}
    particle: dict[str, object] = {"LOWER": {"IN": _PARTICLES}, "OP": "{0,3}"}
    initial: dict[str, object] = {"TEXT": {"REGEX": _INITIAL}, "OP": "?"}
    name: dict[str, object] = {"TEXT": {"REGEX": _CAPITALISED}}
    introduction: dict[str, object] = {"LOWER": {"IN": _INTRODUCTIONS}}
    word: dict[str, object] = {"IS_ALPHA": True}
    matcher = Matcher(nlp.vocab)
    matcher.add("title", [[title, initial, particle, name]], greedy="LONGEST")
    matcher.add("introduced", [[introduction, name, particle, name]], greedy="LONGEST")
    matcher.add("introduced_low", [[introduction, word, particle, word]], greedy="LONGEST")
    return matcher


def _by_model(doc: "Doc") -> Iterator[Span]:
    for entity in doc.ents:
        label = _LABELS.get(entity.label_)
        span = label and _trimmed(entity, label)
        if span and not (label == PERSON and _is_mere_word(doc, entity)):
            yield span


def _by_pattern(doc: "Doc", patterns: "Matcher") -> Iterator[Span]:
    for match in patterns(doc, as_spans=True):
        entity = match[1:]
        span = _trimmed(entity, PERSON)
        if span and _ACCEPTS[match.label_](entity):
            yield span


def _is_known_given(word: str) -> bool:
    """Tell whether a word is a given name and not better known as something else."""
    key = name_key(word)
    return key in given_names() and word_frequencies().get(key, 0) < _COMMON_WORD


_COMMON_WORD = 48
"""Ten times the Zipf frequency of a word so common that lower case means the word."""


def _is_ordinary(word: str) -> bool:
    """Tell whether a word is common and no likely surname: `Gewond`, `Mag`."""
    key = name_key(word)
    return is_wordlike(key) or word_frequencies().get(key, 0) >= _COMMON_WORD


_ACCEPTS: "dict[str, Callable[[Entity], bool]]" = {
    "title": lambda entity: not entity[-1].text.isupper() or not _is_ordinary(entity[-1].text),
    "introduced": lambda entity: not _is_ordinary(entity[0].text),
    "introduced_low": lambda entity: (
        _is_known_given(entity[0].text) and not _is_ordinary(entity[-1].text)
    ),
}


def _is_mere_word(doc: "Doc", entity: "Entity") -> bool:
    """Tell whether a lone lower-case word that is no rare name was taken for one."""
    if len(entity) > 1 or not entity.text.islower() or not is_wordlike(name_key(entity.text)):
        return False
    return entity.start == 0 or doc[entity.start - 1].lower_ not in _TITLES


def _trimmed(entity: "Entity", label: str) -> Span | None:
    """Return the span up to a line break and without loose marks, or None if nothing is left."""
    tokens = [token for token in entity if not (token.like_url or token.like_email)]
    if len(tokens) != len(entity) or _is_handle(entity):
        return None
    start = entity.start_char
    text = _BREAK.split(entity.text)[0]
    stripped = text.lstrip(" \t@#\"'“”„‘’([{<-–—:;,*").rstrip(" \t\"'“”„‘’)]}>-–—:;,!?")
    start += text.index(stripped) if stripped else 0
    if not any(char.isalpha() for char in stripped):
        return None
    return Span(start, start + len(stripped), label)


def _is_handle(entity: "Entity") -> bool:
    before = entity.doc[entity.start - 1] if entity.start else None
    joined = before is not None and not before.whitespace_ and before.text[-1:] in "@#"
    return joined or entity.text.startswith("@")


def _without_overlaps(found: list[Span]) -> list[Span]:
    """Return the spans in order; of overlapping ones a person, then the longest stays."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (s.label != PERSON, s.start - s.end, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)
