"""`watchlist`: bring a list in, look at it, go back, and renew the key it is sealed under.

Names are shown only when asked for with a reason, which is logged.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from console.commands.options import REASON_HELP, AsJson, IsSure, ReadReason
from console.files import read_file
from console.process import Process
from console.reading import record_reading
from console.render import staff
from console.render.mistakes import mistake_document
from console.session import Session
from matchers.staff import StaffEntry
from runtime.audit_key import reseal_audit_key
from runtime.database import writing
from runtime.errors import DoxwachtError, NotFoundError
from runtime.keyfile import KeyFile
from watchlists.diff import Diff
from watchlists.mistake import WatchlistMistakesError
from watchlists.reading import read_watchlist
from watchlists.version import Version

_File = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX.")]
_By = Annotated[
    str | None, typer.Option(metavar="USER", help="Who brings it in; you, unless given.")
]
_Number = Annotated[int, typer.Argument(metavar="VERSION", min=1, help="Number of the version.")]
_ConfirmedBy = Annotated[
    str,
    typer.Option(
        metavar="USER",
        help="A second person, who checked that it holds staff and nobody else, and private data"
        " only with consent.",
    ),
]


def import_file(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    file: _File,
    *,
    confirmed_by: _ConfirmedBy,
    by: _By = None,
    yes: IsSure = False,
    as_json: AsJson = False,
) -> None:
    """Replace the watchlist by a file, as a whole or not at all.

    Every mistake is shown at once, with its line, column and remedy. What would change is shown
    by staff id and column name before anything takes effect.
    """
    session = Session.of(context)
    entries = _read(session, file, as_json=as_json)
    importer = by or session.process.user
    proposed = session.process.versions.propose(entries, importer, file.name)
    try:
        diff = session.process.versions.compare(proposed.based_on, proposed.version)
        if not as_json:
            session.show(*staff.diff_parts(diff, session.words))
        session.confirm(session.words("Let this list take effect?"), is_sure=yes)
        version = session.process.versions.confirm(proposed.version, confirmed_by)
    except (DoxwachtError, KeyboardInterrupt):
        session.process.versions.withdraw(proposed.version, importer)
        raise
    _tell_imported(session, version, diff, as_json=as_json)


def show(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    version: Annotated[
        int | None, typer.Option(metavar="VERSION", help="The active one unless given.")
    ] = None,
    staff_id: Annotated[
        str | None, typer.Option(metavar="ID", help="One member of staff only.")
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show names; needs --reason.")] = False,
    reason: Annotated[ReadReason | None, typer.Option(help=REASON_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Show who is on the watchlist: ids and what is filled in; names only on request."""
    session = Session.of(context)
    process = session.process
    number = version or process.versions.active().version
    if reveal:
        record_reading(process, "watchlist_revealed", staff_id or f"version-{number}", reason)
    entries = process.versions.entries(number, process.user)
    entries = tuple(one for one in entries if staff_id in {None, one.staff_id})
    if not entries:
        raise NotFoundError("There is nobody with that staff id on the watchlist.")
    if as_json:
        session.emit([staff.document(one, reveal=reveal) for one in entries])
    else:
        session.show(staff.table(entries, session.words, reveal=reveal))


def versions(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List all versions of the watchlist, newest first."""
    session = Session.of(context)
    found = session.process.versions.list_versions()
    if as_json:
        session.emit([_document(one) for one in found])
    elif found:
        session.show(staff.versions_table(found, session.words))
    else:
        session.say("There is no watchlist yet. Run `doxwacht watchlist import`.")


def rollback(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    number: _Number,
    *,
    confirmed_by: _ConfirmedBy,
    by: _By = None,
    yes: IsSure = False,
    as_json: AsJson = False,
) -> None:
    """Make an earlier version of the watchlist active again."""
    session = Session.of(context)
    held = session.process.versions
    diff = held.compare(held.active().version, number)
    if not as_json:
        session.show(*staff.diff_parts(diff, session.words))
    session.confirm(session.words("Let this list take effect?"), is_sure=yes)
    version = held.rollback(number, by or session.process.user, confirmed_by)
    _tell_imported(session, version, diff, as_json=as_json)


def rotate_key(
    context: typer.Context,
    *,
    drop_retired: Annotated[
        bool,
        typer.Option(
            "--drop-retired",
            help="Forget the earlier keys afterwards; backups sealed under them stay shut.",
        ),
    ] = False,
    yes: IsSure = False,
    as_json: AsJson = False,
) -> None:
    """Put a new key in the key file and seal everything anew under it.

    Running processes follow by themselves. Broken off, it goes on where it was when it is run
    again.
    """
    session = Session.of(context)
    process = session.process
    _ = process.audit
    session.confirm(session.words("Seal everything under a new key?"), is_sure=yes)
    file = KeyFile(process.runtime.watchlist_key_file)
    if process.runtime.watchlist_key is None:
        file.rotate()
    resealed = _reseal(process)
    if drop_retired and process.runtime.watchlist_key is None:
        file.drop_retired()
    process.record("key_rotated", "keyring", process.keyring.primary_id())
    if as_json:
        session.emit({"key_id": process.keyring.primary_id(), "resealed": resealed})
        return
    session.say("Everything is sealed under key {key}.", key=process.keyring.primary_id())
    if not drop_retired:
        session.say("Earlier keys were kept, for backups; --drop-retired forgets them.")


def _read(session: Session, file: Path, *, as_json: bool) -> tuple[StaffEntry, ...]:
    try:
        with session.progress() as bar:
            task = bar.add_task(session.words("Reading the watchlist"), total=None)
            entries = read_watchlist(read_file(file), file.name)
            bar.update(task, total=len(entries), completed=len(entries))
    except WatchlistMistakesError as exc:
        if as_json:
            documents = [mistake_document(one, session.words) for one in exc.mistakes]
            session.emit({"imported": False, "mistakes": documents})
        raise
    return entries


def _reseal(process: Process) -> dict[str, int]:
    resealed = {
        "watchlists": process.versions.reseal(process.user),
        "windows": process.registry.reseal(process.keyring, process.user),
        "dead_letters": process.letters.reseal(),
    }
    with writing(process.engine) as connection:
        reseal_audit_key(connection, process.keyring)
    return resealed


def _tell_imported(session: Session, version: Version, diff: Diff, *, as_json: bool) -> None:
    if as_json:
        session.emit({"imported": True, **_document(version), "changes": asdict(diff)})
        return
    message = session.words.count(
        "Version {version} of the watchlist is active: {n} member of staff.",
        "Version {version} of the watchlist is active: {n} members of staff.",
        version.staff_count,
        version=version.version,
    )
    session.show(message)


def _document(version: Version) -> dict[str, Any]:
    return {name: getattr(version, name) for name in Version.__slots__ if name != "source_name"}
