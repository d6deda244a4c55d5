"""Read one text of a post: undo what hides words, and cut it into tokens with offsets.

Every character of the reading knows the index it came from in the text as received, so that
evidence points there. Whom or what a token means is decided elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from matchers.folding import PICTURE, WORD, fold_with_offsets
from matchers.vocabulary import GLUED, MIRRORED, MIXED, PLAIN_MIX, POLICE, Vocabulary

_SPACED = re.compile(
    r"(?<![a-z0-9@])[a-z0-9](?:[^a-z0-9]{1,4}[a-z0-9](?![a-z0-9*])){2,}(?![a-z0-9*])"
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SPLIT_BY_PICTURE = re.compile(rf"(?<![a-z0-9])[a-z0-9]+(?:{PICTURE}+[a-z0-9]+)+")
# From the start of a run only: starting at every letter takes the square of its length.
_LEET_CHUNK = re.compile(r"(?<![a-z0-9])[a-z0-9]*(?:[a-z][0-9@$!€|]|[0-9@$!€|][a-z])[a-z0-9@$!€|]*")
_TRAILING_NUMBER = re.compile(r"([a-z]{3,})(\d+)\Z")
# `ME` is the riot police; `me` is a pronoun in two languages unless it is `me'er`.
_RIOT_POLICE = re.compile(r"ME\b|[Mm][Ee]['’][Ee][Rr]")
_MIN_DOTTED = 4
_MIN_HASHTAG = 6
_LONGEST_HASHTAG = 60
_LONG_WORD = 12
_MOST_PIECES = 8
_SHORT_LEET = 2


class Token(NamedTuple):
    """A word of the reading.

    Attributes:
        word: folded and repaired.
        at: position in the reading, for distances between tokens.
        until: end position in the reading.
        capital: whether the received word starts with a capital.
        bits: what the word may be, see `matchers.vocabulary`.
        number: its digits when it is or spells a number, else empty.
        role: `given`, `prefix` or `surname` when it was cut out of a glued word.
    """

    word: str
    at: int
    until: int
    capital: bool
    bits: int
    number: str = ""
    role: str = ""

    def __repr__(self) -> str:
        """Show where, never what."""
        return f"Token({self.at}, {self.until})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text of a post, as read.

    Attributes:
        where: `text`, `media[0].ocr_text`, ...
        received: the text as received; offsets of evidence count in it.
        text: folded and repaired.
        offsets: index in `received` per character of `text`.
        repairs: names of what was undone (`spaced`, `leet`, `reversed`, `pictures`).
    """

    where: str
    received: str = field(repr=False)
    text: str = field(repr=False)
    offsets: Sequence[int] = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    repairs: frozenset[str] = frozenset()

    def span(self, at: int, until: int) -> tuple[int, int]:
        """Return the received offsets of a piece [at, until) of the reading."""
        piece = self.offsets[at:until]
        return min(piece), max(piece) + 1

    def between(self, left: Token, right: Token) -> str:
        """Return what separates two tokens in the reading."""
        return self.text[left.until : right.at]


def read_text(where: str, received: str, vocabulary: Vocabulary) -> Reading:
    """Return the reading of a text."""
    text, offsets = fold_with_offsets(received)
    draft = _Draft(text, list(offsets), vocabulary)
    draft.join_pictures()
    draft.join_spaced()
    draft.turn_round()
    draft.unleet()
    tokens = tuple(_tokens(draft, received))
    return Reading(where, received, draft.text, draft.offsets, tokens, frozenset(draft.repairs))


class _Draft:
    """A text being repaired, with its offsets."""

    def __init__(self, text: str, offsets: list[int], vocabulary: Vocabulary) -> None:
        self.text = text
        self.offsets = offsets
        self.vocabulary = vocabulary
        self.repairs: set[str] = set()

    def replace(self, start: int, end: int, order: list[tuple[str, int]]) -> None:
        """Put other characters, each with its received offset, in place of [start, end)."""
        self.text = self.text[:start] + "".join(c for c, _ in order) + self.text[end:]
        self.offsets[start:end] = [offset for _, offset in order]

    def join_pictures(self) -> None:
        """Join a word cut by pictures when the pieces are nothing and the whole is a name."""
        if PICTURE not in self.text:
            return
        for chain in reversed(list(_SPLIT_BY_PICTURE.finditer(self.text))):
            for start, end in reversed(self._pictures_within_words(chain)):
                self.replace(start, end, [])
                self.repairs.add("pictures")

    def _pictures_within_words(self, chain: re.Match[str]) -> list[tuple[int, int]]:
        """Return where pictures stand inside words, given words and pictures in turn."""
        pieces = list(WORD.finditer(self.text, chain.start(), chain.end()))
        found: list[tuple[int, int]] = []
        first = 0
        while first < len(pieces):
            last = self._joined_until(pieces, first)
            inside = zip(pieces[first:last], pieces[first + 1 : last + 1], strict=True)
            found += [(left.end(), right.start()) for left, right in inside]
            first = last + 1
        return found

    def _joined_until(self, pieces: Sequence[re.Match[str]], first: int) -> int:
        """Return the last of the pieces that make one word with the first."""
        for last in range(min(first + _MOST_PIECES, len(pieces)) - 1, first, -1):
            words = [piece[0] for piece in pieces[first : last + 1]]
            # Single letters are letters set apart, see `join_spaced`.
            if any(len(word) > 1 for word in words) and self._is_cut(words):
                return last
        return first

    def _is_cut(self, words: list[str]) -> bool:
        whole = "".join(words)
        if whole.replace("ij", "y") in self.vocabulary.directory.surnames:
            return True
        return self.vocabulary.is_strong(whole) and not all(map(self.vocabulary.is_known, words))

    def join_spaced(self) -> None:
        """Join letters set apart: `B a s   v a n`, `d.o.o.r`, `T🐷i🐷m`."""
        for match in reversed(list(_SPACED.finditer(self.text))):
            separators = _SEPARATORS.findall(match[0])
            if not _sets_letters_apart(separators):
                continue
            inner = Counter(separators).most_common(1)[0][0]
            order: list[tuple[str, int]] = []
            last = match.start()
            for index in range(match.start(), match.end()):
                char = self.text[index]
                if WORD.match(char):
                    if index > match.start() and order:
                        gap = self.text[last + 1 : index]
                        if gap != inner and len(gap) >= len(inner):
                            order.append((" ", self.offsets[last + 1]))
                    order.append((char, self.offsets[index]))
                    last = index
            self.replace(match.start(), match.end(), self._segment(order))
            self.repairs.add("pictures" if PICTURE in inner else "spaced")

    def _segment(self, order: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """Cut one long joined word into known words where nothing else showed the borders."""
        text = "".join(char for char, _ in order)
        if " " in text or len(text) < _LONG_WORD or self.vocabulary.is_known(text):
            return order
        cut: list[tuple[str, int]] = []
        for word_start, word_end in segment(text, self.vocabulary):
            if cut:
                cut.append((" ", order[word_start][1]))
            cut.extend(order[word_start:word_end])
        return cut

    def turn_round(self) -> None:
        """Turn a run of mirrored words round."""
        words = list(WORD.finditer(self.text))
        bits = self.vocabulary.bits
        hits = [i for i, word in enumerate(words) if bits[word[0]] & MIRRORED]
        if not hits or (len(hits) == 1 and not self._stands_alone(words, hits[0])):
            return
        first, last = self._mirrored_run(words, hits[0], hits[-1])
        start, end = words[first].start(), words[last].end()
        piece = list(zip(self.text[start:end], self.offsets[start:end], strict=True))
        turned = piece[::-1]
        in_place = _turn_each_word(piece)
        if _sense(in_place, self.vocabulary) > _sense(turned, self.vocabulary):
            turned = in_place
        self.replace(start, end, turned)
        self.repairs.add("reversed")

    def _stands_alone(self, words: list[re.Match[str]], hit: int) -> bool:
        """Tell whether one mirrored word is enough: a long one, or one beside a mirrored name."""
        beside = words[max(0, hit - 1) : hit] + words[hit + 1 : hit + 2]
        return len(words[hit][0]) > 6 or any(
            self.vocabulary.is_name(word[0][::-1]) and not self.vocabulary.is_known(word[0])
            for word in beside
        )

    def _mirrored_run(self, words: list[re.Match[str]], first: int, last: int) -> tuple[int, int]:
        known = self.vocabulary.is_known
        while first > 0 and not known(words[first - 1][0]):
            first -= 1
        while first > 0 and self._reads_better_mirrored(words[first - 1][0]):
            first -= 1
        while last + 1 < len(words) and not known(words[last + 1][0]):
            last += 1
        while last + 1 < len(words) and self._reads_better_mirrored(words[last + 1][0]):
            last += 1
        return first, last

    def _reads_better_mirrored(self, word: str) -> bool:
        frequencies = self.vocabulary.frequencies
        return frequencies.get(word[::-1], 0) > frequencies.get(word, 0) + 5

    def unleet(self) -> None:
        """Write digits and signs that stand for letters as letters."""
        chunks = [m for m in _LEET_CHUNK.finditer(self.text) if not _is_plain_mix(m[0])]
        plain = [(m, self.vocabulary.unleet(m[0])) for m in chunks]
        plain = [(m, word) for m, word in plain if word is not None and len(word) > _SHORT_LEET]
        if not plain:
            return
        everywhere = len(plain) > 2
        for match in _LEET_CHUNK.finditer(self.text):
            word = self.vocabulary.unleet(match[0])
            if word is None and everywhere and not PLAIN_MIX.match(match[0]):
                word = match[0].translate(str.maketrans("0134578@$!€|", "oieastbasiei"))
            telling = len(match[0]) > _SHORT_LEET and not _is_plain_mix(match[0])
            if word and (everywhere or telling) and len(word) == len(match[0]):
                self.text = self.text[: match.start()] + word + self.text[match.end() :]
        self.repairs.add("leet")


def _is_plain_mix(chunk: str) -> bool:
    return bool(PLAIN_MIX.match(chunk)) or "@" in chunk


def _sets_letters_apart(separators: list[str]) -> bool:
    if len(separators) + 1 >= _MIN_DOTTED and "/" not in separators:
        return True
    # Three letters with dots are initials; with spaces or pictures they are a word.
    return all("." not in separator for separator in separators)


def _turn_each_word(piece: list[tuple[str, int]]) -> list[tuple[str, int]]:
    text = "".join(char for char, _ in piece)
    turned = list(piece)
    for match in WORD.finditer(text):
        turned[match.start() : match.end()] = piece[match.start() : match.end()][::-1]
    return turned


def _sense(order: list[tuple[str, int]], vocabulary: Vocabulary) -> int:
    """Count neighbours that belong together: given name before surname, street before number."""
    words = WORD.findall("".join(char for char, _ in order))
    sense = 0
    for left, right in pairwise(words):
        if right.isdigit() and left.endswith(("straat", "laan", "weg", "plein", "kade", "hof")):
            sense += 2
        if left in vocabulary.given and not right.isdigit():
            sense += 1
        if left in ("van", "de", "den", "der") and right.replace("ij", "y") in (
            vocabulary.directory.surnames
        ):
            sense += 1
    return sense


def segment(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the likeliest words [start, end) of a text without borders (Viterbi)."""
    size = len(text)
    best: list[float] = [0.0, *([float("inf")] * size)]
    back = [0] * (size + 1)
    for end in range(1, size + 1):
        for start in range(max(0, end - 20), end):
            cost = best[start] + _word_cost(text[start:end], vocabulary)
            if cost < best[end]:
                best[end], back[end] = cost, start
    cuts = [size]
    while cuts[-1] > 0:
        cuts.append(back[cuts[-1]])
    cuts.reverse()
    yield from pairwise(cuts)


def _word_cost(word: str, vocabulary: Vocabulary) -> float:
    if word.isdigit():
        return 6.0
    zipf = vocabulary.frequencies.get(word, 0)
    if len(word) > 2 and (vocabulary.is_name(word) or vocabulary.classes.of(word)):
        zipf = max(zipf, 35)
    if zipf and (len(word) > 1):
        return 11.0 - zipf / 10
    return 9.0 * len(word)


def _tokens(draft: _Draft, received: str) -> Iterator[Token]:
    offsets, vocabulary = draft.offsets, draft.vocabulary
    for match in WORD.finditer(draft.text):
        word, at = match[0], match.start()
        if at and draft.text[at - 1] == "#" and len(word) >= _MIN_HASHTAG:
            for start, end in _hashtag_words(word, received, offsets[at], vocabulary):
                yield from _word_tokens(word[start:end], at + start, offsets, received, vocabulary)
        else:
            yield from _word_tokens(word, at, offsets, received, vocabulary)


def _hashtag_words(
    word: str, received: str, first: int, vocabulary: Vocabulary
) -> list[tuple[int, int]]:
    """Return the words of a hashtag: by its capitals, else by what is known."""
    whole = [(0, len(word))]
    if vocabulary.parts(word):
        return whole
    written = received[first : first + len(word)]
    capitals = [i for i, char in enumerate(written) if char.isupper() and i]
    if capitals and written.lower() == word and not written.isupper():
        cuts = [0, *capitals, len(word)]
        return list(pairwise(cuts)) if min(b - a for a, b in pairwise(cuts)) > 1 else whole
    if vocabulary.is_known(word) or not word.isalpha():
        return whole
    found = list(segment(word[:_LONGEST_HASHTAG], vocabulary))
    known = all(end - start > 1 and vocabulary.is_known(word[start:end]) for start, end in found)
    return found if known and len(word) <= _LONGEST_HASHTAG else whole


def _word_tokens(
    word: str, at: int, offsets: Sequence[int], received: str, vocabulary: Vocabulary
) -> Iterator[Token]:
    if vocabulary.bits[word] & (MIXED | GLUED):
        for start, end, role in _parts(word, vocabulary):
            piece = word[start:end]
            yield _make_token(piece, at + start, offsets, received, vocabulary, role)
    else:
        yield _make_token(word, at, offsets, received, vocabulary, "")


def _parts(word: str, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    """Return the pieces of a word that holds several: `kerkstraat12`, `janvandenberg`."""
    cut = _TRAILING_NUMBER.match(word)
    if cut is not None:
        return [(0, cut.end(1), ""), (cut.end(1), len(word), "")]
    parts = [(part.start, part.end, part.role) for part in vocabulary.parts(word)]
    return parts or [(0, len(word), "")]


def _make_token(  # noqa: PLR0913 - the inner constructor of the one hot loop
    word: str,
    at: int,
    offsets: Sequence[int],
    received: str,
    vocabulary: Vocabulary,
    role: str,
) -> Token:
    known = vocabulary.word(word)
    first = offsets[at]
    bits = known.bits
    if word == "me" and _RIOT_POLICE.match(received, first):
        bits |= POLICE
    return Token(word, at, at + len(word), received[first].isupper(), bits, known.number, role)
