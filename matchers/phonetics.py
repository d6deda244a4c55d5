"""A Dutch phonetic key for names: spellings that sound alike meet in one key."""

import re
from functools import lru_cache

_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ssch|sch(?=[rnlmt]|$)", "s"),
        (r"tsj|tch|tj", "c"),
        (r"sj|sh", "c"),
        (r"ph", "f"),
        (r"th|dt|td", "t"),
        (r"c(?=[eiy])", "s"),
        (r"ck|cq|qu|q|c(?!$)", "k"),
        (r"ch|gh|kh", "g"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v|w", "f"),
        (r"d$", "t"),
        (r"b$", "p"),
        (r"ae|aa", "a"),
        (r"ee|ea", "e"),
        (r"oo|oa", "o"),
        (r"uu|ue", "u"),
        (r"ou|au", "au"),
        (r"oe", "u"),
        (r"ei|ey|ij|ie|i", "y"),
        (r"j", "y"),
        (r"(?<=[aeouy])h", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=131072)
def phonetic_key(key: str) -> str:
    """Return how a name key sounds; `dykhuys` and `dykhuis`, `bakx` and `baks` are equal."""
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return key
