"""What a matcher may know of the incident being monitored: features, never filters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """The part of an incident that helps to tell people apart.

    Attributes:
        deployed_staff: ids of staff at the incident; a prior, no condition.
    """

    places: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    deployed_units: frozenset[str] = frozenset()
    deployed_staff: frozenset[str] = frozenset()
