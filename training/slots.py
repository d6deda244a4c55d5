"""Fill the slots of a training text with invented people.

Knows the slot language of `training/texts` and what a member of staff may be called. Refuses to
know truth: who else a filled text can mean is worked out in `meaning`.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from marked import NAME_KINDS, Home, Marked, Shown, Span, join
from nametables import given_names
from nametricks import as_hashtag, mask, written_mask

SLOT = re.compile(r"\{([ABCPNOE])\.(\w+)\}")
_ADDRESS = re.compile(
    r"(?P<street>.*?) (?P<number>\d+)(?P<addition>[ -]?\w+)?, "
    r"(?P<code>\d{4} [A-Z]{2}) (?P<town>.*)"
)
_NEEDS = {
    "phone": "phones",
    "email": "emails",
    "plate": "plates",
    "handle": "handles",
    "address": "homes",
    "street_nr": "homes",
    "street": "homes",
    "nr": "homes",
    "postcode": "homes",
    "place": "homes",
}
_CHILDREN, _PARTNERS = ("zoon", "dochter"), ("partner",)
_HAS_CAPITAL = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A row of the list, taken apart.

    Attributes:
        handles: without `@`; the public ones when there is a public role.
        relatives: (first name, relation).
    """

    staff_id: str
    given: tuple[str, ...]
    call_name: str
    initials: str
    prefix: str
    base: str
    rank: str
    unit: str
    station: str
    role: str
    handles: tuple[str, ...]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    plates: tuple[str, ...]
    homes: tuple[Home, ...]
    relatives: tuple[tuple[str, str], ...]

    def has_all(self, kinds: Iterable[str]) -> bool:
        """Return whether every attribute is on the list that slots of these kinds need."""
        return all(getattr(self, _NEEDS[kind]) for kind in kinds if kind in _NEEDS)

    def relative(self, kind: str) -> str:
        """Return the first name of a `child` or `partner`, or nothing."""
        wanted = _CHILDREN if kind == "child" else _PARTNERS
        return next((name for name, relation in self.relatives if relation in wanted), "")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it happens.

    Attributes:
        places: squares and streets of the incident.
    """

    city: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Filling:
    """Chance, people and place for one text.

    Attributes:
        lower: whether names are typed in small letters.
    """

    chance: random.Random
    people: Mapping[str, Person]
    scene: Scene
    lower: bool = False
    forms: dict[tuple[str, str], tuple[str, Span]] = field(default_factory=dict)

    def fill(self, template: str) -> Marked:
        """Fill a template; equal slots within a post are filled alike."""
        return join(self._pieces(template))

    def _pieces(self, template: str) -> Iterator[tuple[Span | None, str]]:
        at = 0
        for match in SLOT.finditer(template):
            yield None, template[at : match.start()]
            yield self._slot(match[1], match[2])
            at = match.end()
        yield None, template[at:]

    def _slot(self, slot: str, kind: str) -> tuple[Span | None, str]:
        if slot == "E":
            return None, self.scene.city if kind == "city" else self.chance.choice(
                self.scene.places
            )
        if (slot, kind) not in self.forms:
            text, span = write(self.chance, self.people[slot], slot, kind)
            is_name = kind in NAME_KINDS or kind in {"place", "street", "station", "address"}
            self.forms[slot, kind] = (text.lower() if self.lower and is_name else text, span)
        text, span = self.forms[slot, kind]
        return span, text


def read_person(row: Mapping[str, str]) -> Person:
    """Read a row of the watchlist contract."""
    public = bool(row["public_role"])
    return Person(
        staff_id=row["staff_id"],
        given=tuple(row["given_names"].split(" ")),
        call_name=row["call_name"] or row["given_names"].split(" ")[0],
        initials=row["initials"],
        prefix=row["prefix"],
        base=row["surname"],
        rank=row["rank"],
        unit=row["unit"],
        station=row["station"],
        role=row["public_role"],
        handles=tuple(
            h.lstrip("@") for h in _cells(row["public_handles" if public else "handles"])
        ),
        phones=_cells(row["phones"]),
        emails=_cells(row["emails"]),
        plates=_cells(row["plates"]),
        homes=tuple(filter(None, map(_read_home, _cells(row["addresses"])))),
        relatives=tuple(_read_relative(cell) for cell in _cells(row["relatives"])),
    )


def slots_of(templates: Iterable[str]) -> dict[str, set[str]]:
    """Return slot to the kinds it is used with, in order of first use."""
    used: dict[str, set[str]] = {}
    for template in templates:
        for slot, kind in SLOT.findall(template):
            used.setdefault(slot, set()).add(kind)
    return used


def is_lower(chance: random.Random, templates: Iterable[str]) -> bool:
    """Decide whether names are typed in small letters: mostly where nothing else has capitals."""
    literal = "".join(SLOT.sub("", template) for template in templates)
    return not _HAS_CAPITAL.search(literal) and chance.random() < 0.6  # noqa: PLR2004 - mostly


def write(chance: random.Random, person: Person, slot: str, kind: str) -> tuple[str, Span]:
    """Write one attribute of a person as somebody would in a plain post."""
    if kind in NAME_KINDS:
        text, shown = _write_name(chance, person, kind)
        return text, Span(0, 0, slot, kind, shown=shown)
    if kind in {"child", "partner"}:
        known = person.relative(kind)
        text = known or given_names(chance.choice("mf")).draw(chance)
        return text, Span(0, 0, slot, kind, invented=not known)
    home = person.homes[0] if person.homes else None
    return _WRITERS[kind](chance, person), Span(0, 0, slot, kind, home=home)


def service_number(person: Person) -> str:
    """Return the number on somebody's chest: six digits that are on no list."""
    digits = "".join(c for c in person.staff_id if c.isdigit())
    return f"{(int(digits or 0) * 7919 + 104729) % 900_000 + 100_000}"


def _write_name(chance: random.Random, person: Person, kind: str) -> tuple[str, Shown]:
    full = Shown(_first_name(chance, person), person.prefix, person.base)
    if kind == "full":
        return full.whole, full
    if kind == "call":
        return person.call_name, Shown(person.call_name, "", "")
    if kind in _NAME_WRITERS:
        return _NAME_WRITERS[kind](chance, person, full)
    shown = Shown("", person.prefix if kind == "surname" else None, person.base)
    is_capital = chance.random() < 0.5  # noqa: PLR2004 - `de agent Van den Berg` is the rule
    return shown.last[:1].upper() + shown.last[1:] if is_capital else shown.last, shown


def _write_masked(chance: random.Random, _: Person, full: Shown) -> tuple[str, Shown]:
    masked = mask(chance, full)
    return written_mask(chance, masked), masked


def _write_formal(chance: random.Random, person: Person, _: Shown) -> tuple[str, Shown]:
    first = chance.choice((person.initials, person.initials, person.initials[:2]))
    formal = Shown(first, person.prefix, person.base)
    return formal.whole, formal


def _first_name(chance: random.Random, person: Person) -> str:
    is_official = chance.random() < 0.08  # noqa: PLR2004 - seldom the official name
    return person.given[0] if is_official else person.call_name


def _street_number(person: Person) -> str:
    return f"{person.homes[0].street} {person.homes[0].number}{person.homes[0].addition}"


def _write_address(chance: random.Random, person: Person) -> str:
    home = person.homes[0]
    line = _street_number(person)
    forms = (
        f"{line}, {home.postcode} {home.place}",
        f"{line}, {home.place}",
        f"{line} in {home.place}",
        f"{line} {home.place}",
    )
    return chance.choice(forms)


def _write_phone(chance: random.Random, person: Person) -> str:
    phone = person.phones[0]
    return chance.choice((phone, phone, phone.replace("-", ""), phone.replace("-", " ")))


def _write_postcode(chance: random.Random, person: Person) -> str:
    postcode = person.homes[0].postcode
    return chance.choice((postcode, postcode, postcode.replace(" ", "")))


_NAME_WRITERS: dict[str, Callable[[random.Random, Person, Shown], tuple[str, Shown]]] = {
    "last_first": lambda _c, _p, full: (f"{full.base}, {full.first} {full.prefix}".strip(), full),
    "hashtag": lambda chance, _p, full: (as_hashtag(chance, full), full),
    "masked": _write_masked,
    "formal": _write_formal,
}
_WRITERS: dict[str, Callable[[random.Random, Person], str]] = {
    "phone": _write_phone,
    "email": lambda _, person: person.emails[0],
    "handle": lambda _, person: person.handles[0],
    "plate": lambda _, person: person.plates[0],
    "address": _write_address,
    "street_nr": lambda _, person: _street_number(person),
    "street": lambda _, person: person.homes[0].street,
    "nr": lambda _, person: person.homes[0].number + person.homes[0].addition,
    "postcode": _write_postcode,
    "place": lambda _, person: person.homes[0].place,
    "station": lambda _, person: person.station,
    "unit": lambda _, person: person.unit,
    "rank": lambda _, person: person.rank,
    "role": lambda _, person: person.role or person.rank,
    "id": lambda _, person: service_number(person),
}


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _read_home(cell: str) -> Home | None:
    match = _ADDRESS.fullmatch(cell)
    if match is None:
        return None
    addition = match["addition"] or ""
    return Home(match["street"], match["number"], addition, match["code"], match["town"])


def _read_relative(cell: str) -> tuple[str, str]:
    name, _, relation = cell.rpartition(" (")
    return name.split(" ")[0], relation.rstrip(")")
