"""Words and names of the language: how common a word is, what is a name, a place, a cue.

Tables of facts only, loaded once per process; who is on a watchlist is not known here.
"""

import re
import tomllib
from functools import cache

from matchers.datafile import read_data
from matchers.folding import fold

PREFIXES = frozenset(
    "van de den der het t te ten ter in op aan uit bij onder over voor von zu zur zum vd vdr v d "
    "el al ben bin ait da do dos das del della di du la le los las l den vande vander vanden "
    "vanden vant vander ver tot thoe".split()
)
"""Words a surname prefix (tussenvoegsel) is made of, folded; `v` and `d` as in `v.d.`."""


_USUAL_WEIGHT = 2000


def name_key(name: str) -> str:
    """Return the spelling in which names meet: folded, letters only, ij as y."""
    return re.sub(r"[^a-z]", "", fold(name)).replace("ij", "y")


def _read_table(name: str) -> dict[str, int]:
    lines = read_data(name).decode().splitlines()
    return {key: int(value) for key, _, value in (line.partition("\t") for line in lines)}


@cache
def word_frequencies() -> dict[str, int]:
    """Return folded Dutch and English words with ten times their Zipf frequency."""
    return _read_table("words.tsv.gz")


@cache
def surname_bearers() -> dict[str, int]:
    """Return surnames without prefix as name keys, with how many people bear them."""
    return _read_table("surnames.tsv.gz")


@cache
def given_names() -> dict[str, int]:
    """Return given and call names as name keys, with a weight."""
    table = _read_table("given_names.tsv.gz")
    for official, call_names in call_name_table().items():
        table.setdefault(official, _USUAL_WEIGHT)
        for name in call_names:
            table[name] = max(table.get(name, 0), _USUAL_WEIGHT)
    return table


@cache
def call_name_table() -> dict[str, tuple[str, ...]]:
    """Return official given names with the call names (roepnamen) that come from them."""
    table = {}
    for line in read_data("call_names.txt").decode().splitlines():
        if line and not line.startswith("#"):
            official, _, names = line.partition(":")
            table[name_key(official)] = tuple(name_key(name) for name in names.split())
    return table


@cache
def places() -> frozenset[str]:
    """Return Dutch places as name keys."""
    return frozenset(read_data("places.txt.gz").decode().splitlines())


class WordClasses:
    """Which part a word plays: `police`, `detail`, `seek`, ...; see word_classes.toml."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.names = tuple(table)
        self._exact: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._tails: dict[str, str] = {}
        for name, words in table.items():
            for word in words:
                target = self._tails if word.startswith("*") else self._exact
                target = self._stems if word.endswith("*") else target
                target.setdefault(re.sub(r"[^a-z0-9]", "", word), name)
        self._stem_lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._tail_lengths = sorted({len(tail) for tail in self._tails}, reverse=True)

    def of(self, word: str) -> str | None:
        """Return the class of a folded word, or None."""
        found = self._exact.get(word)
        if found is not None:
            return found
        for length in self._stem_lengths:
            found = self._stems.get(word[:length])
            if found is not None:
                return found
        for length in self._tail_lengths:
            found = self._tails.get(word[-length:])
            if found is not None:
                return found
        return None

    def words(self) -> frozenset[str]:
        """Return every word and stem with a class."""
        return frozenset(self._exact) | frozenset(self._stems)


@cache
def word_classes() -> WordClasses:
    """Return the word classes that come with the package."""
    return WordClasses(tomllib.loads(read_data("word_classes.toml").decode()))


def is_wordlike(key: str) -> bool:
    """Tell whether a name key is better known as an ordinary word than as a surname."""
    zipf = word_frequencies().get(key, 0) / 10
    if zipf < 3.0:
        return False
    bearers = surname_bearers().get(key, 0)
    return zipf - len(str(bearers)) > -0.6
