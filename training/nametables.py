"""Tables of names and places to draw invented people from.

Knows frequencies and spelling. Refuses to know which names go together into a person, or whom
a text means.
"""

import csv
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

_NAMES = Path(__file__).parent / "names"
_CALL_NAMES = Path(__file__).parents[1] / "matchers" / "data" / "call_names.txt"
_STREET_TAILS = ("straat", "laan", "weg", "hof", "plein", "pad", "singel", "kade", "dreef", "park")
_UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Thing]):
    """Things to draw by weight.

    Attributes:
        running: running sums of the weights, as `random.choices` likes them.
    """

    things: Sequence[Thing]
    running: Sequence[float]

    def draw(self, chance: random.Random) -> Thing:
        """Draw one thing, heavy ones more often."""
        return chance.choices(self.things, cum_weights=self.running)[0]


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname as written, its prefix apart."""

    prefix: str
    base: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town and the range of the four digits of its postcodes."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Names that are drawn together."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[Surname, ...]

    def given(self, sex: str) -> tuple[str, ...]:
        """Return the given names of one sex, `m` or `f`."""
        return self.men if sex == "m" else self.women


def weighted(pairs: Sequence[tuple[Thing, float]]) -> Weighted[Thing]:
    """Make a draw of (thing, weight)."""
    return Weighted([thing for thing, _ in pairs], list(accumulate(w for _, w in pairs)))


def ascii_letters(name: str) -> str:
    """Return a name without diacritics, in its own case."""
    parts = unicodedata.normalize("NFD", name.translate(_UNDECOMPOSED))
    return "".join(c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def name_letters(name: str) -> str:
    """Return only the lower-case letters and digits of a name, for comparing and gluing."""
    return "".join(c for c in ascii_letters(name).lower() if c.isalnum())


@lru_cache(maxsize=1)
def surnames() -> Weighted[Surname]:
    """Return Dutch surnames by bearers."""
    return weighted(
        [(Surname(row["prefix"], row["base"]), float(row["weight"])) for row in _rows("surnames")]
    )


@lru_cache(maxsize=2)
def given_names(sex: str) -> Weighted[str]:
    """Return given names of one sex, `m` or `f`, by births."""
    rows = [row for row in _rows("given_names") if row["sex"] == sex]
    return weighted([(row["name"], float(row["weight"])) for row in rows])


@lru_cache(maxsize=1)
def origins() -> Weighted[Origin]:
    """Return groups of names that are drawn together, by a rough weight."""
    groups: dict[str, dict[str, tuple[str, ...]]] = {}
    weights: dict[str, float] = {}
    for row in _rows("origins"):
        groups.setdefault(row["origin"], {})[row["kind"]] = tuple(row["names"].split("|"))
        weights[row["origin"]] = float(row["weight"])
    return weighted([(_origin(group), weights[name]) for name, group in groups.items()])


@lru_cache(maxsize=1)
def call_names() -> dict[str, tuple[str, ...]]:
    """Return official name in small letters to the call names people with it use."""
    lines = _CALL_NAMES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":") for line in lines if ":" in line and not line.startswith("#"))
    return {official.strip(): tuple(calls.split()) for official, calls in pairs}


@lru_cache(maxsize=1)
def towns() -> Weighted[Town]:
    """Return towns by a rough weight."""
    rows = _rows("towns")
    return weighted(
        [
            (Town(row["town"], int(row["first"]), int(row["last"])), float(row["weight"]))
            for row in rows
        ]
    )


@lru_cache(maxsize=1)
def streets() -> Weighted[str]:
    """Return street names: common ones, and far more rare ones made of a head and a tail."""
    heads = words("street_heads")
    common = [(street, 3.0) for street in words("streets")]
    return weighted([*common, *((head + tail, 1.0) for head in heads for tail in _STREET_TAILS)])


@lru_cache(maxsize=1)
def units() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return police units, each with its stations."""
    return tuple((row["unit"], tuple(row["stations"].split("|"))) for row in _rows("units"))


@lru_cache(maxsize=8)
def words(table: str) -> tuple[str, ...]:
    """Return the lines of a text file in `names/`."""
    return tuple((_NAMES / f"{table}.txt").read_text(encoding="utf-8").splitlines())


def _origin(group: dict[str, tuple[str, ...]]) -> Origin:
    return Origin(group["m"], group["f"], tuple(_split_surname(name) for name in group["s"]))


def _split_surname(name: str) -> Surname:
    prefix, _, base = name.partition(" ")
    return Surname(prefix, base) if prefix == "el" else Surname("", name)


def _rows(table: str) -> list[dict[str, str]]:
    with (_NAMES / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
