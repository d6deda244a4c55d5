"""Can this post matter at all? Most posts end here, after one look at each word.

Some marks let a post pass outright: a listed identifier, disguised letters, a number in words. For
all others the words add up, by weights fitted with the model, and what reaches the bar is studied;
beside a listed given name and surname the bar is lower. The bars let all but a few in a thousand
of the doxing posts pass that the whole model would find.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from math import fsum
from operator import or_

from matchers.directory import Directory
from matchers.folding import PICTURE, WORD, fold
from matchers.identifiers import canonical_phone, canonical_plate, handle_key, street_key
from matchers.model import Model
from matchers.post import Post
from matchers.vocabulary import (
    GIVEN,
    GIVEN_WORD,
    GLUED,
    LEET,
    LETTER,
    LONGEST_WORD,
    MIRRORED,
    MIXED,
    NEAR,
    NUMBER,
    POLICE,
    PREFIX,
    SPELLED,
    STREET_ENDING,
    SURNAME,
    WORDLIKE,
    Vocabulary,
    remember,
)

_MASKED = re.compile(r"[a-z]\*{1,20}[a-z]|[a-z]{2}\*")
_DOTS = re.compile(r"[a-z]\.{3,20}[a-z]")
_APART = re.compile(r"(?<![a-z0-9])[a-z](?:[^a-z0-9]{1,4}[a-z](?![a-z0-9])){2}")
_PHONE = re.compile(r"(?:\+|00)?\d(?:[ .\-/()]{0,2}\d){8,12}(?!\d)")
_PLATE = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{1,3}[- ]?\d{1,3}[- ]?[a-z]{1,3}|\d{1,3}[- ]?[a-z]{1,3}[- ]?\d{1,3}|"
    r"[a-z]{2}[- ]?\d\d[- ]?\d\d|\d\d[- ]?\d\d[- ]?[a-z]{2}|\d\d[- ]?[a-z]{2}[- ]?[a-z]{2}|"
    r"[a-z]{2}[- ]?[a-z]{2}[- ]?\d\d)(?![a-z0-9])"
)
_AT = re.compile(r"@([a-z0-9_.]{3,40})")
_FEW_LETTERS = 3
_SPELLED_RUN = 3
_POSTCODE_LENGTH = 6
_SIGNS = (("?", "<question>"), ("@", "<tag>"), ("#", "<tag>"))
LISTED = "<listed_name>"
"""Mark of a given name and surname side by side that somebody on the list bears."""

OUTRIGHT = frozenset({"<disguised>", "<identifier>", "<spelled_number>", "<listed_officer>"})
"""Marks with which a post passes whatever its words add up to."""


class Prefilter:
    """The first look at a post."""

    def __init__(self, vocabulary: Vocabulary, model: Model) -> None:
        self._bits = vocabulary.bits
        self._directory: Directory = vocabulary.directory
        self._gate = _Gate(vocabulary, model)
        self._bar = model.gate_bar
        self._named_bar = model.named_bar
        self._marks = defaultdict(float, model.gate)
        self._listed: dict[tuple[str, str], bool] = {}

    def may_matter(self, post: Post) -> bool:
        """Tell whether a post is worth studying."""
        words, marks = self._look(post)
        if not marks.isdisjoint(OUTRIGHT):
            return True
        bar = self._named_bar if LISTED in marks else self._bar
        return self._sum(words, marks) >= bar

    def look(self, post: Post) -> tuple[float, set[str]]:
        """Return what the words and marks of a post add up to, and its marks."""
        words, marks = self._look(post)
        return self._sum(words, marks), marks

    def _sum(self, words: set[str], marks: set[str]) -> float:
        weigh = self._gate.__getitem__
        # Exact, because sets have no fixed order and sums of floats depend on theirs.
        return fsum(map(weigh, words)) + fsum(map(self._marks.__getitem__, marks))

    def gate_features(self, post: Post) -> list[str]:
        """Return the gate features of a post, for fitting their weights."""
        words, marks = self._look(post)
        return sorted({name for word in words for name in self._gate.names(word)} | marks)

    def _look(self, post: Post) -> tuple[set[str], set[str]]:
        """Return the words of a post, and the marks of what stands out in it."""
        seen: set[str] = set()
        marks: set[str] = {"<media>"} if post.media else set()
        for _, text in post.readable_parts():
            folded = fold(text)
            words = WORD.findall(folded)
            marks.update(self._marks_of(text, folded, words))
            seen.update(words)
        marks.add("<short>" if len(seen) < 12 else "<long>" if len(seen) > 30 else "<medium>")
        return seen, marks

    def _marks_of(self, text: str, folded: str, words: list[str]) -> Iterator[str]:
        kinds = list(map(self._bits.__getitem__, words))
        mask = reduce(or_, kinds, 0)
        if mask & (MIRRORED | LEET) or _is_disguised(text, folded, mask):
            yield "<disguised>"
        if mask & SPELLED and _spells_number(words, kinds):
            yield "<spelled_number>"
        if mask & (SURNAME | NEAR | GLUED):
            name = self._name_mark(words, kinds)
            yield name
            if name == LISTED and mask & POLICE:
                yield "<listed_officer>"
        if mask & (NUMBER | MIXED):
            if _ADDRESS.search(folded):
                yield "<address>"
            if self._holds_number(folded, words, kinds):
                yield "<identifier>"
        if "@" in folded and self._holds_account(folded):
            yield "<identifier>"
        yield from (mark for sign, mark in _SIGNS if sign in text)

    def _name_mark(self, words: list[str], kinds: list[int]) -> str:
        """Return how a listed surname is used, by what stands beside it."""
        before = 0
        given, mark = "", "<no_name>"
        for word, bits in zip(words, kinds, strict=True):
            if bits & GLUED:
                mark = "<glued>"
            if bits & (SURNAME | NEAR):
                if bits & SURNAME and before & GIVEN and self._is_listed(given, word):
                    return LISTED
                if before & LETTER or before & (GIVEN | GIVEN_WORD) == GIVEN:
                    mark = "<full_name>" if bits & SURNAME else "<near_name>"
                if before & POLICE and not bits & WORDLIKE:
                    mark = "<titled_name>"
                elif bits & SURNAME and not bits & (WORDLIKE | GIVEN) and mark == "<no_name>":
                    mark = "<surname>"
            elif before & (SURNAME | NEAR) and not before & WORDLIKE and bits & (GIVEN | LETTER):
                mark = "<full_name>"
            if bits & PREFIX and before & (GIVEN | LETTER | POLICE):
                continue
            before = bits
            given = word if bits & GIVEN else given
        return mark

    def _is_listed(self, given: str, surname: str) -> bool:
        """Tell whether somebody on the list bears both names; remembered per pair."""
        known = self._listed.get((given, surname))
        if known is None:
            directory = self._directory
            bearers = directory.surnames.get(surname.replace("ij", "y"), ())
            named = directory.given.get(given.replace("ij", "y"), ())
            known = not set(bearers).isdisjoint(named)
            remember(self._listed, (given, surname), known)
        return known

    def _holds_account(self, folded: str) -> bool:
        """Tell whether a text holds an e-mail address, or a listed account after an @."""
        holders = self._directory.holders
        keys = (handle_key(match[1]) for match in _AT.finditer(folded))
        if any(holders("handle", key) or holders("mail_name", key) for key in keys):
            return True
        return _EMAIL.search(folded) is not None

    def _holds_number(self, folded: str, words: list[str], kinds: list[int]) -> bool:
        """Tell whether a listed phone, plate or address is in a text with digits."""
        holders = self._directory.holders
        for match in _PHONE.finditer(folded):
            phone = canonical_phone(match[0])
            if phone and holders("phone", phone):
                return True
        for match in _PLATE.finditer(folded):
            plate = canonical_plate(match[0])
            if plate and holders("plate", plate):
                return True
        return any(
            self._is_address(words[index - 1], words[index])
            for index, bits in enumerate(kinds)
            if bits & NUMBER and index
        )

    def _is_address(self, left: str, number: str) -> bool:
        """Tell whether a number after a street or postcode makes a listed address."""
        number = number.lstrip("0")
        if len(left) == _POSTCODE_LENGTH and left[:4].isdigit():
            return bool(self._directory.holders("postcode_number", f"{left} {number}"))
        if len(left) <= _FEW_LETTERS or not left.isalpha():
            return False
        return bool(self._directory.holders("street_number", f"{street_key(left)} {number}"))


# From the start of a word, and bounded: otherwise a long run takes the square of its length.
_ADDRESS = re.compile(
    r"(?<![a-z])[a-z]{4,40}(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|pad|str|ln)\.? \d"
)
_CUT_WORD = re.compile(rf"[a-z0-9]{PICTURE}+[a-z0-9]")
_ODD = re.compile("[\u0370-\u052f\uff10-\uff5a\u200b-\u200d\U0001d400-\U0001d7ff]")
_EMAIL = re.compile(r"[a-z0-9._+-]@[a-z0-9-]{1,63}\.[a-z]")


def _is_disguised(text: str, folded: str, mask: int) -> bool:
    if "*" in folded and _MASKED.search(folded):
        return True
    if mask & LETTER and (_APART.search(folded) or _DOTS.search(folded)):
        return True
    if text.isascii():
        return False
    return (PICTURE in folded and bool(_CUT_WORD.search(folded))) or bool(_ODD.search(text))


def _spells_number(words: list[str], kinds: list[int]) -> bool:
    """Tell whether numbers in words follow one another, or one follows a street."""
    run = 0
    before = ""
    for word, bits in zip(words, kinds, strict=True):
        run = run + 1 if bits & (SPELLED | NUMBER) else 0
        if run > _SPELLED_RUN or (
            bits & SPELLED and len(word) > _FEW_LETTERS + 1 and STREET_ENDING.search(before)
        ):
            return True
        before = word
    return False


class _Gate(dict[str, float]):
    """Folded word to its gate weight, through its repaired form."""

    def __init__(self, vocabulary: Vocabulary, model: Model) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._weights = model.gate

    def __missing__(self, word: str) -> float:
        weight = sum(self._weights.get(name, 0.0) for name in self.names(word))
        if len(word) <= LONGEST_WORD:
            remember(self, word, weight)
        return weight

    def names(self, word: str) -> tuple[str, ...]:
        """Return the gate features of a word: itself, repaired, and its class."""
        known = self._vocabulary.word(word)
        if known.role != known.canon:
            return (f"w:{known.canon}", f"c:{known.role}")
        return (f"w:{known.canon}",)
