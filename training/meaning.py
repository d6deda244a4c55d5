"""Work out whom a filled text can mean: everyone on the list that its data fits.

Something that only one household has settles it; otherwise everyone of the shown name, narrowed
by street, town, station, unit, rank and relatives. Refuses to look at the words around the data.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from marked import Shown, Span
from nametables import name_letters
from slots import Person

_UNIQUE = frozenset(("phone", "email", "plate", "handle", "address", "street_nr"))
_HOME_PARTS = frozenset(("street", "nr", "postcode", "place"))
_NARROWING = ("station", "unit", "rank")
_MANY = 5


@dataclass(frozen=True, slots=True, repr=False)
class Meant:
    """Who one slot of a text can mean.

    Attributes:
        staff_ids: empty when nothing in the text tells who it is.
        is_part: only a call name stands there, which fits too many to list them.
    """

    staff_ids: frozenset[str]
    is_part: bool = False


class Roll:
    """Everyone on the list, by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._by_base: Mapping[str, list[Person]] = _group(self.people)
        self._ids = frozenset(person.staff_id for person in self.people)
        self._by_value = _group_by_value(self.people)
        self.bases = frozenset(self._by_base)

    def has_namesake(self, person: Person) -> bool:
        """Return whether somebody on the list shares a surname and a first name with a person."""
        own = {name_letters(person.call_name), name_letters(person.given[0])}
        others = self._by_base.get(name_letters(person.base), ())
        return any({name_letters(p.call_name), name_letters(p.given[0])} & own for p in others)

    def meant(self, person: Person, spans: Iterable[Span]) -> Meant:
        """Return who the spans of one slot, filled with `person`, can mean."""
        spans = [span for span in spans if not span.invented]
        kinds = {span.kind for span in spans}
        if kinds & _UNIQUE or {"postcode", "nr"} <= kinds or {"street", "nr"} <= kinds:
            return Meant(frozenset(p.staff_id for p in self._sharers(person, kinds)))
        shown = [span.shown for span in spans if span.shown is not None]
        if not shown and "street" not in kinds:
            return Meant(frozenset())
        fitting = [p for p in self._named(shown) if _narrows(person, p, spans)]
        if len(fitting) > _MANY and all(not name.base for name in shown):
            return Meant(self._ids & {person.staff_id}, is_part=True)
        return Meant(frozenset(p.staff_id for p in fitting))

    def _sharers(self, person: Person, kinds: set[str]) -> list[Person]:
        """Return who shares every unique thing that is shown with a person, them included."""
        columns = {"phone": "phones", "email": "emails", "plate": "plates", "handle": "handles"}
        shown = [columns.get(kind, "homes") for kind in kinds & (_UNIQUE | {"nr"})]
        first = [(column, getattr(person, column)[0]) for column in shown]
        holders = self._by_value.get(first[0], ())
        return [p for p in holders if all(value in getattr(p, c) for c, value in first)]

    def _named(self, shown: list[Shown]) -> Iterable[Person]:
        whole = next((name.base for name in shown if _is_whole(name.base)), "")
        people = self._by_base.get(name_letters(whole), []) if whole else self.people
        return [p for p in people if all(_fits(name, p) for name in shown)]


def _group(people: Iterable[Person]) -> dict[str, list[Person]]:
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        groups[name_letters(person.base)].append(person)
    return dict(groups)


def _group_by_value(people: Iterable[Person]) -> dict[tuple[str, object], list[Person]]:
    groups: dict[tuple[str, object], list[Person]] = defaultdict(list)
    for person in people:
        for column in ("phones", "emails", "plates", "handles", "homes"):
            for value in getattr(person, column):
                groups[column, value].append(person)
    return groups


def _is_whole(base: str) -> bool:
    return bool(base) and "*" not in base and not base.endswith(".")


def _fits(shown: Shown, person: Person) -> bool:
    if shown.prefix and name_letters(shown.prefix) != name_letters(person.prefix):
        return False
    if shown.prefix == "" and shown.base and person.prefix:
        return False
    return _fits_base(shown.base, person) and _fits_first(shown.first, person)


def _fits_base(base: str, person: Person) -> bool:
    return not base or _matches(base, name_letters(person.base))


def _fits_first(first: str, person: Person) -> bool:
    if first.endswith("."):
        letters, own = name_letters(first), name_letters(person.initials)
        is_call = letters == name_letters(person.call_name)[:1]
        return own.startswith(letters) or is_call
    names = (person.call_name, person.given[0])
    return not first or any(_matches(first, name_letters(name)) for name in names)


def _matches(shown: str, letters: str) -> bool:
    """Compare letters with what is shown: `*` is any letter, a dot at the end is any rest."""
    return _pattern(shown).fullmatch(letters) is not None


@lru_cache(maxsize=4096)
def _pattern(shown: str) -> re.Pattern[str]:
    letters = ".".join(re.escape(name_letters(part)) for part in shown.split("*"))
    return re.compile(letters + (".*" if shown.endswith(".") else ""))


def _narrows(person: Person, other: Person, spans: list[Span]) -> bool:
    """Return whether everything else the text shows of a person fits another one too."""
    kinds = {span.kind for span in spans}
    if any(kind in kinds and getattr(person, kind) != getattr(other, kind) for kind in _NARROWING):
        return False
    if any(k in kinds and person.relative(k) != other.relative(k) for k in ("child", "partner")):
        return False
    parts = kinds & _HOME_PARTS
    return not parts or any(_same_home(person, home, parts) for home in other.homes)


def _same_home(person: Person, home: object, parts: set[str]) -> bool:
    own = person.homes[0]
    names = {"nr": "number"}
    return all(
        getattr(own, names.get(part, part)) == getattr(home, names.get(part, part))
        for part in parts
    )
