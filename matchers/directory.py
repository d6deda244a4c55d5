"""The people to protect, compiled for look-up: names as keys, identifiers as keyed tokens.

A directory is built from a watchlist, dumped to bytes (to be sealed elsewhere) and loaded by
every process that matches. It holds no phone, e-mail, plate, handle or address: only their
BLAKE2b tokens under a key that travels inside the sealed bytes. It decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from matchers.folding import WORD, fold
from matchers.identifiers import (
    canonical_address,
    canonical_email,
    canonical_handle,
    canonical_phone,
    canonical_plate,
    handle_key,
    place_key,
)
from matchers.lexicon import PREFIXES, call_name_table, name_key
from matchers.phonetics import phonetic_key
from matchers.staff import StaffEntry

_FORMAT = 1
_TOKEN_BYTES = 8
_EDIT_MIN_LENGTH = 5
_MANY_EVENTS = 100


class StaffRow(NamedTuple):
    """What stays of a member of staff in memory.

    Attributes:
        given: name keys that are theirs: official, call names, aliases.
        derived: call names that usually come from their first official name.
        initials: letters only.
        prefix: name key of the prefix.
        surname: name key of the whole surname.
        public: whether an officially public role is on the list.
        context: folded words of unit and station that tell them apart.
        role: folded words of the public role.
        home: token of the place of residence, for corroboration only.
        unit: the unit and station as written, to compare with deployed units.
    """

    staff_id: str
    given: tuple[str, ...]
    derived: tuple[str, ...]
    initials: str
    prefix: str
    surname: str
    public: bool
    context: tuple[str, ...]
    role: tuple[str, ...]
    home: tuple[bytes, ...]
    unit: tuple[str, ...]

    def __repr__(self) -> str:
        """Show the id only, as `StaffEntry` does."""
        return f"StaffRow({self.staff_id})"


class _Dump(msgspec.Struct, array_like=True):
    format: int
    token_key: bytes
    rows: list[StaffRow]
    surnames: dict[str, list[int]]
    tokens: dict[bytes, list[int]]

    def __repr__(self) -> str:
        """Show neither names nor the key."""
        return f"_Dump({len(self.rows)} staff)"


class Directory:
    """Read-only look-ups over the staff of one watchlist version."""

    def __init__(self, dump: _Dump) -> None:
        self._dump = dump
        self._token_key = dump.token_key
        self.rows = dump.rows
        self.surnames = dump.surnames
        self._tokens = dump.tokens
        self._rows_of: dict[frozenset[str], frozenset[int]] = {}
        self._residents: dict[bytes, frozenset[int]] = {}
        self._ids = {row.staff_id: index for index, row in enumerate(self.rows)}
        self.given: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            for key in row.given:
                self.given[key].append(index)
        units: dict[str, list[int]] = defaultdict(list)
        for index, row in enumerate(self.rows):
            for word in row.context:
                units[word].append(index)
        self.units = {word: frozenset(rows) for word, rows in units.items()}
        self._phonetic: dict[str, list[str]] = defaultdict(list)
        self._deletions: dict[str, list[str]] = defaultdict(list)
        for key in self.surnames:
            self._phonetic[phonetic_key(key)].append(key)
            if len(key) >= _EDIT_MIN_LENGTH:
                self._deletions[key].append(key)
                for deletion in _deletions(key):
                    self._deletions[deletion].append(key)
        self.initials = _by_first_letter(self.surnames)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        """Say how many, never who."""
        return f"Directory({len(self.rows)} staff)"

    def has(self, staff_id: str) -> bool:
        """Tell whether this id is on the list."""
        return staff_id in self._ids

    def index_of(self, staff_id: str) -> int | None:
        """Return the row number of an id, or None."""
        return self._ids.get(staff_id)

    def token(self, kind: str, value: str) -> bytes:
        """Return the keyed token of an identifier in canonical form (8 bytes)."""
        message = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return blake2b(message, key=self._token_key, digest_size=_TOKEN_BYTES).digest()

    def holders(self, kind: str, value: str) -> list[int]:
        """Return row numbers of the staff an identifier belongs to; empty when nobody's.

        Kinds: `phone`, `email`, `plate`, `handle`, `public_handle`, `postcode_number`,
        `street_number_place`, `street_number`, `street_place`, `relative`.
        """
        return self._tokens.get(self.token(kind, value), _NOBODY)

    def rows_of(self, staff_ids: frozenset[str]) -> frozenset[int]:
        """Return the row numbers of ids; unknown ids are passed over."""
        found = self._rows_of.get(staff_ids)
        if found is None:
            if len(self._rows_of) > _MANY_EVENTS:
                self._rows_of.clear()
            known = (self._ids.get(staff_id) for staff_id in staff_ids)
            found = frozenset(row for row in known if row is not None)
            self._rows_of[staff_ids] = found
        return found

    def residents(self, token: bytes) -> frozenset[int]:
        """Return who lives in the place with this token (kind `place`)."""
        found = self._residents.get(token)
        if found is None:
            found = self._residents[token] = frozenset(self._tokens.get(token, _NOBODY))
        return found

    def near_surnames(self, key: str) -> list[str]:
        """Return surname keys within one edit (insertion, deletion, change, transposition)."""
        if len(key) < _EDIT_MIN_LENGTH:
            return []
        found = dict.fromkeys(self._deletions.get(key, ()))
        for deletion in _deletions(key):
            found.update(dict.fromkeys(self._deletions.get(deletion, ())))
        return list(found)

    def alike_surnames(self, key: str) -> list[str]:
        """Return surname keys that sound like this one in Dutch."""
        return self._phonetic.get(phonetic_key(key), [])

    def dump(self) -> bytes:
        """Return the directory as bytes, to be sealed before they are stored."""
        return msgspec.msgpack.encode(self._dump)

    @classmethod
    def load(cls, data: bytes) -> "Directory":
        """Return the directory that `dump` wrote.

        Raises:
            ValueError: the bytes are of another format; compile the watchlist anew.
        """
        dump = msgspec.msgpack.decode(data, type=_Dump)
        if dump.format != _FORMAT:
            msg = f"directory format {dump.format}, this version reads {_FORMAT}: compile it anew"
            raise ValueError(msg)
        return cls(dump)


_NOBODY: list[int] = []


def build_directory(entries: Iterable[StaffEntry], token_key: bytes) -> Directory:
    """Compile staff into a directory.

    Args:
        entries: staff with unique ids.
        token_key: 16 to 64 random bytes; whoever has it can test guesses of identifiers.
    """
    rows: list[StaffRow] = []
    surnames: dict[str, list[int]] = defaultdict(list)
    tokens: dict[bytes, list[int]] = defaultdict(list)
    directory = Directory(_Dump(_FORMAT, token_key, [], {}, {}))
    for index, entry in enumerate(entries):
        homes = []
        for kind, value in _identifiers(entry):
            tokens[directory.token(kind, value)].append(index)
            if kind == "place":
                homes.append(directory.token(kind, value))
        rows.append(_row(entry, tuple(homes)))
        for key in surname_keys(entry.surname):
            surnames[key].append(index)
    return Directory(_Dump(_FORMAT, token_key, rows, dict(surnames), dict(tokens)))


def surname_keys(surname: str) -> tuple[str, ...]:
    """Return the keys under which a surname is found: the whole, and long parts of a double one.

    `Jansen-de Boer` gives `jansendeboer`, `jansen`, `boer`.
    """
    whole = name_key(surname)
    parts = [part for part in surname.replace("-", " ").split() if fold(part) not in PREFIXES]
    keys = [whole, *(name_key(part) for part in parts if len(parts) > 1)]
    return tuple(dict.fromkeys(key for key in keys if len(key) > 1))


def _row(entry: StaffEntry, homes: tuple[bytes, ...]) -> StaffRow:
    official = [name_key(name) for name in entry.given_names]
    own = [*official, name_key(entry.call_name), *(_first_name(alias) for alias in entry.aliases)]
    given = tuple(dict.fromkeys(key for key in own if len(key) > 1))
    usual = call_name_table().get(official[0], ()) if official else ()
    initials = name_key(entry.initials) or "".join(key[0] for key in official if key)
    return StaffRow(
        staff_id=entry.staff_id,
        given=given,
        derived=tuple(key for key in usual if key not in given),
        initials=initials,
        prefix=name_key(entry.prefix),
        surname=name_key(entry.surname),
        public=bool(entry.public_role),
        context=_telling_words(entry.unit, entry.station),
        role=_words(entry.public_role),
        home=homes,
        unit=tuple(value for value in (entry.unit, entry.station) if value),
    )


def _first_name(alias: str) -> str:
    words = alias.split()
    return name_key(words[0]) if words else ""


def _words(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(WORD.findall(fold(" ".join(values)))))


_VAGUE = frozenset(
    "politie centrum noord oost zuid west midden nederland stad basisteam team eenheid "
    "landelijke van district holland".split()
)


def _telling_words(*values: str) -> tuple[str, ...]:
    return tuple(word for word in _words(*values) if len(word) > 3 and word not in _VAGUE)


def _identifiers(entry: StaffEntry) -> Iterator[tuple[str, str]]:
    for kind, canonical, values in (
        ("phone", canonical_phone, entry.phones),
        ("email", canonical_email, entry.emails),
        ("plate", canonical_plate, entry.plates),
        ("handle", canonical_handle, entry.handles),
        ("public_handle", canonical_handle, entry.public_handles),
    ):
        for raw in values:
            value = canonical(raw)
            if value:
                yield kind, value
    yield from _other_handles(entry)
    yield from _addresses(entry)
    for relative in entry.relatives:
        first = _first_name(relative)
        if first:
            yield "relative", first


def _other_handles(entry: StaffEntry) -> Iterator[tuple[str, str]]:
    """Yield the parts of e-mail addresses before @: often the person's handle elsewhere."""
    for email in entry.emails:
        local = handle_key(email.partition("@")[0])
        if len(local) > 7:
            yield "mail_name", local


def _addresses(entry: StaffEntry) -> Iterator[tuple[str, str]]:
    for raw in entry.addresses:
        address = canonical_address(raw)
        if address is None:
            continue
        yield from address.keys()
        if address.street:
            yield "street", address.street
        if address.place:
            yield "place", place_key(address.place)


def _deletions(key: str) -> Iterator[str]:
    for index in range(len(key)):
        yield key[:index] + key[index + 1 :]


def _by_first_letter(keys: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[key[0]].append(key)
    return groups
