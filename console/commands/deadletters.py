"""`dead-letters`: messages that could not be read, without what is in them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from console.commands.options import AsJson, Limit, OfExercise
from console.intake import take_in
from console.process import Feed
from console.render.grid import grid
from console.render.moments import show
from console.render.tallies import tally_document, tally_table
from console.session import Session
from consumers.deadletters import DeadLetter, DeadLetters, RetrySource
from consumers.ledger import source_id

_MOST = 1000


def list_all(
    context: typer.Context,
    *,
    reason: Annotated[
        str | None, typer.Option(metavar="CODE", help="With this reason only.")
    ] = None,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """List unreadable messages: where they came from and why they could not be read."""
    session = Session.of(context)
    found = session.process.letters.list(reason, limit)
    if as_json:
        session.emit([_document(one) for one in found])
    elif not found:
        session.say("There are no dead letters.")
    else:
        words = session.words
        headers = [words("letter"), words("reason"), words("line"), words("received"),
                   words("erased at"), words("attempts")]  # fmt: skip
        session.show(grid(headers, (_row(one, session) for one in found)))
        session.say("Next: `doxwacht dead-letters retry` once the cause is mended.")


def retry(
    context: typer.Context,
    letter_ids: Annotated[
        list[str] | None, typer.Argument(metavar="LETTER", help="All unless given.")
    ] = None,
    *,
    exercise: OfExercise = False,
    as_json: AsJson = False,
) -> None:
    """Try to read dead letters again; each counts for the time at which it first arrived."""
    session = Session.of(context)
    process = session.process
    source = RetrySource(process.letters, _wanted(process.letters, letter_ids))
    summary = take_in(session, process, Feed(source, exercise))
    if as_json:
        session.emit({"complete": summary.is_complete, "counts": tally_document(summary.tally)})
    else:
        session.show(tally_table(summary.tally, session.words))


def _wanted(letters: DeadLetters, given: Sequence[str] | None) -> list[str] | None:
    """Return full ids for the beginnings that were typed; None for all letters."""
    if not given:
        return None
    known = [one.letter_id for one in letters.list(limit=_MOST)]
    return [one for one in known if one.startswith(tuple(given))]


def _document(letter: DeadLetter) -> dict[str, object]:
    return {
        "letter_id": letter.letter_id,
        "source_id": source_id(letter.origin),
        "line": letter.position.line,
        "offset": letter.position.offset,
        "reason": letter.reason,
        "received_at": letter.received_at,
        "expires_at": letter.expires_at,
        "attempts": letter.attempts,
    }


def _row(letter: DeadLetter, session: Session) -> list[str]:
    return [
        letter.letter_id[:12],
        letter.reason,
        str(letter.position.line),
        show(letter.received_at, session.words),
        show(letter.expires_at, session.words),
        str(letter.attempts),
    ]
