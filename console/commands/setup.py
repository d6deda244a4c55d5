"""`init`: a home, a key and a prepared database; a second run changes nothing."""

import typer

from console.commands.options import AsJson
from console.preparing import prepare
from console.session import Session


def init(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Prepare the home: folder, key file and database.

    Running it again changes nothing, except that a database of an earlier version is brought
    up to date.
    """
    session = Session.of(context)
    made = prepare(session.process)
    runtime = session.process.runtime
    if as_json:
        session.emit({"home": str(runtime.home), "made": made})
        return
    session.say("Home: {home}", home=runtime.home)
    if "key" in made:
        session.say("Key file made: {path}", path=runtime.watchlist_key_file)
        session.say("Keep a copy of it in a safe place: without it nothing can be opened again.")
    session.say("Database prepared." if "database" in made else "Database was up to date.")
    if not made:
        session.say("Everything was there already; nothing was changed.")
    session.say("Next: `doxwacht watchlist import FILE --by YOU --confirmed-by A_COLLEAGUE`.")
