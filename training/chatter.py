"""Invented talk: the ordinary rest of a stream, in which no text comes twice.

Sentences come from a grammar; words follow the word frequencies of the matcher, rare ones
included, and new compounds are made all the time. Refuses to know staff, doxing or training texts.
"""

import csv
import gzip
import io
import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).parent
_WORDS = HERE.parent / "matchers" / "data" / "words.tsv.gz"
_NAMES = HERE / "names"
_SLOT = re.compile(r"\{(\w+)\}")
# The table gives ten times the base-10 logarithm of uses in a thousand million words.
_ALL_BELOW, _CONTENT_BELOW = 100, 50
_SHORTEST, _WANTED_LENGTH, _SPREAD = 20, 130, 0.65
_SMALL_NUMBERS = ("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "tien", "honderd")
_EVERYDAY_FROM = 58

Draw = Callable[[random.Random], str]


def make_text(chance: random.Random, start: str = "") -> str:
    """Return a post of invented sentences, after `start` where one is given.

    Lengths follow a log-normal distribution with a median of some 170 characters.
    """
    wanted = max(_SHORTEST, chance.lognormvariate(0, _SPREAD) * _WANTED_LENGTH)
    pieces = [start] if start else []
    if not start and chance.random() < 0.35:  # noqa: PLR2004 - some have an opening
        pieces.append(expand(chance, "{opener}"))
    while not pieces or sum(map(len, pieces)) < wanted:
        pieces.append(_sentence(chance))
    pieces += (expand(chance, "{closer}") for _ in range(chance.choice((0, 0, 0, 1, 1, 2))))
    text = chance.choice((" ", " ", " ", "\n")).join(pieces)
    return text if start else _styled(chance, text)


def expand(chance: random.Random, template: str) -> str:
    """Replace the slots of a template until none is left."""
    while _SLOT.search(template):
        template = _SLOT.sub(lambda match: _draw(chance, match[1]), template)
    return template


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Return the few hundred words that stand in every text, as `van` and `mijn`."""
    words, _ = _vocabulary(_ALL_BELOW)
    rarer, _ = _vocabulary(_EVERYDAY_FROM)
    return frozenset(words) - frozenset(rarer)


def _sentence(chance: random.Random) -> str:
    text = expand(chance, "{sentence}")
    end = chance.choice((".", ".", "!", "?", "...", "", ","))
    return text[:1].upper() + text[1:] + end


def _styled(chance: random.Random, text: str) -> str:
    """Type carelessly at times: small letters, no signs, capitals."""
    style = chance.random()
    if style < 0.3:  # noqa: PLR2004 - small letters
        return text.lower()
    if style < 0.4:  # noqa: PLR2004 - no signs
        return re.sub(r"[.,?!]+(?=\s|$)", "", text.lower())
    return text.upper() if style < 0.42 else text  # noqa: PLR2004 - shouting


def _draw(chance: random.Random, slot: str) -> str:
    special = _DRAWS.get(slot)
    return special(chance) if special else chance.choice(_grammar()[slot])


@lru_cache(maxsize=1)
def _grammar() -> Mapping[str, Sequence[str]]:
    grammar: dict[str, list[str]] = tomllib.loads(
        (HERE / "chatter.toml").read_text(encoding="utf-8")
    )
    return grammar


@lru_cache(maxsize=3)
def _vocabulary(below: int) -> tuple[Sequence[str], Sequence[float]]:
    """Return words below a frequency with the running sums of their uses."""
    with gzip.open(_WORDS, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    known = [(word, float(level)) for word, level in rows if float(level) < below]
    return [word for word, _ in known], list(accumulate(10 ** (level / 10) for _, level in known))


@lru_cache(maxsize=3)
def _names(table: str, columns: tuple[str, ...]) -> tuple[Sequence[str], Sequence[float]]:
    text = (_NAMES / f"{table}.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    names = [" ".join(filter(None, (row[column] for column in columns))) for row in rows]
    return names, list(accumulate(float(row["weight"]) for row in rows))


@lru_cache(maxsize=3)
def _lines(table: str) -> Sequence[str]:
    return (_NAMES / f"{table}.txt").read_text(encoding="utf-8").splitlines()


def _from(table: tuple[Sequence[str], Sequence[float]], chance: random.Random) -> str:
    return chance.choices(table[0], cum_weights=table[1])[0]


def _any_word(chance: random.Random) -> str:
    return _from(_vocabulary(_ALL_BELOW), chance)


def _word(chance: random.Random) -> str:
    return _from(_vocabulary(_CONTENT_BELOW), chance)


def _rare(chance: random.Random) -> str:
    words, _ = _vocabulary(_CONTENT_BELOW)
    return chance.choice(words) if chance.random() < 0.7 else _compound(chance)  # noqa: PLR2004 - share


def _compound(chance: random.Random) -> str:
    return _word(chance) + chance.choice(("", "", "s", "-")) + _word(chance)


def _salad(chance: random.Random) -> str:
    return " ".join(_any_word(chance) for _ in range(chance.randint(5, 12)))


def _surname(chance: random.Random) -> str:
    return _from(_names("surnames", ("prefix", "base")), chance)


def _given(chance: random.Random) -> str:
    return _from(_names("given_names", ("name",)), chance)


def _url(chance: random.Random) -> str:
    return f"https://{_word(chance)}.example/{chance.getrandbits(36):x}"


def _number(chance: random.Random) -> str:
    if chance.random() < 0.55:  # noqa: PLR2004 - people write small numbers in words
        return chance.choice(_SMALL_NUMBERS)
    return str(int(chance.paretovariate(0.6)) % 2500 + 1)


def _tag(chance: random.Random) -> str:
    tail = chance.choice(("", _word(chance), str(chance.randrange(2030)), _word(chance).title()))
    return f"#{chance.choice(_grammar()['tag_word'])}{tail}"


_DRAWS: Mapping[str, Draw] = {
    "word": _word,
    "rare": _rare,
    "compound": _compound,
    "salad": _salad,
    "surname": _surname,
    "given": _given,
    "full": lambda chance: f"{_given(chance)} {_surname(chance)}",
    "town": lambda chance: _from(_names("towns", ("town",)), chance),
    "place": lambda chance: chance.choice(_lines("squares")),
    "street": lambda chance: chance.choice(_lines("streets")),
    "num": _number,
    "time": lambda chance: f"{chance.randrange(24)}{chance.choice(':.')}{chance.randrange(60):02d}",
    "price": lambda chance: f"€{chance.randrange(1, 900)},{chance.choice(('-', '50', '95'))}",
    "url": _url,
    "tag": _tag,
    "mention": lambda chance: f"{_word(chance)}{chance.choice('_.x')}{chance.randrange(3000)}",
}
