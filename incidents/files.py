"""Reads an incident file (TOML): every mistake at once, with its remedy.

It refuses unknown keys, moments without an offset and everything it would have to guess.
The format is a contract: docs/formats.md.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from incidents.incident import INCIDENT_ID, LONGEST_TEXT, Incident, Kind
from incidents.rules import LONGEST_REASON
from runtime.errors import BadInputError

LONGEST_MARGIN_MIN = 7 * 24 * 60
"""Longest lead and tail in a file, minutes; a registry may allow less."""

MOST_ITEMS = 10_000

_UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)  # stands in until the mistakes are reported


@dataclass(slots=True)
class _Reader:
    """The values of one file, and what is wrong with them so far."""

    values: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)

    def mistake(self, key: str, remedy: str) -> None:
        self.problems.append(f"- {key}: {remedy}")

    def required(self, key: str) -> bool:
        if key not in self.values:
            self.mistake(key, "is missing")
        return key in self.values

    def text(self, key: str, longest: int = LONGEST_TEXT) -> str:
        value = self.values.get(key, "")
        if isinstance(value, str) and len(value.strip()) <= longest:
            return value.strip()
        self.mistake(key, f"must be text of at most {longest} characters, in quotes")
        return ""

    def incident_id(self) -> str:
        value = self.values.get("id")
        if self.required("id") and not (isinstance(value, str) and INCIDENT_ID.fullmatch(value)):
            self.mistake("id", "must be up to 64 letters, digits, dots, - and _, in quotes")
        return str(value)

    def kind(self) -> Kind:
        value = self.values.get("kind")
        if self.required("kind") and value not in tuple(Kind):
            self.mistake("kind", f"must be one of {', '.join(Kind)}")
        return Kind(value) if value in tuple(Kind) else Kind.OTHER

    def title(self) -> str:
        known = len(self.problems)
        title = self.text("title")
        if self.required("title") and not title and len(self.problems) == known:
            self.mistake("title", "must not be empty")
        return title

    def moment(self, key: str) -> datetime | None:
        value = self.values.get(key)
        if not self.required(key):
            return None
        if isinstance(value, datetime) and value.utcoffset() is not None:
            return value
        self.mistake(key, "must be a moment with an offset, as 2026-03-14T09:00:00+01:00")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and len(value) <= MOST_ITEMS and all(map(_is_item, value)):
            return tuple(dict.fromkeys(item.strip() for item in value))
        self.mistake(key, f"must be a list of texts of 1 to {LONGEST_TEXT} characters")
        return ()

    def minutes(self, key: str) -> timedelta:
        value = self.values.get(key, 0)
        if type(value) is int and 0 <= value <= LONGEST_MARGIN_MIN:
            return timedelta(minutes=value)
        self.mistake(key, f"must be a whole number of minutes from 0 to {LONGEST_MARGIN_MIN}")
        return timedelta()

    def unknown_keys(self) -> None:
        for key in sorted(set(self.values) - _KEYS):
            self.mistake(_shown(key), "is no key of an incident file; remove or correct it")


_KEYS = frozenset(
    {"id", "kind", "title", "starts_at", "ends_at", "places", "keywords", "deployed_units"}
    | {"deployed_staff", "purpose", "legal_basis", "authorised_by", "sources"}
    | {"lead_min", "tail_min"}
)


def read_incident(data: bytes, name: str) -> Incident:
    """Read an incident file.

    Args:
        data: TOML in UTF-8, with or without a byte order mark.
        name: what the file is called in messages.

    Raises:
        BadInputError: lists every mistake with its key and remedy, never a value.
    """
    reader = _Reader(_parsed(data, name))
    reader.unknown_keys()
    starts_at, ends_at = reader.moment("starts_at"), reader.moment("ends_at")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        reader.mistake("ends_at", "must lie after starts_at")
    incident = Incident(
        incident_id=reader.incident_id(),
        kind=reader.kind(),
        title=reader.title(),
        starts_at=starts_at or _UNKNOWN,
        ends_at=ends_at or _UNKNOWN,
        places=reader.texts("places"),
        keywords=reader.texts("keywords"),
        deployed_units=reader.texts("deployed_units"),
        deployed_staff=reader.texts("deployed_staff"),
        purpose=reader.text("purpose", LONGEST_REASON),
        legal_basis=reader.text("legal_basis", LONGEST_REASON),
        authorised_by=reader.text("authorised_by"),
        sources=reader.texts("sources"),
        lead=reader.minutes("lead_min"),
        tail=reader.minutes("tail_min"),
    )
    if reader.problems:
        raise BadInputError("\n".join([f"{name} cannot be used:", *reader.problems]))
    return incident


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInputError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as exc:
        raise BadInputError(f"{name} is not valid TOML: {_place(exc)}.") from None


def _place(exc: tomllib.TOMLDecodeError) -> str:
    """Return where parsing stopped; the parser's own words may quote a value."""
    found = re.search(r"\(at (.*)\)$", str(exc))
    return f"look {found[1]}" if found else "check it"


def _is_item(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT


def _shown(key: str) -> str:
    return key if key.isidentifier() and len(key) <= LONGEST_TEXT else "an unreadable key"
