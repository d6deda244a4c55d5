"""Find identifiers in a reading: phones, e-mail, plates, handles, addresses, IBAN and BSN.

A hit says what kind of datum stands where and, when it is on the watchlist, whose it is.
Whether publishing it there is harmful is not decided here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from matchers.identifiers import (
    canonical_bsn,
    canonical_email,
    canonical_iban,
    canonical_phone,
    canonical_plate,
    handle_key,
    place_key,
    street_key,
)
from matchers.reading import Reading, Token
from matchers.vocabulary import (
    GIVEN,
    LETTER,
    MIXED,
    NUMBER,
    PLACE,
    PREFIX,
    STREET,
    STREET_ENDING,
    SURNAME,
    Vocabulary,
)

_PHONE_GAP = re.compile(r"[ \n.\-/()+,']{0,5}\Z")
_CLOSE_GAP = re.compile(r"[ \n.,:;\-/|'\"()\u00b6#*]{0,6}\Z")
_EMAIL = re.compile(
    r"(?<![a-z0-9])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"
)
_IBAN = re.compile(r"\bnl ?\d\d ?[a-z]{4}(?: ?\d){10}\b")
_BSN = re.compile(r"\b(?:bsn|burgerservicenummer|sofinummer)\D{0,12}(\d{9}|\d{4}\.\d{2}\.\d{3})\b")
_POSTCODE = re.compile(r"[1-9]\d{3}[a-z]{2}\Z")
_HOUSE_NUMBER = re.compile(r"(\d{1,5})(?:[a-z]|bis|hs)\Z")
_RUN_GAPS = frozenset({"", "_", ".", "-"})
_PLATE_GAPS = frozenset({"", "-", " ", ".", " - "})
_NUMBER_WORDS = frozenset({"nr", "nummer", "huisnummer", "no", "number", "numero"})
_PHONE_DIGITS = range(9, 14)
_MOST_PHONE_TOKENS = _PHONE_DIGITS.stop - 1
_MAX_STREET_WORDS = 4
_MAX_HOUSE_DIGITS = 5
_PLATE_LENGTH = 6
_PLATE_GROUP = 3
_MIN_STREET = 6
_KNOWN = SURNAME | GIVEN | PLACE


@dataclass(frozen=True, slots=True)
class Hit:
    """An identifier in a reading.

    Attributes:
        kind: `phone`, `email`, `plate`, `handle`, `public_handle`, `home_address`, `address`,
            `street`, `iban`, `bsn`. `home_address` is on the watchlist, `address` is not.
        at: position in the reading, inclusive.
        until: exclusive.
        rows: staff it belongs to, as row numbers; empty when on no list.
    """

    kind: str
    at: int
    until: int
    rows: tuple[int, ...] = ()


def find_identifiers(reading: Reading, vocabulary: Vocabulary) -> list[Hit]:
    """Return all identifiers of a reading in order of place."""
    search = _Search(reading, vocabulary)
    hits = [*search.handles(), *search.streets()]
    if "@" in reading.text:
        hits += search.emails()
    if any(token.number or token.bits & MIXED for token in reading.tokens):
        hits += [*search.phones(), *search.plates(), *search.addresses(), *search.numbers()]
    return sorted(_without_overlap(hits), key=lambda hit: hit.at)


def _without_overlap(hits: list[Hit]) -> list[Hit]:
    """Drop a street, or a hit on nobody, that lies inside another hit."""
    kept: list[Hit] = []
    covered = bytearray(max((hit.until for hit in hits), default=0))
    ranked = sorted(hits, key=lambda h: (h.kind == "street", not h.rows, h.at - h.until))
    for hit in ranked:
        if (hit.rows and hit.kind != "street") or not any(covered[hit.at : hit.until]):
            kept.append(hit)
            covered[hit.at : hit.until] = b"\1" * (hit.until - hit.at)
    return kept


class _Search:
    """The recognisers over one reading."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.vocabulary = vocabulary
        self.directory = vocabulary.directory

    def phones(self) -> Iterator[Hit]:
        """Yield runs of digits, or of numbers in words, that make a phone number."""
        index = 0
        while index < len(self.tokens):
            end = index
            while end < len(self.tokens) and self._continues_number(index, end):
                end += 1
            if end > index:
                yield from self._phone_in(index, end)
            index = max(end, index + 1)

    def _continues_number(self, first: int, index: int) -> bool:
        token = self.tokens[index]
        if not token.number:
            return False
        return index == first or bool(
            _PHONE_GAP.match(self.reading.between(self.tokens[index - 1], token))
        )

    def _phone_in(self, first: int, end: int) -> Iterator[Hit]:
        """Yield slices of a run of numbers: somebody's first, then what else could be a phone."""
        slices: list[tuple[Hit, range]] = []
        for start in range(first, end):
            for stop in range(start + 1, min(start + _MOST_PHONE_TOKENS, end) + 1):
                hit = self._phone_at(start, stop)
                if hit is not None:
                    slices.append((hit, range(start, stop)))
        taken = bytearray(end - first)
        for hit, place in sorted(slices, key=lambda found: (not found[0].rows, -len(found[1]))):
            if not any(taken[place.start - first : place.stop - first]):
                taken[place.start - first : place.stop - first] = b"\1" * len(place)
                yield hit

    def _phone_at(self, start: int, end: int) -> Hit | None:
        digits = _digits(self.tokens[start:end])
        if len(digits) not in _PHONE_DIGITS:
            return None
        at, until = self.tokens[start].at, self.tokens[end - 1].until
        plus = self.reading.text[max(0, at - 1) : at] == "+"
        phone = canonical_phone(("+" if plus else "") + digits)
        if phone is None:
            return None
        rows = tuple(self.directory.holders("phone", phone))
        starts_like_one = plus or digits.startswith(("0", "316")) or len(digits) == 9
        if rows or (starts_like_one and (digits[0] == "0" or plus or digits[0] in "36")):
            return Hit("phone", at - plus, until, rows)
        return None

    def emails(self) -> Iterator[Hit]:
        """Yield e-mail addresses; the part before @ may betray a listed address by itself."""
        for match in _EMAIL.finditer(self.reading.text):
            email = canonical_email(match[0])
            rows = tuple(self.directory.holders("email", email)) if email else ()
            if not rows:
                local = handle_key(match[0].partition("@")[0])
                rows = tuple(self.directory.holders("mail_name", local))
            yield Hit("email", match.start(), match.end(), rows)

    def plates(self) -> Iterator[Hit]:
        """Yield number plates: written with two dashes, or anyhow when on the watchlist."""
        for first, token in enumerate(self.tokens):
            if len(token.word) > _PLATE_GROUP and not _may_begin_plate(token):
                continue
            glued, gaps = "", []
            for last in range(first, min(first + _PLATE_LENGTH, len(self.tokens))):
                gap = "" if last == first else self._gap(last)
                if gap not in _PLATE_GAPS:
                    break
                gaps += [gap] if gap else []
                glued += _plate_piece(self.tokens[last])
                if len(glued) == _PLATE_LENGTH:
                    hit = self._plate(glued, first, last, dashed=gaps == ["-", "-"])
                    if hit is not None:
                        yield hit
                if len(glued) >= _PLATE_LENGTH:
                    break

    def _plate(self, glued: str, first: int, last: int, *, dashed: bool) -> Hit | None:
        if glued.isalpha() or glued.isdigit():
            return None
        plate = canonical_plate(glued)
        if plate is None:
            return None
        rows = tuple(self.directory.holders("plate", plate))
        if rows or dashed or (first == last and not _POSTCODE.match(glued)):
            return Hit("plate", self.tokens[first].at, self.tokens[last].until, rows)
        return None

    def handles(self) -> Iterator[Hit]:
        """Yield social handles: after @, or any word that is a listed private handle."""
        for first, last in self._runs():
            at, until = self.tokens[first].at, self.tokens[last].until
            word = "".join(token.word for token in self.tokens[first : last + 1])
            after_at = self.reading.text[max(0, at - 1) : at] == "@"
            if self.reading.text[until : until + 1] == "@":
                continue
            if len(word) < 5 or (not after_at and self._is_ordinary(first, last)):
                continue
            for kind in ("handle", "public_handle", "mail_name"):
                rows = tuple(self.directory.holders(kind, word))
                if rows:
                    yield Hit("handle" if kind == "mail_name" else kind, at - after_at, until, rows)
                    break
            else:
                if after_at and not self._is_in_email(at):
                    yield Hit("handle", at - 1, until)

    def _is_in_email(self, at: int) -> bool:
        return bool(re.match(r"[a-z0-9]@", self.reading.text[max(0, at - 2) : at]))

    def _is_ordinary(self, first: int, last: int) -> bool:
        if first != last:
            return False
        token = self.tokens[first]
        return bool(token.bits & _KNOWN) or self.vocabulary.is_known(token.word)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield runs of tokens that are written together."""
        first = 0
        for index in range(1, len(self.tokens) + 1):
            if index == len(self.tokens) or self._gap(index) not in _RUN_GAPS:
                yield first, index - 1
                if index - first > 1:
                    yield from self._glued_runs(first, index)
                first = index

    def _glued_runs(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        start = first
        for index in range(first + 1, end + 1):
            if index == end or self._gap(index) not in ("", "_"):
                if (start, index) != (first, end):
                    yield start, index - 1
                start = index

    def addresses(self) -> Iterator[Hit]:
        """Yield street + number and postcode + number."""
        for index, token in enumerate(self.tokens):
            number = _house_number(token)
            if number:
                hit = self._address_at(index, number)
                if hit is not None:
                    yield hit

    def streets(self) -> Iterator[Hit]:
        """Yield listed streets named without a number."""
        for index in range(len(self.tokens)):
            hit = self._street_at(index)
            if hit is not None:
                yield hit

    def _address_at(self, index: int, number: str) -> Hit | None:
        plain: Hit | None = None
        for first, last in self._street_spans(index):
            street = self._street(first, last)
            at, until = self._cover(first, last, index)
            rows = self._address_holders(street, number, until)
            if rows:
                return Hit("home_address", at, until, rows)
            if plain is None and self._is_street(first, last):
                plain = Hit("address", at, until)
        return self._postcode_near(index, number) or plain

    def _address_holders(self, street: str, number: str, until: int) -> tuple[int, ...]:
        rows = self.directory.holders("street_number", f"{street} {number}")
        if not rows and len(street) > _MIN_STREET and STREET_ENDING.search(street):
            rows = self._slipped_address(street, number)
        if len(rows) > 1:
            place = self._place_after(until)
            narrowed = self.directory.holders("street_number_place", f"{street} {number} {place}")
            rows = narrowed or rows
        return tuple(rows)

    def _slipped_address(self, street: str, number: str) -> list[int]:
        """Return holders of an address whose street has two letters swapped or one too many."""
        for index in range(len(street) - 1):
            swapped = street[:index] + street[index + 1] + street[index] + street[index + 2 :]
            dropped = street[:index] + street[index + 1 :]
            for slip in (swapped, dropped):
                rows = self.directory.holders("street_number", f"{slip} {number}")
                if rows:
                    return rows
        return []

    def _street_spans(self, index: int) -> Iterator[tuple[int, int]]:
        """Yield token ranges that may be the street of the number at `index`."""
        last = index - 1
        while last >= 0 and self.tokens[last].word in _NUMBER_WORDS and self._is_close(last + 1):
            last -= 1
        if last >= 0 and self._is_close(last + 1):
            first = last
            while first >= 0 and last - first < _MAX_STREET_WORDS:
                yield first, last
                if first == 0 or not self._is_close(first):
                    break
                first -= 1
        if index + 1 < len(self.tokens) and self._is_close(index + 1):
            yield index + 1, index + 1
            if index + 2 < len(self.tokens) and self._gap(index + 2) == " ":
                yield index + 1, index + 2

    def _postcode_near(self, index: int, number: str) -> Hit | None:
        for step in (-1, 1, -2, 2, -3, 3, 4):
            other = index + step
            if not 0 <= other < len(self.tokens):
                continue
            code, first, last = self._postcode_at(other)
            if code and not first <= index <= last:
                rows = tuple(self.directory.holders("postcode_number", f"{code} {number}"))
                if rows:
                    at, until = self._cover(first, last, index)
                    return Hit("home_address", at, until, rows)
        return None

    def _postcode_at(self, index: int) -> tuple[str, int, int]:
        word = self.tokens[index].word
        if _POSTCODE.match(word):
            return word, index, index
        following = index + 1
        if len(word) == 4 and word.isdigit() and following < len(self.tokens):
            letters = self.tokens[following].word
            if len(letters) == 2 and letters.isalpha() and self._is_close(following):
                return word + letters, index, following
        return "", index, index

    def _street_at(self, index: int) -> Hit | None:
        """Return a street on the list together with its place nearby, without a number."""
        token = self.tokens[index]
        if not self._is_street(index, index):
            return None
        street = street_key(token.word)
        nearby = self.tokens[max(0, index - 5) : index + 8]
        for other in nearby:
            rows = self.directory.holders("street_place", f"{street} {place_key(other.word)}")
            if rows:
                return Hit("street", token.at, token.until, tuple(rows))
        rows = self.directory.holders("street", street)
        return Hit("street", token.at, token.until, tuple(rows)) if rows else None

    def _is_street(self, first: int, last: int) -> bool:
        word = self.tokens[last].word
        if first == last:
            return bool(self.tokens[last].bits & STREET)
        middle = self.tokens[first:last]
        return bool(STREET_ENDING.search(word)) and all(
            not t.bits & (NUMBER | LETTER | PREFIX) and t.capital for t in middle
        )

    def _street(self, first: int, last: int) -> str:
        return street_key(" ".join(token.word for token in self.tokens[first : last + 1]))

    def _place_after(self, until: int) -> str:
        first = bisect_left(self.tokens, until, key=lambda token: token.at)
        following = self.tokens[first : first + 5]
        words = [place_key(token.word) for token in following if not token.number]
        for size in (1, 2):
            for start in range(len(words) - size + 1):
                place = "".join(words[start : start + size])
                if place in self.vocabulary.places:
                    return place
        return ""

    def numbers(self) -> Iterator[Hit]:
        """Yield IBANs and BSNs whose check digits hold."""
        for match in _IBAN.finditer(self.reading.text):
            if canonical_iban(match[0]):
                yield Hit("iban", match.start(), match.end())
        for match in _BSN.finditer(self.reading.text):
            if canonical_bsn(match[1]):
                yield Hit("bsn", match.start(1), match.end(1))

    def _gap(self, index: int) -> str:
        return self.reading.between(self.tokens[index - 1], self.tokens[index])

    def _is_close(self, index: int) -> bool:
        return bool(_CLOSE_GAP.match(self._gap(index)))

    def _cover(self, first: int, last: int, index: int) -> tuple[int, int]:
        low, high = min(first, index), max(last, index)
        return self.tokens[low].at, self.tokens[high].until


_SPELLED_LETTERS = {
    word: word[0]
    for word in (
        "alfa alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike "
        "november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu "
        "anton bernard cornelis dirk eduard ferdinand gerard hendrik izaak jan karel lodewijk "
        "maria nico otto pieter quotient rudolf simon teunis utrecht willem xantippe ypsilon "
        "zaandam"
    ).split()
}


def _may_begin_plate(token: Token) -> bool:
    return bool(token.bits & MIXED or token.number) or token.word in _SPELLED_LETTERS


def _plate_piece(token: Token) -> str:
    """Return what a token adds to a plate: spelled letters and single digits in words count."""
    if len(token.number) == 1:
        return token.number
    return _SPELLED_LETTERS.get(token.word, token.word)


def _house_number(token: Token) -> str:
    """Return the number without its addition, `12` of `12a`; empty when it is none."""
    if token.number:
        return token.number.lstrip("0") if len(token.number) <= _MAX_HOUSE_DIGITS else ""
    match = _HOUSE_NUMBER.match(token.word) if token.bits & MIXED else None
    return match[1].lstrip("0") if match else ""


def _digits(tokens: tuple[Token, ...]) -> str:
    """Return the digits of number tokens; `twaalf vierendertig` gives 1234, `zes` gives 6."""
    return "".join(
        token.word if token.bits & (NUMBER | MIXED) else token.number for token in tokens
    )
