"""Make a protection list of invented police staff, as large as wanted and equal for equal seeds.

Common names collide as often as in reality. Nothing in a row belongs to anybody: phones are
06-1234xxxx, or from the never issued 06-7 range when those ten thousand are used up; e-mail ends
in `.example`; plates hold a vowel; house numbers are high. Refuses to know posts or incidents.
"""

import argparse
import csv
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nametables import (
    Surname,
    Town,
    call_names,
    given_names,
    name_letters,
    origins,
    streets,
    surnames,
    towns,
    units,
    weighted,
    words,
)

from watchlists.columns import COLUMNS

Row = dict[str, str]
_RANKS = weighted(
    [
        ("aspirant", 6),
        ("surveillant", 4),
        ("agent", 22),
        ("hoofdagent", 34),
        ("brigadier", 18),
        ("inspecteur", 10),
        ("hoofdinspecteur", 4),
        ("commissaris", 1.6),
        ("hoofdcommissaris", 0.3),
    ]
)
_SIDECODES = weighted(
    # 9 a digit, X a letter: the series that still drive, with rough shares.
    [
        ("99-XX-XX", 4),
        ("XX-XX-99", 10),
        ("99-XXX-9", 20),
        ("9-XXX-99", 20),
        ("XX-999-X", 22),
        ("X-999-XX", 16),
        ("XXX-99-X", 3),
        ("9-XX-999", 3),
        ("999-XX-9", 1),
    ]
)
_CONSONANTS, _VOWELS = "BDFGHJKLNPRSTVXZ", "AEIOU"
_MAIL_HOSTS = ("mail.example", "post.example", "thuismail.example", "glasnet.example", "pm.example")
_NICKNAMES = ("Jantje", "Moos", "Bolle", "Rooie", "Lange", "Dikke", "Zus", "Spike", "Beer", "Sjaak")
_KIN = (
    ("partner", ""),
    ("zoon", "m"),
    ("dochter", "f"),
    ("moeder", "f"),
    ("vader", "m"),
    ("broer", "m"),
    ("zus", "f"),
)
_ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("wijkagent {area}", ("@wijkagent_{word}", "@wa_{word}_{call}", "@{call}_wijk{word}")),
    ("woordvoerder politie {unit}", ("@pol_{call}", "@{call}_woordvoerder")),
    ("teamchef {station}", ("@teamchef_{word}", "@chef_{call}_{word}")),
    ("jeugdagent {area}", ("@jeugdagent_{call}", "@{call}_jeugdagent_{word}")),
    ("digitaal wijkagent {area}", ("@digiagent_{call}", "@digi_{word}")),
)
_ADDITIONS = weighted(
    [("", 80), ("A", 5), ("B", 4), ("C", 1), ("-1", 3), ("-2", 3), ("-3", 2), (" bis", 2)]
)
_FIRST_HIGH_NUMBER, _LAST_HIGH_NUMBER = 201, 999
_INVENTED_PHONES = 10_000
_NEVER_ISSUED_PHONES = 10_000_000


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Who somebody is by name, before numbers and places are drawn."""

    sex: str
    given: tuple[str, ...]
    call_name: str
    surname: Surname

    @property
    def whole_surname(self) -> str:
        """Return prefix and surname as written."""
        return f"{self.surname.prefix} {self.surname.base}".strip()


@dataclass(slots=True, repr=False)
class Unused:
    """Hands out what nobody else on the list may have.

    Attributes:
        taken: values that are on the list already.
    """

    chance: random.Random
    taken: set[str] = field(default_factory=set)
    _phones: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._phones = self._every_phone()

    def new(self, make: Callable[[], str]) -> str:
        """Draw until something is new."""
        while (value := make()) in self.taken:
            pass
        self.taken.add(value)
        return value

    def phone(self) -> str:
        """Return a phone number that nobody has, inside the list or outside."""
        return self.new(lambda: next(self._phones))

    def _every_phone(self) -> Iterator[str]:
        for last in self.chance.sample(range(_INVENTED_PHONES), _INVENTED_PHONES):
            yield f"06-1234{last:04d}"
        for last in self.chance.sample(range(_NEVER_ISSUED_PHONES), _NEVER_ISSUED_PHONES // 20):
            yield f"06-7{last:07d}"


def make_staff(count: int, seed: int, others: Iterable[Row] = ()) -> list[Row]:
    """Make rows of the watchlist contract.

    Args:
        count: rows to make, up to 400,000.
        seed: equal seeds and others make equal rows.
        others: rows whose ids, phones, plates, e-mail and handles must not come back.

    Returns:
        Rows with every column of `COLUMNS`; several values in a cell are split by `|`.
    """
    chance = random.Random(seed)
    unused = Unused(chance, set(_identifiers(others)))
    return [_make_row(chance, unused) for _ in range(count)]


def write_staff(rows: Iterable[Row], path: Path) -> None:
    """Write rows as UTF-8 CSV with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_staff(path: Path) -> list[Row]:
    """Read rows that `write_staff` wrote, or another list with the same columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_identity(chance: random.Random) -> Identity:
    """Draw a name: sex, given names, call name and surname that go together."""
    sex = "m" if chance.random() < 0.66 else "f"  # noqa: PLR2004 - share of men in the police
    if chance.random() < 0.09:  # noqa: PLR2004 - names from elsewhere
        origin = origins().draw(chance)
        first = chance.choice(origin.given(sex))
        return Identity(sex, (first,), first.split(" ")[0], chance.choice(origin.surnames))
    given = tuple(dict.fromkeys(given_names(sex).draw(chance) for _ in range(_name_count(chance))))
    return Identity(sex, given, _call_name(chance, given[0]), _surname(chance))


def _identifiers(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield row["staff_id"]
        for column in ("phones", "emails", "plates", "handles", "public_handles"):
            yield from row[column].split("|")


def _make_row(chance: random.Random, unused: Unused) -> Row:
    person = make_identity(chance)
    unit, stations = chance.choice(units())
    town = towns().draw(chance)
    row = dict.fromkeys(COLUMNS, "")
    row["staff_id"] = unused.new(lambda: f"MW{chance.randrange(100_000, 999_999)}")
    row |= _name_cells(chance, person)
    row |= {"rank": _RANKS.draw(chance), "unit": unit, "station": chance.choice(stations)}
    row |= _private_cells(chance, unused, person, town)
    if chance.random() < 0.04:  # noqa: PLR2004 - share of public roles
        row |= _public_cells(chance, unused, person, row)
    return row


def _name_cells(chance: random.Random, person: Identity) -> Row:
    first_letters = [word[0] for name in person.given for word in name.split(" ")]
    return {
        "given_names": " ".join(person.given),
        "call_name": person.call_name,
        "initials": "".join(f"{letter.upper()}." for letter in first_letters),
        "prefix": person.surname.prefix,
        "surname": person.surname.base,
        "aliases": _alias(chance, person) if chance.random() < 0.07 else "",  # noqa: PLR2004 - some
    }


def _private_cells(chance: random.Random, unused: Unused, person: Identity, town: Town) -> Row:
    def some(share: float, make: Callable[[], str]) -> str:
        return make() if chance.random() < share else ""

    phones = [unused.phone() for _ in range(chance.choices((0, 1, 2), (15, 78, 7))[0])]
    plates = [plate(chance, unused) for _ in range(chance.choices((0, 1, 2), (35, 58, 7))[0])]
    homes = [address(chance, town) for _ in range(chance.choices((0, 1, 2), (20, 78, 2))[0])]
    return {
        "handles": some(0.4, lambda: unused.new(lambda: _handle(chance, person))),
        "phones": "|".join(phones),
        "emails": some(0.75, lambda: unused.new(lambda: _email(chance, person))),
        "addresses": "|".join(homes),
        "plates": "|".join(plates),
        "relatives": some(0.34, lambda: _relatives(chance, person)),
    }


def _public_cells(chance: random.Random, unused: Unused, person: Identity, row: Row) -> Row:
    role, handles = chance.choice(_ROLES)
    area = chance.choice(words("areas"))
    place = {"area": area, "unit": row["unit"], "station": row["station"]}
    parts = {"word": name_letters(area), "call": name_letters(person.call_name)}

    def handle() -> str:
        tail = chance.choice(("", "", str(chance.randrange(100))))
        return chance.choice(handles).format(**parts) + tail

    return {"public_role": role.format(**place), "public_handles": unused.new(handle)}


def _name_count(chance: random.Random) -> int:
    return chance.choices((1, 2, 3, 4), (42, 38, 17, 3))[0]


def _call_name(chance: random.Random, official: str) -> str:
    calls = call_names().get(name_letters(official), ())
    if not calls or chance.random() < 0.25:  # noqa: PLR2004 - many go by their first name
        return official
    weights = [1 / (rank + 1) for rank in range(len(calls))]
    return "-".join(part.capitalize() for part in chance.choices(calls, weights)[0].split("-"))


def _surname(chance: random.Random) -> Surname:
    own = surnames().draw(chance)
    if chance.random() >= 0.05:  # noqa: PLR2004 - share of double-barrelled names
        return own
    other = surnames().draw(chance)
    return Surname(own.prefix, f"{own.base}-{other.prefix} {other.base}".replace("- ", "-"))


def _alias(chance: random.Random, person: Identity) -> str:
    first_part = person.surname.base.split("-")[0]
    if first_part != person.surname.base:
        return f"{person.call_name} {person.surname.prefix} {first_part}".replace("  ", " ")
    nickname = chance.choice(_NICKNAMES)
    return chance.choice((nickname, f"{nickname} {first_part}"))


def _handle(chance: random.Random, person: Identity) -> str:
    call, base = name_letters(person.call_name), name_letters(person.surname.base)
    short = "".join(name_letters(word)[:1] for word in person.surname.prefix.split()) + base
    word, number = chance.choice(words("hobbies")), chance.randrange(100)
    forms = (
        f"{call}{short}",
        f"{call[0]}.{short}",
        f"{call}_{base}",
        f"{call}_{word}",
        f"{short}_{word}{number}",
        f"{call}.{short}{number}",
        f"{call}{word}{number}",
        f"{call[:3]}{base[:3]}{number}",
    )
    return chance.choice(("", "@")) + chance.choice(forms)


def _email(chance: random.Random, person: Identity) -> str:
    call, whole = name_letters(person.call_name), name_letters(person.whole_surname)
    year = chance.randrange(55, 100)
    local = chance.choice((f"{call}.{whole}", f"{call[0]}.{whole}", f"{call}{whole}{year}"))
    return f"{local}{chance.choice(('', str(year), ''))}@{chance.choice(_MAIL_HOSTS)}"


def address(chance: random.Random, town: Town) -> str:
    """Return an address as `Kerkstraat 312-2, 3511 AB Utrecht`, its house number high."""
    number = chance.randint(_FIRST_HIGH_NUMBER, _LAST_HIGH_NUMBER)
    addition = _ADDITIONS.draw(chance)
    letters = chance.choice("ABCDEGHJKLMNPRSTVWXZ") + chance.choice("ABCDEGHJKLMNPRSTVWXZ")
    postcode = f"{chance.randint(town.first, town.last)} {letters}"
    return f"{streets().draw(chance)} {number}{addition}, {postcode} {town.name}"


def plate(chance: random.Random, unused: Unused) -> str:
    """Return a new number plate with at least one vowel, which the RDW does not issue."""
    return unused.new(lambda: _plate(chance))


def _plate(chance: random.Random) -> str:
    shape = _SIDECODES.draw(chance)
    vowel_at = chance.choice([index for index, char in enumerate(shape) if char == "X"])
    signs = {"9": "0123456789", "X": _CONSONANTS + _VOWELS}
    return "".join(
        chance.choice(_VOWELS if index == vowel_at else signs.get(char, char))
        for index, char in enumerate(shape)
    )


def _relatives(chance: random.Random, person: Identity) -> str:
    kin = chance.sample(_KIN, chance.choices((1, 2, 3), (60, 30, 10))[0])
    return "|".join(_relative(chance, person, *one) for one in kin)


def _relative(chance: random.Random, person: Identity, relation: str, sex: str) -> str:
    sex = sex or ("f" if person.sex == "m" else "m")
    name = given_names(sex).draw(chance)
    if chance.random() < 0.55:  # noqa: PLR2004 - relatives are often listed with their surname
        name = f"{name} {person.whole_surname}"
    return f"{name} ({relation})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a list of invented staff."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=3000, help="rows to make")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--merge", type=Path, help="list whose rows go first, uncounted")
    options = parser.parse_args(arguments)
    others = read_staff(options.merge) if options.merge else []
    rows = [*others, *make_staff(options.count, options.seed, others)]
    write_staff(rows, options.out)
    print(f"{len(rows)} rows in {options.out}")


if __name__ == "__main__":
    main()
