"""Invented people for the slots of the training texts, as the name model meets them.

Draws names of many origins and writes them in the ways posts do: in full, with initials, with
`v.d.`, surname first, masked. It knows nothing of spaCy or of labels.
"""

import csv
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from matchers.lexicon import is_wordlike, name_key

FRISIAN = (
    ("Sjoerd Wytske Tjeerd Froukje Douwe Hylke Sietske Wiebe Nynke Durk Ype Baukje Fokke Rinske"),
    (
        "Hoekstra Dijkstra Zijlstra Hofstra Sikkema Wiarda Boersma Terpstra Hiemstra Sinnema "
        "Elzinga Feenstra Jellema Kooistra Ypma Reitsma Tolsma Wiersma"
    ),
)
INVENTED_ENDINGS = ("inga", "stra", "veld", "kamp", "huis", "mans", "beek", "aar", "ema", "horst")
STREET_ENDINGS = ("straat", "laan", "weg", "plein", "kade", "singel", "dreef", "hof", "pad")
RANKS = ("agent", "hoofdagent", "brigadier", "inspecteur", "surveillant", "aspirant")
ROLES = ("wijkagent", "woordvoerder", "teamchef", "wijkagent centrum", "politiechef")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    given: str = field(repr=False)
    prefix: str = field(repr=False)
    base: str = field(repr=False)

    @property
    def surname(self) -> str:
        """Return the surname with its prefix."""
        return f"{self.prefix} {self.base}".strip()


class Population:
    """A source of invented people, places and streets; a seeded `Random` decides."""

    def __init__(self, names: Path, places: tuple[str, ...], rng: Random) -> None:
        """Read `given_names.tsv`, `surnames.tsv` and `origins.tsv` of a directory."""
        self.rng = rng
        self.places = places
        self._given, self._given_weights = _weighted(names / "given_names.tsv", ("name",))
        self._surnames, self._surname_weights = _weighted(
            names / "surnames.tsv", ("prefix", "base")
        )
        self._wordlike = [row for row in self._surnames if is_wordlike(name_key(row[-1]))]
        self._origins = _origins(names / "origins.tsv")

    def draw(self, *, is_wordlike_wanted: bool = False) -> Person:
        """Return a person: four in ten of another origin than Dutch, unless a word is wanted."""
        rng = self.rng
        given = rng.choices(self._given, self._given_weights)[0][0]
        if is_wordlike_wanted or rng.random() < 0.1:  # noqa: PLR2004 - shares of a mixture
            return Person(given, *rng.choice(self._wordlike))
        if rng.random() < 0.4:  # noqa: PLR2004
            given_names, surnames = rng.choice(self._origins)
            return Person(rng.choice(given_names), "", self._vary(rng.choice(surnames)))
        prefix, base = rng.choices(self._surnames, self._surname_weights)[0]
        return Person(given, prefix, self._vary(base))

    def _vary(self, base: str) -> str:
        """Sometimes make up a surname or join two, so that no list is learned by heart."""
        chance = self.rng.random()
        if chance < 0.15 and len(base) > 4:  # noqa: PLR2004
            return base[: len(base) // 2 + 1] + self.rng.choice(INVENTED_ENDINGS)
        if chance < 0.19:  # noqa: PLR2004
            return f"{base}-{' '.join(self.rng.choice(self._surnames)).strip()}"
        return base

    def street(self) -> str:
        """Return a street name, now and then one named after somebody."""
        person = self.draw()
        name = person.base if self.rng.random() < 0.7 else f"{person.given} {person.surname}"  # noqa: PLR2004
        return name + self.rng.choice(STREET_ENDINGS)

    def place(self) -> str:
        """Return a town or village."""
        return self.rng.choice(self.places)

    def digits(self, count: int) -> str:
        """Return so many digits."""
        return "".join(self.rng.choices("0123456789", k=count))


def _weighted(path: Path, columns: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[float]]:
    """Return rows with the root of their weight: common names first, rare ones not drowned."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [tuple(row[c] for c in columns) for row in rows], [
        float(row["weight"]) ** 0.5 for row in rows
    ]


def _origins(path: Path) -> list[tuple[list[str], list[str]]]:
    """Return given names and surnames by origin; those of one origin belong together."""
    table: dict[str, tuple[list[str], list[str]]] = {"frisian": tuple(map(str.split, FRISIAN))}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            given, surnames = table.setdefault(row["origin"], ([], []))
            (surnames if row["kind"] == "s" else given).extend(row["names"].split("|"))
    return list(table.values())


def write_name(person: Person, form: str, rng: Random) -> str:
    """Return a name in one of the forms of the slot language (`full`, `formal`, ...)."""
    writers = {
        "call": lambda: person.given,
        "child": lambda: person.given,
        "partner": lambda: person.given,
        "surname": partial(_surname, person, rng),
        "base": lambda: person.base,
        "formal": lambda: f"{_initials(person, rng)} {_surname(person, rng)}",
        "last_first": lambda: f"{person.base}, {f'{person.given} {person.prefix}'.strip()}",
        "masked": partial(_masked, person, rng),
        "full": lambda: f"{person.given} {_surname(person, rng)}",
    }
    return writers[form]()


PERSON_FORMS = frozenset(
    {"call", "child", "partner", "surname", "base", "formal", "last_first", "masked", "full"}
)


def _surname(person: Person, rng: Random) -> str:
    if not person.prefix:
        return person.base
    prefix = person.prefix
    if prefix in {"van der", "van de", "van den"} and rng.random() < 0.35:  # noqa: PLR2004
        prefix = rng.choice(("v.d.", "vd", "v d", "v/d", "vdr"))
    return f"{prefix} {person.base}"


def _initials(person: Person, rng: Random) -> str:
    letters = person.given[0] + (rng.choice("ABCDEFGHJKLMPRSTW") if rng.random() < 0.4 else "")  # noqa: PLR2004
    style = rng.random()
    if style < 0.7:  # noqa: PLR2004
        return "".join(f"{letter}." for letter in letters)
    return letters if style < 0.85 else " ".join(f"{letter}." for letter in letters)  # noqa: PLR2004


def _masked(person: Person, rng: Random) -> str:
    hidden = f"{person.base[0]}{rng.choice('*.#')}{person.base[2:]}"
    return rng.choice(
        (
            f"{person.given} {person.base[0]}.",
            f"{person.given} {person.prefix} {person.base[0]}.".replace("  ", " "),
            f"{person.given[0]}. {person.prefix} {person.base[0]}.".replace("  ", " "),
            f"{person.given} {hidden}",
            f"{person.given[0]}. {hidden}",
        )
    )


def write_detail(person: Person, form: str, population: Population) -> str:
    """Return a detail that is no name: address, number, handle, rank, ..."""
    rng, digits = population.rng, population.digits
    street, number, place = population.street(), str(rng.randint(1, 240)), population.place()
    handle = f"{person.given}{rng.choice('._x')}{person.base}".lower().replace(" ", "")
    return {
        "address": f"{street} {number}, {place}",
        "street_nr": f"{street} {number}",
        "street": street,
        "nr": number,
        "postcode": f"{rng.randint(1000, 9999)} {rng.choice('ABCDEX')}{rng.choice('ABCDEX')}",
        "place": place,
        "city": place,
        "phone": f"06-1234{digits(4)}",
        "email": f"{handle}@example.nl",
        "handle": handle,
        "hashtag": f"#{person.given}{person.surname}".replace(" ", ""),
        "plate": f"{rng.choice('GHJKL')}{digits(2)}-{rng.choice('BDFGH')}B-{digits(1)}",
        "station": f"bureau {place}",
        "unit": rng.choice(("basisteam", "ME", "hondenbrigade", "noodhulp")) + f" {place}",
        "rank": rng.choice(RANKS),
        "role": rng.choice(ROLES),
        "id": digits(6),
    }[form]
