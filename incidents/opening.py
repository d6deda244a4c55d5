"""Makes new windows, and the incident of an urgent one, from requests that were checked.

It refuses to check or store anything but the shape of an incident: `rules` and `store` do.
"""

import base64
import secrets
from dataclasses import replace
from datetime import datetime

from incidents.incident import INCIDENT_ID, Incident
from incidents.rules import Extension, Limits, UrgentRequest, WindowRequest
from incidents.store import Decision
from incidents.templates import TEMPLATES
from incidents.window import State, Window
from runtime.errors import BadInputError

_RANDOM_BYTES = 5


def check_incident(incident: Incident) -> None:
    """Refuse an incident that was not made by `incidents.files` and could not have been.

    Raises:
        BadInputError: its id or its times cannot be used.
    """
    if INCIDENT_ID.fullmatch(incident.incident_id) is None:
        raise BadInputError("An incident id has up to 64 letters, digits, dots, - and _ only.")
    if None in {incident.starts_at.utcoffset(), incident.ends_at.utcoffset()}:
        raise BadInputError("A start or end needs an offset, such as +01:00.")
    if incident.ends_at <= incident.starts_at:
        raise BadInputError("The end must lie after the start.")


def window_for(request: WindowRequest, now: datetime) -> Window:
    """Return the window a request asks for; posts count from now or from its lead on."""
    opened_at = max(now, request.starts_at - request.lead)
    return Window(
        window_id=f"w-{_random_id()}",
        incident_id=request.incident_id,
        state=State.PLANNED if opened_at > now else State.OPEN,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        opened_at=opened_at,
        purpose=request.purpose.strip(),
        legal_basis=request.legal_basis.strip(),
        authorised_by=request.authorised_by.strip(),
        lead=request.lead,
        tail=request.tail,
        sources=request.sources,
        exercise=request.exercise,
    )


def urgent_incident(request: UrgentRequest, limits: Limits, now: datetime) -> Incident:
    """Return the incident that goes with an urgent window, filled in from its template."""
    template = TEMPLATES[request.kind]
    return Incident(
        incident_id=f"{request.kind}-{now:%Y%m%d-%H%M}-{_random_id()[:4]}",
        kind=request.kind,
        title=request.title.strip(),
        starts_at=now,
        ends_at=now + request.lasts,
        purpose=template.purpose,
        authorised_by=request.authorised_by,
        lead=min(template.lead, limits.margin),
    )


def urgent_window(
    incident: Incident, limits: Limits, now: datetime, *, exercise: bool = False
) -> Window:
    """Return the window of an urgent incident, which closes unless it is completed in time."""
    window = window_for(WindowRequest.from_incident(incident, exercise=exercise), now)
    return replace(window, complete_by=now + limits.complete_within)


def first_decision(window: Window, now: datetime) -> Decision:
    """Return the decision that opened a window."""
    return Decision(window.window_id, 0, now, window.authorised_by, window.ends_at, "opened")


def next_decision(extension: Extension, number: int, now: datetime) -> Decision:
    """Return the decision that extends a window."""
    return Decision(
        window_id=extension.window_id,
        number=number,
        decided_at=now,
        authorised_by=extension.authorised_by.strip(),
        ends_at=extension.ends_at,
        reason_code=extension.reason_code,
    )


def _random_id() -> str:
    """Return eight characters that can be read out over a phone."""
    return base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().lower()
