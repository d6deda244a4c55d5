"""`incident`: add one from a file, list them, look at one."""

from pathlib import Path
from typing import Annotated

import typer

from console.commands.options import AsJson
from console.files import read_file
from console.render import incidents
from console.session import Session
from incidents.files import read_incident


def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML; see docs/formats.md.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Add an incident from a file; nothing is monitored yet."""
    session = Session.of(context)
    incident = read_incident(read_file(file), file.name)
    session.process.registry.add_incident(incident, session.process.user)
    if as_json:
        session.emit(incidents.document(incident))
        return
    session.say("Incident {incident} is known.", incident=incident.incident_id)
    session.say("Next: `doxwacht window open {incident}`.", incident=incident.incident_id)


def list_all(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all incidents, the latest first."""
    session = Session.of(context)
    found = session.process.registry.list_incidents()
    if as_json:
        session.emit([incidents.document(one) for one in found])
    elif found:
        session.show(incidents.table(found, session.words))
    else:
        session.say("There is no incident yet.")


def show(
    context: typer.Context,
    incident_id: Annotated[str, typer.Argument(metavar="INCIDENT", help="Id of the incident.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one incident and its monitoring windows."""
    session = Session.of(context)
    incident = session.process.registry.get_incident(incident_id)
    windows = session.process.registry.list_windows(incident_id)
    if as_json:
        documents = [incidents.window_document(one) for one in windows]
        session.emit(incidents.document(incident) | {"windows": documents})
        return
    session.show(incidents.details(incident, session.words))
    if windows:
        session.show(incidents.windows_table(windows, session.words))
    else:
        session.say("No monitoring window was opened for it.")
