"""What happens outside: a demonstration, a shooting, an arrest.

It refuses to know posts and staff records; deployed staff are ids, nothing more.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

INCIDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What an incident id looks like: it stands in file names, topics and the audit log."""

LONGEST_TEXT = 200
"""Longest title, name or keyword, in characters."""


class Kind(StrEnum):
    """Sorts of incidents; each has a maximum length of monitoring of its own."""

    DEMONSTRATION = "demonstration"
    RIOT = "riot"
    SHOOTING = "shooting"
    ARREST = "arrest"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, as handed in or made from a template.

    Attributes:
        starts_at: aware.
        ends_at: aware, later than `starts_at`.
        keywords: steer collectors and are features; they never filter and never widen.
        deployed_staff: ids of staff that is there; a feature, no condition.
        purpose: empty when not decided yet, as are `legal_basis` and `authorised_by`.
        sources: names of feeds; empty means all.
        lead: how long before `starts_at` a post may be made, not negative.
        tail: how long after `ends_at` a post may be made, not negative.
    """

    incident_id: str
    kind: Kind
    title: str
    starts_at: datetime
    ends_at: datetime
    places: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    deployed_units: tuple[str, ...] = ()
    deployed_staff: tuple[str, ...] = field(default=(), repr=False)
    purpose: str = ""
    legal_basis: str = ""
    authorised_by: str = field(default="", repr=False)
    sources: tuple[str, ...] = ()
    lead: timedelta = timedelta()
    tail: timedelta = timedelta()
