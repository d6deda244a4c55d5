"""What a word can be, given the language and one directory: looked up once, then remembered.

Answers are cached per word because a stream repeats its words; the cache is bounded.
"""

import re
from typing import Any, NamedTuple, TypeVar

from matchers.directory import Directory
from matchers.lexicon import (
    PREFIXES,
    given_names,
    is_wordlike,
    places,
    surname_bearers,
    word_classes,
    word_frequencies,
)
from matchers.numerals import number_of

# What a word may be, as bits so that a post's words can be tested with one AND.
SURNAME = 1  # exactly a listed surname
NEAR = 2  # one edit from, or sounds like, a listed surname; no word itself
GIVEN = 4  # a given name, of anybody
LETTER = 8  # a single letter: an initial, or a spaced word
PREFIX = 16  # part of a surname prefix
WORDLIKE = 32  # better known as an ordinary word than as a name
CLASSED = 64  # has a word class
POLICE = 128  # names police staff
NUMBER = 256  # digits only
MIXED = 512  # letters and digits: leetspeak, plate, postcode
MIRRORED = 1024  # makes sense when read backwards only
STREET = 262144  # ends as most streets do
SPELLED = 131072  # a number written in letters
LEET = 65536  # makes sense when its digits are read as letters
GLUED = 2048  # several name parts written as one
UNKNOWN = 4096  # in no list at all
GIVEN_WORD = 8192  # a given name that is better known as an ordinary word
PLACE = 32768  # a Dutch place, and no everyday word
GIVEN_FIRST = 16384  # surname and given name, but more often the given name

_GIVEN_EXTRA_LENGTH = 3
_SHORTEST_STREET = 5
PLAIN_MIX = re.compile(r"\d+[a-z]{1,2}\Z|[a-z]{3,}\d+\Z|[1-9]\d{3}[a-z]{2}\Z")
"""Digits and letters as they ordinarily stand together: `12a`, `kerkstraat12`, `3511ab`."""

STREET_ENDING = re.compile(
    r"(?:straat|laan|weg|plein|kade|gracht|singel|dreef|hof|pad|steeg|dijk|park|plantsoen|"
    r"markt|wal|baan|haven|oord|ring|boulevard|allee|str|ln)\Z"
)
"""How most Dutch streets end."""

LONGEST_WORD = 64
"""A longer run of letters and digits is no word: it gets no reading and no place in a cache.

The longest way to glue a name together is far shorter, and what is tried on a word takes time
that grows with the square of its length.
"""

_CACHE_LIMIT = 400_000
_GLUED_PREFIX = re.compile(
    r"(?:van(?:de[nr]?|der|t|het)?|vande|v[dt]|vd[nr]?|op(?:de[nr]?|t)|in(?:t|de[nr])|"
    r"te[nr]?|de[nr]?|el|al|ait|ben|la|le|di|da)"
)
_LEET = str.maketrans("0134578@$!€|", "oieastbasiei")
_LEET_L = str.maketrans("0134578@$!€|", "oleastbaslel")
_LEET_G = str.maketrans("01345678@$!€|96", "oieastbbasiei" + "gg")
_COMMON_ZIPF = 25
_EVERYDAY_ZIPF = 45
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Word(NamedTuple):
    """A word with everything that holds wherever it stands.

    Attributes:
        bits: what it may be.
        number: its digits when it is or spells a number, else empty.
        canon: the word after repair, or a placeholder (`<number>`, `<place>`).
        role: its word class, placeholder, or the word itself when it has none.
    """

    bits: int
    number: str
    canon: str
    role: str

    def __repr__(self) -> str:
        """Show what kind of word, never which."""
        return f"Word({self.bits})"


_LONG_NUMBER = Word(NUMBER, "", "<number>", "<number>")
_LONG_RUN = Word(0, "", "<run>", "<run>")


class Part(NamedTuple):
    """A slice [start, end) of a glued word and what it is: `given`, `prefix`, `surname`."""

    start: int
    end: int
    role: str


class Vocabulary:
    """Word knowledge over one directory."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.frequencies = word_frequencies()
        self.given = given_names()
        self.bearers = surname_bearers()
        self.places = places()
        self.classes = word_classes()
        self._cue_typos = _typo_index(self.classes.words())
        self.bits = _Bits(self)
        self._parts: dict[str, tuple[Part, ...]] = {}
        self._canon: dict[str, str] = {}
        self._words: dict[str, Word] = {}
        self.fits: dict[tuple[object, ...], dict[int, Any]] = {}

    def word(self, word: str) -> Word:
        """Return what is known of a folded word."""
        if len(word) > LONGEST_WORD:
            return _LONG_NUMBER if word.isdigit() else _LONG_RUN
        found = self._words.get(word)
        if found is None:
            found = self._find_word(word)
            remember(self._words, word, found)
        return found

    def _find_word(self, word: str) -> Word:
        bits = self.bits[word]
        if bits & NUMBER:
            return Word(bits, word, "<number>", "<number>")
        spelled = number_of(word) if len(word) > 2 else None
        number = "" if spelled is None else str(spelled)
        if bits & PLACE:
            return Word(bits, number, "<place>", "<place>")
        canon = self.canon(word)
        return Word(bits, number, canon, self.classes.of(canon) or canon)

    def is_known(self, word: str) -> bool:
        """Tell whether a folded word needs no other reading."""
        return (
            self.frequencies.get(word, 0) >= _COMMON_ZIPF
            or self.classes.of(word) is not None
            or word in self.given
            or self.is_name(word)
            or word in self.places
        )

    def is_name(self, word: str) -> bool:
        """Tell whether a folded word is a given name or listed surname."""
        key = word.replace("ij", "y")
        return key in self.directory.surnames or key in self.directory.given or key in self.given

    def is_strong(self, word: str) -> bool:
        """Tell whether a word is telling enough to justify an unusual reading."""
        return len(word) > 3 and (
            self.is_name(word)
            or self.classes.of(word) is not None
            or word in self.places
            or self.frequencies.get(word, 0) >= 35
            or word.endswith(("straat", "laan", "weg", "plein"))
        )

    def unleet(self, word: str) -> str | None:
        """Return the word that leetspeak stands for, when it is one."""
        if len(word) > LONGEST_WORD:
            return None
        for table in (_LEET, _LEET_L, _LEET_G):
            plain = word.translate(table)
            if plain.isalpha() and (self.is_known(plain) or self.parts(plain)):
                return plain
        return None

    def canon(self, word: str) -> str:
        """Return the cue word that an unknown word is one typing slip away from, or the word."""
        if len(word) > LONGEST_WORD:
            return word
        found = self._canon.get(word)
        if found is None:
            found = self._find_canon(word)
            remember(self._canon, word, found)
        return found

    def _find_canon(self, word: str) -> str:
        if len(word) < 3 or self.is_known(word) or not word.isalpha():
            return word
        if len(word) == 3:
            swaps = (word[1] + word[0] + word[2], word[0] + word[2] + word[1])
            return next((swap for swap in swaps if self.classes.of(swap)), word)
        for index in range(len(word) - 1):
            swap = word[:index] + word[index + 1] + word[index] + word[index + 2 :]
            if self.frequencies.get(swap, 0) >= _EVERYDAY_ZIPF or self.classes.of(swap):
                return swap
        for deletion in _deletions(word):
            for cue in self._cue_typos.get(deletion, ()):
                if abs(len(cue) - len(word)) <= 1:
                    return cue
        return word

    def parts(self, word: str) -> tuple[Part, ...]:
        """Return how a glued word splits into given name, prefix and listed surname, or ()."""
        if len(word) > LONGEST_WORD:
            return ()
        found = self._parts.get(word)
        if found is None:
            found = self._find_parts(word)
            remember(self._parts, word, found)
        return found

    def _find_parts(self, word: str) -> tuple[Part, ...]:
        size = len(word)
        if size < 6 or not word.isalpha() or self.frequencies.get(word, 0) >= 30:
            return ()
        if word in self.places or self.is_name(word):
            return ()
        surnames = self.directory.surnames
        glued = _GLUED_PREFIX.match(word)
        if glued and _surname_from(word, glued.end(), surnames):
            cut = glued.end()
            return (Part(0, cut, "prefix"), Part(cut, size, "surname"))
        for cut in range(size - 3, 0, -1):
            head = word[:cut]
            if not self._may_be_given(head):
                continue
            if (
                _surname_from(word, cut, surnames)
                and (cut > 1 or size - cut > 5)
                and not STREET_ENDING.search(word)
            ):
                return (Part(0, cut, "given"), Part(cut, size, "surname"))
            prefix = _GLUED_PREFIX.match(word, cut)
            if prefix and _surname_from(word, prefix.end(), surnames):
                return (
                    Part(0, cut, "given"),
                    Part(cut, prefix.end(), "prefix"),
                    Part(prefix.end(), size, "surname"),
                )
        return ()

    def _may_be_given(self, head: str) -> bool:
        if len(head) == 1:
            return True
        key = head.replace("ij", "y")
        return key in self.directory.given or (
            len(head) > _GIVEN_EXTRA_LENGTH and key in self.given
        )


def _surname_from(word: str, cut: int, surnames: dict[str, list[int]]) -> bool:
    rest = word[cut:].replace("ij", "y")
    return len(rest) > 2 and rest in surnames


class _Bits(dict[str, int]):
    """Folded word to the bits of what it may be."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST_WORD:
            return NUMBER if word.isdigit() else 0
        bits = self._classify(word)
        remember(self, word, bits)
        return bits

    def _classify(self, word: str) -> int:
        if len(word) == 1:
            return (NUMBER if word.isdigit() else LETTER) | (PREFIX if word in "dvl" else 0)
        if word.isdigit():
            return NUMBER
        if not word.isalpha():
            plain = None if PLAIN_MIX.match(word) else self._vocabulary.unleet(word)
            return MIXED | (LEET if plain and len(plain) > 2 else 0)
        return self._classify_letters(word)

    def _classify_letters(self, word: str) -> int:
        vocabulary, key = self._vocabulary, word.replace("ij", "y")
        bits = SPELLED if number_of(word) is not None else 0
        if len(word) > _SHORTEST_STREET and STREET_ENDING.search(word):
            bits |= STREET
        if key in vocabulary.directory.surnames:
            bits |= SURNAME
        if key in vocabulary.given or key in vocabulary.directory.given:
            bits |= self._classify_given(word, key)
        if word in PREFIXES:
            bits |= PREFIX
        role = vocabulary.classes.of(word)
        if is_wordlike(key) or role is not None:
            bits |= WORDLIKE
        if role is not None:
            bits |= CLASSED | (POLICE if role == "police" else 0)
        elif key in vocabulary.places and vocabulary.frequencies.get(word, 0) < _EVERYDAY_ZIPF:
            bits |= PLACE
        if (
            not bits & ~(PLACE | SPELLED | STREET)
            and vocabulary.frequencies.get(word, 0) < _COMMON_ZIPF
        ):
            bits |= self._classify_unknown(word, key)
        return bits

    def _classify_given(self, word: str, key: str) -> int:
        weight = self._vocabulary.given.get(key, 1)
        digits = len(str(weight))
        frequency = self._vocabulary.frequencies.get(word, 0)
        bits = GIVEN | (GIVEN_WORD if frequency >= 30 and frequency - 10 * digits > 2 else 0)
        if weight > self._vocabulary.bearers.get(key, 0):
            bits |= GIVEN_FIRST
        return bits

    def _classify_unknown(self, word: str, key: str) -> int:
        vocabulary = self._vocabulary
        bits = 0 if word in vocabulary.frequencies or key in vocabulary.bearers else UNKNOWN
        directory = vocabulary.directory
        if directory.near_surnames(key) or (len(key) > 3 and directory.alike_surnames(key)):
            bits |= NEAR
        if vocabulary.parts(word):
            bits |= GLUED
        if vocabulary.canon(word) != word:
            bits |= CLASSED
        mirrored = word[::-1]
        if len(word) > 3 and vocabulary.is_strong(mirrored):
            bits |= MIRRORED
        return bits


def _typo_index(words: frozenset[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) < 4 or not word.isalpha():
            continue
        for key in (word, *_deletions(word)):
            index.setdefault(key, []).append(word)
    return {key: tuple(found) for key, found in index.items()}


def _deletions(word: str) -> tuple[str, ...]:
    return (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))


def remember(cache: dict[_Key, _Value], word: _Key, value: _Value) -> None:
    """Keep a value, starting over when the cache is full."""
    if len(cache) >= _CACHE_LIMIT:
        cache.clear()
    cache[word] = value
