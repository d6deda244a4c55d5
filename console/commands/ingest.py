"""`ingest`: take posts in from a file or standard input while a window is open."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from console.commands.options import AsJson, OfExercise
from console.intake import take_in
from console.process import Feed, Process
from console.render.moments import read
from console.render.tallies import tally_document, tally_table
from console.session import Session
from consumers.files import FileRequest, FileSource
from consumers.formats import ndjson
from matchers.post import Post
from runtime.clock import Clock, DrivenClock


def ingest(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    posts: Annotated[
        str, typer.Argument(metavar="POSTS", help="NDJSON, plain or gzip; - for standard input.")
    ],
    *,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="MOMENT", help="Take the posts in as if they arrived then: to replay"
                     " a past incident."),
    ] = None,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Feed of posts that do not name theirs.")
    ] = "",
    exercise: OfExercise = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take posts in: what falls in an open window is scored, everything else only counted.

    Broken off, it goes on where it was when it is run again on the same file.
    """
    session = Session.of(context)
    process = session.process
    _ = process.versions.active()
    arrival = None if as_of is None else read(as_of, process.clock.now())
    _warn_when_closed(session, process, arrival, exercise=exercise)
    origin = FileRequest(posts, label=_label(arrival))
    clock: Clock = process.clock if arrival is None else DrivenClock(arrival)
    feed = Feed(FileSource(origin, process.progress, clock), exercise, _decoder(source))
    summary = take_in(session, process, feed)
    if as_json:
        session.emit({"complete": summary.is_complete, "counts": tally_document(summary.tally)})
        return
    session.show(tally_table(summary.tally, session.words))
    if not summary.is_complete:
        session.say("Stopped before the end; run it again to go on.")
    if summary.tally.alerts:
        session.say("Next: `doxwacht alerts list`.")


def _label(arrival: datetime | None) -> str:
    return "" if arrival is None else f"as-of:{arrival.isoformat()}"


def _decoder(source: str) -> Callable[[bytes], Post]:
    if not source:
        return ndjson.decode

    def decode(raw: bytes) -> Post:
        post = ndjson.decode(raw)
        return post if post.source else dataclasses.replace(post, source=source)

    return decode


def _warn_when_closed(
    session: Session, process: Process, arrival: datetime | None, *, exercise: bool
) -> None:
    open_now = process.registry.open_windows(arrival)
    if not any(one.window.exercise == exercise for one in open_now):
        session.note("No monitoring window is open: posts are counted and discarded unread.")
