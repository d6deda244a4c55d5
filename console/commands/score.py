"""`score`: judge the matcher by itself. No home, key or database is touched."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from console.files import read_file
from console.scoring import Counts, Malformed, Scoring, make_matcher
from console.session import Session
from consumers.source import Extent
from incidents.files import read_incident
from runtime.errors import BadInputError
from watchlists.reading import read_watchlist


def score(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    posts: Annotated[
        str, typer.Argument(metavar="POSTS", help="NDJSON, plain or gzip; - for standard input.")
    ],
    *,
    watchlist: Annotated[Path, typer.Option(metavar="FILE", help="Watchlist, CSV or XLSX.")],
    incident: Annotated[Path, typer.Option(metavar="FILE", help="Incident, TOML.")],
    bar: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="SCORE", help="From here on it counts as an"
                            " alert; every post in the window gets a line all the same.")
    ] = 0.5,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail when a line cannot be read.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The bundled one unless given.")
    ] = None,
) -> None:  # fmt: skip
    """Score posts against a watchlist, one JSON line per post inside the incident's window.

    Needs no set-up: the list is compiled in memory under a random key and nothing is kept.
    """
    session = Session.of(context)
    matcher = make_matcher(read_watchlist(read_file(watchlist), watchlist.name), model)
    event = read_incident(read_file(incident), incident.name)
    name = session.words("standard input") if posts == "-" else Path(posts).name
    out = sys.stdout.buffer
    with session.progress() as progress:
        task = progress.add_task(session.words("Scoring"), total=None)

        def show_extent(extent: Extent) -> None:
            progress.update(task, completed=extent.done, total=extent.total)

        def show_malformed(bad: Malformed) -> None:
            session.note("{name}, line {line}: {reason}", name=name, line=bad.line,
                         reason=bad.reason)  # fmt: skip

        counts = Scoring(
            matcher, event, bar, out.write, out.flush, show_malformed, show_extent
        ).run(posts)
        out.flush()
    _tell(session, counts, bar)
    if strict and counts.malformed:
        raise BadInputError("Some lines could not be read, and --strict was given.")


def _tell(session: Session, counts: Counts, bar: float) -> None:
    session.note(
        "{scored} scored, of which {alerts} from {bar:g} on; {outside} outside the window,"
        " discarded; {malformed} unreadable.",
        scored=counts.scored,
        alerts=counts.alerts,
        bar=bar,
        outside=counts.outside,
        malformed=counts.malformed,
    )
