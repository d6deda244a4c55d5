"""Names of people in running text, by a small trained model and a few patterns.

Supporting evidence only: it finds people who are on no list, and it misses some. It knows no
watchlist, undoes no hiding tricks and makes nothing of what it finds. The only module that
knows spaCy; the model in `data/ner` is made by `training/ner.py`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from matchers.lexicon import (
    given_names,
    is_wordlike,
    name_key,
    surname_bearers,
    word_frequencies,
)

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
_BREAK = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_OPENING = _SPACES + "@#\"'“”„‘’([{<-–—:;,*"
_CLOSING = _SPACES + "\"'“”„‘’)]}>-–—:;,!?"

_TITLES = frozenset(
    "agent agente politieagent politieagente hoofdagent hoofdagente wijkagent wijkagente "
    "motoragent motoragente brigadier inspecteur hoofdinspecteur commissaris hoofdcommissaris "
    "rechercheur surveillant aspirant hondengeleider meneer mijnheer mevrouw mevr mevr. mw mw. "
    "dhr dhr. smeris wout flik officer constable sergeant sgt sgt. inspector detective pc mr mr. "
    "mrs mrs.".split()
)
_INTRODUCTIONS = frozenset("heet heette genaamd heten called named hjit".split())
_PARTICLES = frozenset(
    "van de den der het 't te ten ter v.d. vd v d vdr v.d.b el al ben bin ait von da dos fan v. "
    "d. v/d in op aan".split()
)
_SURNAME_STARTS = frozenset("van v.d. vd v. v/d ter ten el al ben von".split())
_DETERMINERS = frozenset(
    "de het een die deze dat dit geen elke iedere onze jullie mijn zijn haar hun 'n 't the a an "
    "this that my his her our their".split()
)
_INITIALS = r"^(?:[A-Z]\.){1,4}$"
_CAPITALISED = r"^[A-ZÀ-ÞĀ-Ž][\w'’*#-]*[\w.]$"
_STREET = re.compile(r"(?:straat|laan|weg|plein|kade|singel|dreef|gracht|hof|pad|steeg|stege)$")
_AMBIGUOUS = frozenset(
    "constant ties staf engel dien greet leen hub han ko ab fried jo mo bo bas job jade luna "
    "milan romeo mia may june wout god".split()
)
"""Given names that, in lower case, are as likely a word, a town or something else."""

_COMMON_WORD = 46
"""Ten times the Zipf frequency from which lower case means the word and not a name."""
_RARE_WORD = 38
"""The same up to which the word after a given name is taken for a surname."""
_USUAL_NAME = 300
"""Weight in the table from which a given name counts by itself."""
_MOST_PARTICLES = 3
_BATCH = 64


class Span(NamedTuple):
    """A name in a text: code points from `start` up to `end`, and `PER` or `LOC`."""

    start: int
    end: int
    label: str


class _Pipeline(NamedTuple):
    """A model with its patterns; a memory zone is one at a time, hence the lock."""

    nlp: "Language"
    patterns: "Matcher"
    lock: Lock


class People:
    """Finds names of people and places; the same text gives the same spans each time.

    The model is read when it is first needed, and shared by all that read the same directory.
    Finding is safe in threads, one at a time.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Remember where the pipeline is.

        Args:
            path: directory of a spaCy pipeline with a component `ner`; None is the bundled one.
        """
        self._path = path or Path(str(files("matchers").joinpath("data", "ner")))

    def find(self, text: str) -> list[Span]:
        """Return the names in the first MAX_CHARACTERS of a text, in order, none overlapping.

        Runs of more than 64 characters without a space are passed over.

        Raises:
            ValueError: the directory holds no usable pipeline.
        """
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the names of each text, as `find` does; twice as fast for many.

        Rounding depends on what is computed together, so that for a name on the edge the answer
        may differ from that of `find`.

        Raises:
            ValueError: as `find`.
        """
        readable = [_readable(text) for text in texts]
        if not any(text.strip() for text in readable):
            return [[] for _ in texts]
        nlp, patterns, lock = _load(self._path)
        # A memory zone forgets the words of the posts afterwards; without it the vocabulary
        # would grow, and keep them, for as long as the process lives.
        with lock, nlp.memory_zone():
            many = len(readable) > 1
            docs = nlp.pipe(readable, batch_size=_BATCH) if many else map(nlp, readable)
            return [_spans(doc, patterns) for doc in docs]


@lru_cache(maxsize=2)
def _load(path: Path) -> _Pipeline:
    import spacy  # noqa: PLC0415 - takes over a second, and many commands never need it

    try:
        nlp = spacy.load(path, exclude=_UNNEEDED)
    except (OSError, ValueError, KeyError) as exc:
        raise ValueError(
            f"no spaCy pipeline can be read from {path}: name a directory made by "
            "`spacy train` or `Language.to_disk` for this version of spaCy"
        ) from exc
    if "ner" not in nlp.pipe_names:
        raise ValueError(f"the pipeline in {path} has no `ner`: name one that has")
    # Words read outside a memory zone stay: the common ones need not be built each time.
    nlp.make_doc(" ".join(w for w, z in word_frequencies().items() if z >= _COMMON_WORD))
    return _Pipeline(nlp, _build_patterns(nlp), Lock())


def _spans(doc: "Doc", patterns: "Matcher") -> list[Span]:
    found = [*_by_model(doc), *_by_pattern(doc, patterns), *_by_given_name(doc)]
    return _without_overlaps(found)


def _readable(text: str) -> str:
    """Return the text cut and defused, every character still at its place."""
    cut = _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])
    # spaCy takes quadratic time to peel punctuation from a long run; no name hides there.
    return _LONG_RUN.sub(lambda match: " " * len(match.group()), cut)


def _build_patterns(nlp: "Language") -> "Matcher":
    from spacy.matcher import Matcher  # noqa: PLC0415 - see People._pipeline

    particle: dict[str, object] = {"LOWER": {"IN": sorted(_PARTICLES)}, "OP": "{0,3}"}
    initials: dict[str, object] = {"TEXT": {"REGEX": _INITIALS}, "OP": "?"}
    name: dict[str, object] = {"TEXT": {"REGEX": _CAPITALISED}}
    title: dict[str, object] = {"LOWER": {"IN": sorted(_TITLES)}}
    introduction: dict[str, object] = {"LOWER": {"IN": sorted(_INTRODUCTIONS)}}
    matcher = Matcher(nlp.vocab)
    matcher.add("title", [[title, initials, particle, name]], greedy="LONGEST")
    matcher.add("introduced", [[introduction, name, particle, name]], greedy="LONGEST")
    return matcher


def _by_model(doc: "Doc") -> Iterator[Span]:
    for entity in doc.ents:
        label = _LABELS.get(entity.label_)
        span = _trimmed(entity, label) if label else None
        if span and not (label == PERSON and _is_no_name(doc, entity)):
            yield span


def _by_pattern(doc: "Doc", patterns: "Matcher") -> Iterator[Span]:
    """Yield capitalised names after a title (`agent Ott`) or after `heet`, `called`, ..."""
    for _, start, end in patterns(doc):
        entity = doc[start + 1 : end]
        span = _trimmed(entity, PERSON)
        if span and not _is_ordinary(entity[0].lower_) and not _is_street(entity):
            yield span


def _by_given_name(doc: "Doc") -> Iterator[Span]:
    """Yield usual given names, in any case, with the surname that follows."""
    end = 0
    for token in doc:
        if token.i < end or not _is_given(token.text) or _is_common_noun(doc, token.i):
            continue
        end = _surname_end(doc, token.i + 1)
        entity = doc[token.i : end]
        span = _trimmed(entity, PERSON)
        if span and not _is_street(entity) and not _is_street(doc[token.i : end + 1]):
            yield span


def _is_given(word: str) -> bool:
    key = name_key(word)
    if given_names().get(key, 0) < _USUAL_NAME or word_frequencies().get(key, 0) >= _COMMON_WORD:
        return False
    return key not in _AMBIGUOUS


def _is_common_noun(doc: "Doc", at: int) -> bool:
    """Tell whether a lower-case word follows a determiner: `die wout`, `een jan`."""
    return at > 0 and doc[at].text.islower() and doc[at - 1].lower_ in _DETERMINERS


def _surname_end(doc: "Doc", start: int) -> int:
    """Return where the surname ends that starts here, or `start` when none does."""
    at = start
    while at < len(doc) and at - start < _MOST_PARTICLES and doc[at].lower_ in _PARTICLES:
        at += 1
    if (
        at == len(doc)
        or not doc[at].is_alpha
        or doc[at].text.islower() != doc[start - 1].text.islower()
    ):
        return start
    key = name_key(doc[at].text)
    zipf = word_frequencies().get(key, 0)
    return at + 1 if zipf < _RARE_WORD and (key in surname_bearers() or not zipf) else start


def _is_ordinary(word: str) -> bool:
    """Tell whether a word is better known than it is borne: `gewond`, `mag`."""
    key = name_key(word)
    return word_frequencies().get(key, 0) >= _COMMON_WORD and key not in surname_bearers()


def _is_street(entity: "Entity") -> bool:
    return _STREET.search(entity[-1].lower_) is not None


def _is_no_name(doc: "Doc", entity: "Entity") -> bool:
    """Tell whether the model took a street, half a name or an ordinary word for a person."""
    after = doc[entity.end].text if entity.end < len(doc) else ""
    if _is_street(entity) and after[:1].isdigit():
        return True
    last = entity[-1]
    if last.lower_ in _PARTICLES or _is_first_word(doc, entity):
        return True
    if not (last.text.islower() and last.text[:1].isalpha()):
        return False
    # `A source`: a capital at the start of a sentence made a name of a word.
    if entity[0].text[:1].isupper():
        return not _is_rare(last.text)
    return _is_plain_words(doc, entity)


def _is_first_word(doc: "Doc", entity: "Entity") -> bool:
    """Tell whether a capital says nothing, and the word is better known than the name."""
    begins = entity.start == 0 or doc[entity.start - 1].text[-1] in ".!?:\n"
    return (
        begins
        and len(entity) == 1
        and is_wordlike(name_key(entity.text))
        and not _is_given(entity.text)
    )


def _is_plain_words(doc: "Doc", entity: "Entity") -> bool:
    """Tell whether lower-case words are all common and nothing announces a name."""
    before = doc[entity.start - 1].lower_ if entity.start else ""
    if before in _TITLES or before in _INTRODUCTIONS or entity[0].text in _SURNAME_STARTS:
        return False
    words = [token.text for token in entity if token.text not in _PARTICLES]
    return not any(_is_rare(word) or _is_given(word) for word in words)


def _is_rare(word: str) -> bool:
    return word_frequencies().get(name_key(word), 0) < _RARE_WORD


def _trimmed(entity: "Entity", label: str) -> Span | None:
    """Return the span up to a line break and without loose marks, or None if nothing is left."""
    tokens = [token for token in entity if not (token.like_url or token.like_email)]
    if len(tokens) != len(entity) or _is_handle(entity):
        return None
    start = entity.start_char
    text = _BREAK.split(entity.text)[0]
    stripped = text.lstrip(_OPENING).rstrip(_CLOSING)
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
