"""Wording as features: words, pieces of words, neighbours, and parts played near each other.

`w:` a word, `c:` its class, `g:` four letters of it (so that inflections and compounds that were
never seen still say something), `b:` two words, `d:` two neighbouring classes, `t:` three, `s:`
two classes within six words of each other, in order.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

_REACH = 6
_PIECE = 4
_MIN_PIECED = 4


def wording_features(words: Sequence[str], classes: Sequence[str]) -> set[str]:
    """Return the wording features of an abstracted text.

    Args:
        words: repaired words and placeholders.
        classes: their classes, of the same length.
    """
    found = set(chain.from_iterable(map(_alone, words, classes)))
    found.update(map(_two_words, pairwise(words)))
    found.update(map(_two_classes, pairwise(classes)))
    found.update(map(_three_classes, zip(classes, classes[1:], classes[2:], strict=False)))
    players = [i for i, role in enumerate(classes) if role[0] == "<" or role != words[i]]
    for position, index in enumerate(players):
        role, limit = classes[index], index + _REACH
        for other in players[position + 1 : position + 1 + _REACH]:
            if other > limit:
                break
            found.add(f"s:{role} {classes[other]}")
    return found


def word_with(name: str, words: Sequence[str], classes: Sequence[str]) -> int | None:
    """Return the index of the first word that has a single-word feature, for explanations."""
    spots = enumerate(zip(words, classes, strict=True))
    return next((index for index, pair in spots if name in _alone(*pair)), None)


def is_of_one_word(name: str) -> bool:
    """Tell whether a feature is about one word: itself, its class or a piece of it."""
    return name[0] in "wcg"


@lru_cache(maxsize=65536)
def _alone(word: str, role: str) -> tuple[str, ...]:
    own = (f"w:{word}",) if role == word else (f"w:{word}", f"c:{role}")
    if word[0] == "<" or len(word) < _MIN_PIECED:
        return own
    framed = f"^{word}$"
    return own + tuple(f"g:{framed[i : i + _PIECE]}" for i in range(len(framed) - _PIECE + 1))


def _two_words(pair: tuple[str, str]) -> str:
    return f"b:{pair[0]} {pair[1]}"


def _two_classes(pair: tuple[str, str]) -> str:
    return f"d:{pair[0]} {pair[1]}"


def _three_classes(three: tuple[str, str, str]) -> str:
    return f"t:{three[0]} {three[1]} {three[2]}"
