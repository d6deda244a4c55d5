"""How strongly a post points to each member of staff: named features per person.

The features are weighed by the model; who is deployed at the incident is one of them, a prior
and no condition.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import log2

from matchers.comparison import Fit
from matchers.directory import Directory
from matchers.event import Event
from matchers.folding import WORD, fold
from matchers.names import Mention
from matchers.recognisers import Hit
from matchers.study import Study

LINK_FEATURES = (
    "bias", "own", "derived", "near", "initials", "initial", "surname_only", "given_only",
    "surname_edit", "surname_sound", "surname_part", "masked", "prefix_same", "prefix_other",
    "rivals", "phone", "email", "plate", "handle", "public_handle", "home_address", "street",
    "identifier_rivals", "identifier_and_name", "relative", "deployed", "unit_deployed",
    "unit_named", "home_named", "role_named", "public", "titled", "capital", "deployed_surname",
    "deployed_given", "deployed_full", "only_deployed", "best_supported",
)  # fmt: skip
"""Names of the features of a link, in the order of its vector."""

_INDEX = {name: index for index, name in enumerate(LINK_FEATURES)}
_GIVEN = {
    "own": "own", "derived": "derived", "near": "near", "short": "near",
    "initials": "initials", "initial": "initial", "absent": "surname_only",
}  # fmt: skip
_MAX_RIVALS = 25
_MANY_EVENTS = 100
_IDENTIFIERS = frozenset(
    {"phone", "email", "plate", "handle", "public_handle", "home_address", "street"}
)


@dataclass(slots=True)
class Link:
    """What ties a post to one member of staff.

    Attributes:
        row: row number in the directory.
        vector: values of LINK_FEATURES.
        groups: the mentions and hits that point to them, as numbers shared by rivals.
    """

    row: int
    vector: list[float] = field(default_factory=lambda: [0.0] * len(LINK_FEATURES))
    groups: set[int] = field(default_factory=set)

    def set(self, name: str, value: float = 1.0) -> None:
        """Raise a feature to a value; the strongest evidence counts."""
        index = _INDEX[name]
        if abs(value) > abs(self.vector[index]):
            self.vector[index] = value

    def get(self, name: str) -> float:
        """Return a feature's value."""
        return self.vector[_INDEX[name]]


def link_staff(study: Study, event: Event, directory: Directory) -> list[Link]:
    """Return the links of a post to staff; empty when nobody on the list can be meant."""
    links: dict[int, Link] = {}
    builder = _Builder(study, event, directory, links)
    group = 0
    for part in study.parts:
        for hit in part.hits:
            builder.add_hit(hit, group)
            group += 1
    for part in study.parts:
        for mention in part.mentions:
            builder.add_mention(mention, group)
            group += 1
    for link in links.values():
        builder.corroborate(link)
    _mark_best(links)
    return list(links.values())


class _Builder:
    """Collects links while mentions and hits are read."""

    def __init__(
        self, study: Study, event: Event, directory: Directory, links: dict[int, Link]
    ) -> None:
        self.study = study
        self.event = event
        self.directory = directory
        self.links = links
        self.units = _unit_keys(event)
        self.relatives: set[int] = set()
        self._rows_named: list[frozenset[int]] | None = None
        self.deployed = directory.rows_of(event.deployed_staff)

    def add_hit(self, hit: Hit, group: int) -> None:
        if hit.kind not in _IDENTIFIERS or len(hit.rows) > _MAX_RIVALS * 4:
            return
        weight = log2(1 + len(hit.rows))
        for row in hit.rows:
            if hit.kind == "street" and len(hit.rows) > 3 and row not in self.links:
                continue
            link = self._link(row)
            link.set(hit.kind)
            link.set("identifier_rivals", weight)
            link.groups.add(group)

    def add_mention(self, mention: Mention, group: int) -> None:
        fits = self._keep_likeliest(mention)
        supported = self._supported(mention) if mention.kind == "given" else fits.keys()
        deployed = self.deployed & fits.keys()
        rivals = log2(1 + len(mention.fits))
        if mention.kind == "given":
            self.relatives.update(self.directory.holders("relative", mention.key))
        for row, fit in fits.items():
            if row not in supported:
                continue
            link = self._link(row)
            self._describe(link, mention, fit)
            link.set("rivals", rivals)
            if row in deployed:
                link.set("only_deployed", 1.0 / len(deployed))
            link.groups.add(group)

    def _describe(self, link: Link, mention: Mention, fit: Fit) -> None:
        if mention.kind == "given":
            link.set("given_only")
        elif fit.surname == "masked":
            link.set("masked")
            link.set(_GIVEN[fit.given])
        else:
            link.set(_GIVEN[fit.given])
            if fit.surname in ("edit", "sound", "part"):
                link.set(f"surname_{fit.surname}")
        if fit.prefix in ("same", "other"):
            link.set(f"prefix_{fit.prefix}")
        if mention.titled:
            link.set("titled")
        if mention.capital:
            link.set("capital")

    def _keep_likeliest(self, mention: Mention) -> dict[int, Fit]:
        """Of many who share a name keep those something else speaks for."""
        if len(mention.fits) <= _MAX_RIVALS:
            return mention.fits
        supported = self._supported(mention)
        kept = sorted(supported, key=lambda row: (row not in self.deployed, row))[:_MAX_RIVALS]
        if len(kept) < _MAX_RIVALS:
            rest = (row for row in mention.fits if row not in supported)
            kept += islice(rest, _MAX_RIVALS - len(kept))
        return {row: mention.fits[row] for row in kept}

    def _supported(self, mention: Mention) -> set[int]:
        """Return whom of a mention something besides the name speaks for."""
        people = mention.fits.keys()
        found = (people & self.deployed) | (people & self.links.keys())
        for rows in self._corroborated():
            found |= people & rows
        return found

    def _corroborated(self) -> list[frozenset[int]]:
        """Return who lives in a place, or serves in a unit, that the post names."""
        if self._rows_named is None:
            directory = self.directory
            units = self.study.words & directory.units.keys()
            self._rows_named = [directory.units[word] for word in units]
            self._rows_named += [directory.residents(token) for token in self.study.homes]
        return self._rows_named

    def corroborate(self, link: Link) -> None:
        """Add what speaks for a person besides name and identifiers."""
        link.set("bias")
        self._add_deployment(link)
        for name, holds in self._circumstances(link.row):
            if holds:
                link.set(name)
        if link.get("identifier_rivals") and any(map(link.get, _NAMED)):
            link.set("identifier_and_name")

    def _circumstances(self, row: int) -> Iterator[tuple[str, bool]]:
        staff, words = self.directory.rows[row], self.study.words
        yield "unit_deployed", not self.units.isdisjoint(map(fold, staff.unit))
        yield "unit_named", not words.isdisjoint(staff.context)
        yield "home_named", not self.study.homes.isdisjoint(staff.home)
        yield "role_named", not words.isdisjoint(staff.role)
        yield "relative", row in self.relatives
        yield "public", staff.public

    def _add_deployment(self, link: Link) -> None:
        if link.row not in self.deployed:
            return
        link.set("deployed")
        for kind in ("surname", "given"):
            if link.get(f"{kind}_only"):
                link.set(f"deployed_{kind}")
        if link.get("own") or link.get("derived"):
            link.set("deployed_full")

    def _link(self, row: int) -> Link:
        link = self.links.get(row)
        if link is None:
            link = self.links[row] = Link(row)
        return link


_NAMED = ("own", "derived", "near", "initials", "initial", "surname_only", "masked")


@lru_cache(maxsize=_MANY_EVENTS)
def _unit_keys(event: Event) -> frozenset[str]:
    return frozenset(fold(unit) for unit in event.deployed_units)


def _mark_best(links: dict[int, Link]) -> None:
    """Mark the members of each rival group for whom most speaks besides the name."""
    groups: dict[int, list[Link]] = defaultdict(list)
    for link in links.values():
        for group in link.groups:
            groups[group].append(link)
    for rivals in groups.values():
        support = [_support(link) for link in rivals]
        best = max(support)
        if best > 0 and support.count(best) * 2 <= len(support) + 1:
            for link, value in zip(rivals, support, strict=True):
                if value == best:
                    link.set("best_supported")


def _support(link: Link) -> float:
    names = ("deployed", "unit_deployed", "unit_named", "home_named", "role_named")
    strong = ("phone", "email", "plate", "handle", "home_address", "street")
    return sum(link.get(name) for name in names) + 3 * sum(link.get(name) for name in strong)


@lru_cache(maxsize=_MANY_EVENTS)
def event_words(event: Event) -> frozenset[str]:
    """Return the folded words of an incident's places and keywords."""
    return frozenset(
        word for value in (*event.places, *event.keywords) for word in WORD.findall(fold(value))
    )
