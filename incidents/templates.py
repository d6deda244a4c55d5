"""What an urgent window starts with per kind of incident, so that four fields suffice.

It refuses to fill in a legal basis: a person decides that within the hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from incidents.incident import Kind


@dataclass(frozen=True, slots=True)
class Template:
    """The parts of a window that follow from the kind of incident.

    Attributes:
        purpose: a first purpose; it is decided on when the window is completed.
        lead: how long before now posts count: people film before police call it an incident.
    """

    purpose: str
    lead: timedelta


TEMPLATES: Mapping[Kind, Template] = MappingProxyType(
    {
        Kind.DEMONSTRATION: Template(
            "Protect staff deployed at this demonstration against doxing.", timedelta(hours=2)
        ),
        Kind.RIOT: Template(
            "Protect staff deployed at these riots against doxing.", timedelta(hours=2)
        ),
        Kind.SHOOTING: Template(
            "Protect staff involved in this shooting against doxing.", timedelta(hours=4)
        ),
        Kind.ARREST: Template(
            "Protect staff involved in this arrest against doxing.", timedelta(hours=2)
        ),
        Kind.OTHER: Template(
            "Protect staff involved in this incident against doxing.", timedelta(hours=1)
        ),
    }
)
