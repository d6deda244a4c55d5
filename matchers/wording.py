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


def place_of(name: str, words: Sequence[str], classes: Sequence[str]) -> int | None:
    """Return the index of the first word that a feature stands at, for explanations.

    None when it is nowhere, or spans more than three words.
    """
    for end in range(1, len(words) + 1):
        for index in range(end - 1, max(-1, end - 4), -1):
            if name in wording_features(words[index:end], classes[index:end]):
                return index
    return None


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
