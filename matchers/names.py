"""Find people named in a reading and compare them with the directory, part by part.

A mention says who can be meant and how well each part fits: the given name can be theirs, a
call name that usually comes from it, a near spelling, an initial, or absent; the surname can be
exact, near or masked. A conflicting given name excludes. Prefixes (tussenvoegsels) carry almost
no weight, because people drop and change them. What a mention is worth is decided elsewhere.

Source: docs/adr/0007-name-model.md
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from rapidfuzz.distance import OSA

from matchers.comparison import (
    Fit,
    best_tier,
    compare_given,
    compare_initials,
    compare_prefix,
    near_given,
    wildcard,
)
from matchers.reading import Reading, Token
from matchers.vocabulary import (
    GIVEN,
    GIVEN_FIRST,
    GIVEN_WORD,
    LETTER,
    NEAR,
    NUMBER,
    POLICE,
    PREFIX,
    SURNAME,
    UNKNOWN,
    WORDLIKE,
    Vocabulary,
    remember,
)

_NAME_GAP = re.compile(r"[ .\-'/\n_\u00b6*\"]{0,4}\Z")
_AFTER_GAP = re.compile(r"[ ,.\n(:;/_]{0,4}\Z")
# Possessive: a run of stars divided in every possible way takes for ever.
_MASKED = re.compile(r"(?<![a-z0-9])[a-z]+(?:\*++[a-z]*|_++[a-z]+|\.{2,}+[a-z]{2,})+(?![a-z0-9])")
_TITLES = frozenset(
    "meneer mevrouw dhr mw mevr de heer mr mrs ms miss sir familie fam collega officer".split()
)
_SHORT = 3
_MAX_INITIALS = 5
_MAX_GIVEN = 6
_MAX_PREFIX = 3
_MAX_MASKED_ROWS = 60
_MAX_MASKS = 500
_LONGEST_MASKED = 40
_VD = frozenset({"vd", "vdr", "v", "d"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a reading.

    Attributes:
        kind: `full` (given name and surname), `initial`, `surname`, `given` (a given name
            alone), `masked`, `stranger` (a full name that nobody on the list bears).
        at: position in the reading, inclusive.
        until: exclusive.
        fits: staff who can be meant, as row number -> how their parts fit.
        capital: whether the surname starts with a capital.
        titled: whether a title or police word stands directly before it.
        key: canonical name of a stranger.
    """

    kind: str
    at: int
    until: int
    fits: dict[int, Fit] = field(default_factory=dict)
    capital: bool = False
    titled: bool = False
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class _Around:
    """The name parts that stand around a surname."""

    first: int
    last: int
    given: tuple[str, ...] = ()
    initials: str = ""
    prefix: str = ""
    titled: bool = False


def find_mentions(reading: Reading, vocabulary: Vocabulary) -> list[Mention]:
    """Return the people named in a reading, in order of place."""
    search = _Search(reading, vocabulary)
    return sorted(search.mentions(), key=lambda mention: mention.at)


class _Search:
    """The search for people over one reading."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.vocabulary = vocabulary
        self.directory = vocabulary.directory
        self.taken = [False] * len(self.tokens)
        self.hidden: set[int] = set()

    def mentions(self) -> Iterator[Mention]:
        """Yield masked names, names by surname, strangers, and given names that are left."""
        yield from self._masked()
        yield from self._cut_off()
        for index, token in enumerate(self.tokens):
            if self.taken[index]:
                continue
            if token.bits & (SURNAME | NEAR) or (token.bits & UNKNOWN and self._is_cut(index)):
                yield from self._by_surname(index)
        yield from self._strangers()
        yield from self._given_alone()

    # --- by surname -------------------------------------------------------------------------

    def _is_cut(self, index: int) -> bool:
        """Tell whether a word and the next are halves of one listed surname."""
        following = index + 1
        if following >= len(self.tokens) or not _NAME_GAP.match(self._gap(following)):
            return False
        whole = self.tokens[index].word + self.tokens[following].word
        return whole.replace("ij", "y") in self.directory.surnames

    def _by_surname(self, index: int) -> Iterator[Mention]:
        found = self._whole_surname(index)
        keys, last = found
        if not keys:
            return
        around = self._around(index, last, frozenset(keys))
        token = self.tokens[index]
        supported = bool(around.given or around.initials or around.titled)
        exact = any(quality == "exact" for quality in keys.values())
        if not self._is_name_here(token, index, around, supported=supported, exact=exact):
            return
        mention = self._compare(keys, around, token)
        if mention is not None:
            self._take(around.first, around.last)
            yield mention

    def _whole_surname(self, index: int) -> tuple[dict[str, str], int]:
        """Return listed surname keys at this token with their quality, and the last token."""
        surnames = self.directory.surnames
        glued, best = self.tokens[index].word, index
        for last in range(index + 1, min(index + 4, len(self.tokens))):
            if not _NAME_GAP.match(self._gap(last)):
                break
            glued += self.tokens[last].word
            if glued.replace("ij", "y") in surnames:
                best = last
        if best > index:
            words = "".join(token.word for token in self.tokens[index : best + 1])
            return {words.replace("ij", "y"): "exact"}, best
        key = self.tokens[index].word.replace("ij", "y")
        if key in surnames:
            return {key: "exact"}, index
        near = {
            candidate: "edit"
            for candidate in self.directory.near_surnames(key)
            if OSA.distance(candidate, key, score_cutoff=1) <= 1
        }
        if not near and len(key) > _SHORT:
            near = dict.fromkeys(self.directory.alike_surnames(key), "sound")
        return near, index

    def _is_name_here(
        self, token: Token, index: int, around: _Around, *, supported: bool, exact: bool
    ) -> bool:
        """Tell whether a word that may be a surname is used as one."""
        if not exact:
            # A near spelling counts only beside a given name, initial or title.
            return supported
        if not token.bits & (WORDLIKE | GIVEN):
            return True
        if token.role == "surname" or supported:
            return True
        if token.bits & GIVEN_FIRST:
            return bool(around.prefix)
        if not token.bits & WORDLIKE:
            return True
        inside = index > 0 and not re.search(r"[.!?\n]", self._gap(index))
        return token.capital and (inside or bool(around.prefix)) and not self._shouts

    @cached_property
    def _shouts(self) -> bool:
        letters = [c for c in self.reading.received if c.isalpha()]
        return sum(c.isupper() for c in letters) * 2 > len(letters)

    def _around(self, index: int, last: int, keys: frozenset[str] = frozenset()) -> _Around:
        """Collect prefix, given names, initials and title around a surname."""
        position, prefix = self._walk_prefix(index)
        given, initials, first = self._walk_given(position, keys)
        end = last
        if not given and not initials:
            given, initials, end, prefix_after = self._look_after(last, keys)
            prefix = prefix or prefix_after
            if not given and not initials:
                first = position + 1
        titled = self._is_titled(first - 1)
        return _Around(first, end, given, initials, prefix, titled)

    def _walk_prefix(self, index: int) -> tuple[int, str]:
        position = index - 1
        words: list[str] = []
        while (
            position >= 0
            and len(words) < _MAX_PREFIX
            and (self.tokens[position].bits & PREFIX or self.tokens[position].role == "prefix")
            and _NAME_GAP.match(self._gap(position + 1))
        ):
            words.insert(0, self.tokens[position].word)
            position -= 1
        # `V. de Boer`: the letter at the front is an initial, not a prefix.
        if words and words[0] in ("v", "d", "l") and (len(words) == 1 or words[1] not in _VD):
            words.pop(0)
            position += 1
        return position, "".join(words)

    def _walk_given(self, position: int, keys: frozenset[str]) -> tuple[tuple[str, ...], str, int]:
        given: list[str] = []
        initials = ""
        first = position + 1
        while position >= 0 and _NAME_GAP.match(self._gap(position + 1)):
            token = self.tokens[position]
            if position in self.hidden:
                break
            if token.bits & LETTER and not given and len(initials) < _MAX_INITIALS:
                initials = token.word + initials
            elif len(given) < _MAX_GIVEN and (
                self._may_be_given(token, joined=bool(given)) or self._is_theirs(token, keys)
            ):
                given.insert(0, token.word.replace("ij", "y"))
            else:
                break
            first = position
            position -= 1
        if given and initials:
            # `Johan P. de Vries`: the given name says more than the letters.
            initials = ""
        return tuple(given), initials, first

    def _may_be_given(self, token: Token, *, joined: bool) -> bool:
        if token.role == "given" and len(token.word) > 1:
            return True
        if joined and len(token.word) < _SHORT:
            return False
        if token.bits & GIVEN:
            return not token.bits & POLICE and (not token.bits & GIVEN_WORD or token.capital)
        key = token.word.replace("ij", "y")
        return bool(token.bits & (UNKNOWN | NEAR)) and bool(near_given(key))

    def _is_theirs(self, token: Token, keys: frozenset[str]) -> bool:
        """Tell whether somebody with one of these surnames has this word for a given name.

        Many given names are common words in lower case: `jan`, `wim`. Beside a surname whose
        bearer has that name they are names.
        """
        name = token.word.replace("ij", "y")
        if not token.bits & GIVEN_WORD or name not in self.directory.given:
            return False
        theirs = (row for key in keys for row in self.directory.surnames[key])
        return any(name in self.directory.rows[row].given for row in theirs)

    def _look_after(self, last: int, keys: frozenset[str]) -> tuple[tuple[str, ...], str, int, str]:
        """Read `Berg, Jan van den`, `Hoekstra S.` and `zijlstra nynke`."""
        following = last + 1
        if following >= len(self.tokens) or not _AFTER_GAP.match(self._gap(following)):
            return (), "", last, ""
        token, gap = self.tokens[following], self._gap(following)
        if token.bits & LETTER and "\n" not in gap and self._is_initial(following):
            initials, end = token.word, following
            while (
                end + 1 < len(self.tokens)
                and len(initials) < _MAX_INITIALS
                and self._is_initial(end + 1)
                and (self._gap(end + 1) in (".", ". ", ""))
            ):
                end += 1
                initials += self.tokens[end].word
            return (), initials, end, ""
        is_given = bool(token.bits & GIVEN) and not token.bits & GIVEN_WORD
        if (is_given or self._is_theirs(token, keys)) and "." not in gap:
            beyond = following + 1
            if (
                beyond < len(self.tokens)
                and self.tokens[beyond].bits & SURNAME
                and (self._gap(beyond) == " " and not self.tokens[beyond].bits & WORDLIKE)
            ):
                return (), "", last, ""
            end, prefix = self._prefix_after(following)
            return (token.word.replace("ij", "y"),), "", end, prefix
        return (), "", last, ""

    def _is_initial(self, index: int) -> bool:
        token = self.tokens[index]
        after = self.reading.text[token.until : token.until + 1]
        return bool(token.bits & LETTER) and (after == "." or (token.capital and after != "'"))

    def _prefix_after(self, index: int) -> tuple[int, str]:
        words: list[str] = []
        while (
            index + 1 < len(self.tokens)
            and self.tokens[index + 1].bits & PREFIX
            and self._gap(index + 1) == " "
            and len(words) < _MAX_PREFIX
        ):
            index += 1
            words.append(self.tokens[index].word)
        return index, "".join(words)

    def _is_titled(self, index: int) -> bool:
        if index < 0:
            return False
        token = self.tokens[index]
        is_title = bool(token.bits & POLICE) or token.word in _TITLES
        return is_title and bool(_NAME_GAP.match(self._gap(index + 1)))

    def _compare(self, keys: dict[str, str], around: _Around, token: Token) -> Mention | None:
        fits = self._fits(keys, around)
        at, until = self.tokens[around.first].at, self.tokens[around.last].until
        if not fits:
            if not around.given or "exact" not in keys.values():
                return None
            name = " ".join((*around.given, *keys))
            return Mention("stranger", at, until, {}, token.capital, around.titled, name)
        kind = "full" if around.given else "initial" if around.initials else "surname"
        return Mention(kind, at, until, fits, token.capital, around.titled)

    def _fits(self, keys: dict[str, str], around: _Around) -> dict[int, Fit]:
        """Return whom these parts fit best; remembered, because a stream repeats its names."""
        parts = (tuple(keys.items()), around.given, around.initials, around.prefix)
        known = self.vocabulary.fits.get(parts)
        if known is None:
            known = best_tier(dict(self._compare_rows(keys, around)))
            remember(self.vocabulary.fits, parts, known)
        return known

    def _compare_rows(self, keys: dict[str, str], around: _Around) -> Iterator[tuple[int, Fit]]:
        for key, quality in keys.items():
            for row in self.directory.surnames[key]:
                fit = self._fit(row, key, quality, around)
                if fit is not None:
                    yield row, fit

    def _fit(self, row: int, key: str, quality: str, around: _Around) -> Fit | None:
        staff = self.directory.rows[row]
        given = compare_given(around.given, around.initials, staff.given, staff.derived)
        if given == "conflict":
            return None
        if given == "initial" and around.initials:
            given = compare_initials(around.initials, staff.initials, staff.given)
            if given == "conflict":
                return None
        if quality == "exact" and key != staff.surname:
            quality = "part"
        return Fit(given, quality, compare_prefix(around.prefix, staff.prefix))

    # --- masked and cut off ---------------------------------------------------------------------

    def _masked(self) -> Iterator[Mention]:
        """Yield names with letters hidden: `J*nsen`, `H...naars`."""
        for match in self._masks():
            inside = self._tokens_in(match.start(), match.end())
            if not inside:
                continue
            around = self._around(inside[0], inside[-1])
            pattern = wildcard(match[0])
            rows = self._masked_rows(pattern, match[0][0], around)
            fits = {row: Fit(given, "masked") for row, given in rows.items()}
            if fits:
                self._take(around.first, inside[-1])
                at = self.tokens[around.first].at
                yield Mention("masked", at, match.end(), best_tier(fits), capital=True)
            elif "*" in match[0]:
                # `J*n Jansen`: whatever the letters hide, they are no initials.
                self.hidden.update(inside)

    def _masks(self) -> Iterator[re.Match[str]]:
        """Yield the first masked words that are no part of an e-mail address or handle."""
        matches = (m for m in _MASKED.finditer(self.reading.text) if len(m[0]) <= _LONGEST_MASKED)
        for match in islice(matches, _MAX_MASKS):
            if "@" not in self.reading.text[max(0, match.start() - 1) : match.end() + 1]:
                yield match

    def _tokens_in(self, at: int, until: int) -> range:
        first = bisect_left(self.tokens, at, key=lambda token: token.at)
        return range(first, bisect_left(self.tokens, until, key=lambda token: token.at))

    def _masked_rows(
        self, pattern: re.Pattern[str], letter: str, around: _Around
    ) -> dict[int, str]:
        rows: dict[int, str] = {}
        keys = self.directory.initials.get(letter, ())
        for key in keys:
            if pattern.match(key) is None:
                continue
            for row in self.directory.surnames[key]:
                staff = self.directory.rows[row]
                given = compare_given(around.given, around.initials, staff.given, staff.derived)
                if given == "initial":
                    given = compare_initials(around.initials, staff.initials, staff.given)
                if given != "conflict":
                    rows[row] = given
        return rows if len(rows) <= _MAX_MASKED_ROWS else {}

    def _cut_off(self) -> Iterator[Mention]:
        """Yield `Jan de V.`: a given name, perhaps a prefix, and the first letter of a surname."""
        for index, token in enumerate(self.tokens):
            if not (token.bits & LETTER and index and not self.taken[index]):
                continue
            after = self.reading.text[token.until : token.until + 1]
            if after not in (".", "*", "_") and not token.capital:
                continue
            position, prefix = self._walk_prefix(index)
            if position < 0 or self._gap(position + 1) not in (" ", "\n"):
                continue
            given = self.tokens[position]
            if self.taken[position]:
                continue
            fits = self._cut_off_fits(given, prefix, token.word)
            if 0 < len(fits) <= _MAX_MASKED_ROWS:
                self._take(position, index)
                yield Mention("masked", given.at, token.until, fits, capital=True)

    def _cut_off_fits(self, given: Token, prefix: str, letter: str) -> dict[int, Fit]:
        if given.bits & LETTER and prefix:
            keys = self.directory.initials.get(letter, ())
            rows = [row for key in keys for row in self.directory.surnames[key]]
            relation = "initial"
        elif given.bits & GIVEN and (given.capital or not given.bits & GIVEN_WORD):
            rows = self.directory.given.get(given.word.replace("ij", "y"), [])
            relation = "own"
        else:
            return {}
        fits = {}
        for row in rows:
            staff = self.directory.rows[row]
            agrees = compare_prefix(prefix, staff.prefix)
            if not (agrees != "other" and staff.surname.startswith(letter)):
                continue
            if (
                relation == "initial"
                and compare_initials(given.word, staff.initials, staff.given) == "conflict"
            ):
                continue
            fits[row] = Fit(relation, "masked", agrees)
        return fits

    # --- strangers and given names ---------------------------------------------------------------

    def _strangers(self) -> Iterator[Mention]:
        """Yield full names that nobody on the list bears: a given name and what follows it."""
        index = 0
        while index < len(self.tokens) - 1:
            end = self._stranger_end(index)
            if end is None:
                index += 1
                continue
            piece = self.tokens[index : end + 1]
            key = " ".join(token.word.replace("ij", "y") for token in piece)
            titled = self._is_titled(index - 1)
            self._take(index, end)
            yield Mention(
                "stranger", piece[0].at, piece[-1].until, capital=True, titled=titled, key=key
            )
            index = end + 1

    def _stranger_end(self, index: int) -> int | None:
        token = self.tokens[index]
        if self.taken[index] or not token.bits & GIVEN or token.bits & POLICE:
            return None
        position = index + 1
        while (
            position < min(len(self.tokens), index + 1 + _MAX_PREFIX)
            and self._gap(position) == " "
            and (self.tokens[position].bits & PREFIX)
        ):
            position += 1
        if position >= len(self.tokens) or self.taken[position]:
            return None
        if self._gap(position) not in (" ", "-", "\n") or not self._is_family_name(position):
            return None
        if token.bits & GIVEN_WORD and not self._is_surely_name(index, position):
            return None
        end = position
        while end + 1 < len(self.tokens) and self._gap(end + 1) == "-":
            end += 1
        return end

    def _is_surely_name(self, given: int, family: int) -> bool:
        """Tell whether capitals, and a surname or prefix, make names of words: `Jan Verhoeven`."""
        token = self.tokens[family]
        capitals = self.tokens[given].capital and token.capital and not self._shouts
        is_surname = token.word.replace("ij", "y") in self.vocabulary.bearers
        return capitals and is_surname and (family > given + 1 or not token.bits & WORDLIKE)

    def _is_family_name(self, index: int) -> bool:
        token = self.tokens[index]
        if token.bits & (NUMBER | LETTER | POLICE) or len(token.word) < _SHORT:
            return False
        key = token.word.replace("ij", "y")
        common = self.vocabulary.frequencies.get(token.word, 0)
        bears = self.vocabulary.bearers.get(key, 0)
        if token.capital and not self._shouts:
            return bool(bears) or common < 30 or self.tokens[index - 1].capital
        return (bool(bears) and common < 40) or bool(token.bits & UNKNOWN)

    def _given_alone(self) -> Iterator[Mention]:
        for index, token in enumerate(self.tokens):
            key = token.word.replace("ij", "y")
            if self.taken[index] or not token.bits & GIVEN or key not in self.directory.given:
                continue
            if token.bits & GIVEN_WORD and not token.capital:
                continue
            if token.bits & (POLICE | PREFIX) or len(key) < 2:
                continue
            fits = self._given_fits(key)
            titled = self._is_titled(index - 1)
            yield Mention("given", token.at, token.until, fits, token.capital, titled, key)

    def _given_fits(self, key: str) -> dict[int, Fit]:
        """Return who bears a given name; remembered like `_fits`."""
        known = self.vocabulary.fits.get((key,))
        if known is None:
            known = dict.fromkeys(self.directory.given[key], _GIVEN_ONLY)
            remember(self.vocabulary.fits, (key,), known)
        return known

    def _gap(self, index: int) -> str:
        return self.reading.between(self.tokens[index - 1], self.tokens[index])

    def _take(self, first: int, last: int) -> None:
        for index in range(first, last + 1):
            self.taken[index] = True


_GIVEN_ONLY = Fit("own", "absent")
