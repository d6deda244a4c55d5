"""Wording as features: words, pieces of words, neighbours, and parts played near each other."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

_REACH = 6
_PIECE = 4
_MIN_PIECED = 4


def wording_features(words: Sequence[str], classes: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield wording features with the index of the word they start at.

    `w:` a word, `g:` four letters of a word (so that inflections and compounds that were never
    seen still say something), `b:` two words, `t:` three classes, `c:` two neighbouring classes, `s:` two
    classes within six words of each other, in order.
    """
    size = len(words)
    for index in range(size):
        word, role = words[index], classes[index]
        yield f"w:{word}", index
        for piece in _pieces(word):
            yield piece, index
        if role != word:
            yield f"c:{role}", index
        if index + 1 < size:
            yield f"b:{word} {words[index + 1]}", index
            if role != word or classes[index + 1] != words[index + 1]:
                yield f"d:{role} {classes[index + 1]}", index
        if index + 2 < size:
            yield f"t:{role} {classes[index + 1]} {classes[index + 2]}", index
        if _plays_part(role, word):
            for other in range(index + 1, min(size, index + _REACH + 1)):
                if _plays_part(classes[other], words[other]):
                    yield f"s:{role} {classes[other]}", index


def _plays_part(role: str, word: str) -> bool:
    return role != word or role[0] == "<"


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[str, ...]:
    if word[0] == "<" or len(word) < _MIN_PIECED:
        return ()
    framed = f"^{word}$"
    return tuple(f"g:{framed[i : i + _PIECE]}" for i in range(len(framed) - _PIECE + 1))
