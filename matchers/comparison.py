"""Compare the parts of a name in a post with a member of staff's, one by one.

Pure functions over name keys. Given names can be theirs, a call name that usually comes from
theirs, a near spelling, an initial, absent, or in conflict; prefixes carry almost no weight.

Source: docs/adr/0007-name-model.md
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from matchers.lexicon import call_name_table, given_names
from matchers.phonetics import phonetic_key

# A `j` after the hidden part is the rest of an `ij` of which the `i` was hidden.
_MASK = re.compile(r"(\*+|_+|\.{2,})j?")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """How the parts of a mention fit one member of staff.

    Attributes:
        given: `own`, `derived`, `near`, `short`, `initials`, `initial` or `absent`.
        surname: `exact`, `edit`, `sound`, `part`, `masked` or `absent`.
        prefix: `same`, `absent` or `other`.
    """

    given: str
    surname: str
    prefix: str = "absent"


_TIERS = {"own": 5, "derived": 4, "near": 3, "short": 3, "initials": 2, "initial": 1, "absent": 0}
_QUALITIES = {"exact": 4, "part": 3, "edit": 2, "sound": 1, "masked": 1, "absent": 0}


def best_tier(fits: dict[int, Fit]) -> dict[int, Fit]:
    """Keep the staff whose given name fits best, and among them whose surname fits best."""
    if not fits:
        return fits
    best = max((_TIERS[fit.given], _QUALITIES[fit.surname]) for fit in fits.values())
    return {
        row: fit
        for row, fit in fits.items()
        if _TIERS[fit.given] >= min(best[0], _TIERS["derived"])
        and (_QUALITIES[fit.surname] >= min(best[1], _QUALITIES["part"]))
    }


def compare_given(
    seen: Iterable[str], initials: str, known: tuple[str, ...], derived: tuple[str, ...]
) -> str:
    """Compare given names or initials in a post with a member of staff's.

    Args:
        seen: name keys of given names in the post, in order; empty when there are none.
        initials: letters in the post; looked at only when no given name was seen.
        known: name keys that are theirs.
        derived: call names that usually come from their official name.

    Returns:
        `own`, `derived`, `near`, `short`, `initial`, `absent` or `conflict`.
    """
    names = tuple(seen)
    if not names or not known:
        return "initial" if initials and not names else "absent"
    derived_from = {other for name in names for other in call_name_table().get(name, ())}
    pairs = [(name, other) for name in names for other in known]
    if any(name == other for name, other in pairs):
        return "own"
    if not derived_from.isdisjoint(known) or not set(names).isdisjoint(derived):
        return "derived"
    if any(_is_near(name, other) for name, other in pairs):
        return "near"
    return "short" if any(_is_short_for(name, other) for name, other in pairs) else "conflict"


def compare_initials(seen: str, known: str, given: tuple[str, ...]) -> str:
    """Compare initials in a post with those on the list and the initial of the call name.

    Returns:
        `initials` (two or more agree), `initial`, or `conflict`.
    """
    if not known and not given:
        return "absent"
    if len(seen) > 1 and known.startswith(seen):
        return "initials"
    firsts = {name[0] for name in given if name} | set(known[:1])
    if seen[0] not in firsts:
        return "conflict"
    if len(seen) > 1 and len(known) > 1 and not known.startswith(seen[:2]):
        return "conflict"
    return "initial"


@lru_cache(maxsize=65536)
def _is_near(seen: str, known: str) -> bool:
    if min(len(seen), len(known)) < 4:
        return False
    return OSA.distance(seen, known, score_cutoff=1) <= 1 or (
        phonetic_key(seen) == phonetic_key(known)
    )


def _is_short_for(seen: str, known: str) -> bool:
    return (
        len(seen) >= _SHORT
        and len(known) > len(seen)
        and (known.startswith(seen) or (known.endswith(seen) and len(seen) > _SHORT))
    )


@lru_cache(maxsize=65536)
def near_given(key: str) -> bool:
    """Tell whether an unknown word is a typing slip away from a given name."""
    if len(key) < 4:
        return False
    swaps = (key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in range(len(key) - 1))
    drops = (key[:i] + key[i + 1 :] for i in range(len(key)))
    names = _given_deletions()
    return any(s in names for s in swaps) or any(d in names for d in drops) or key in names


@lru_cache(maxsize=1)
def _given_deletions() -> frozenset[str]:
    found = set()
    for name, weight in given_names().items():
        found.add(name)
        if len(name) > 3 and weight > 50:
            found.update(name[:i] + name[i + 1 :] for i in range(len(name)))
    return frozenset(found)


def compare_prefix(seen: str, known: str) -> str:
    """Compare prefixes as name keys: `same`, `absent` or `other`; `vd` stands for all `van d…`."""
    if not seen:
        return "absent" if known else "same"
    if seen == known or (seen in ("vd", "vdr") and known in ("vande", "vanden", "vander")):
        return "same"
    return "other"


def wildcard(masked: str) -> re.Pattern[str]:
    """Turn `j*nsen` into a pattern over surname keys; one star hides one to three letters."""

    def hide(match: re.Match[str]) -> str:
        return "[a-z]{1,3}" if len(match[1]) == 1 else "[a-z]*"

    return re.compile(_MASK.sub(hide, masked.replace("ij", "y")) + r"\Z")
