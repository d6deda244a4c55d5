"""The edge of the process: whatever goes wrong becomes one line, a remedy and an exit code.

It refuses to show a traceback or the message of an error that is not ours: both may quote a
value. `DOXWACHT_DEBUG=1` shows where an error came from.
"""

import os
import sys
from collections.abc import Callable

from rich.text import Text
from typer.exceptions import Abort, TyperException

from console.render.mistakes import mistakes_table
from console.session import Session
from runtime.errors import DoxwachtError
from watchlists.mistake import WatchlistMistakesError

USAGE = 2
BROKEN = 70
"""Exit code of an error that doxwacht cannot name: a mistake in the program."""
INTERRUPTED = 130


def guarded(session: Session, call: Callable[[], object]) -> int:
    """Run a command and return its exit code."""
    try:
        outcome = call()
        sys.stdout.flush()
    except DoxwachtError as exc:
        _explain(session, exc)
        return exc.exit_code
    except TyperException as exc:
        _explain_usage(session, exc)
        return USAGE
    except (KeyboardInterrupt, Abort):
        outcome = INTERRUPTED
    except BrokenPipeError:
        _leave_quietly()
        return 1
    except Exception as exc:
        if session.is_debugging:
            raise
        _explain_bug(session, exc)
        return BROKEN
    finally:
        session.close()
    code = outcome if isinstance(outcome, int) else 0
    if code == INTERRUPTED:
        session.note("Stopped.")
    return code


def _explain(session: Session, exc: DoxwachtError) -> None:
    if session.is_debugging:
        session.err.print_exception()
    if isinstance(exc, WatchlistMistakesError):
        session.err.print(mistakes_table(exc.mistakes, session.words))
        return
    _error(session, session.words.message(str(exc)))


def _explain_usage(session: Session, exc: TyperException) -> None:
    message = exc.format_message()
    if message:
        _error(session, session.words.message(message))
        session.note("See `{call} --help`.", call=_call(exc))


def _explain_bug(session: Session, exc: Exception) -> None:
    message = session.words(
        "This is a mistake in doxwacht ({kind}). Set DOXWACHT_DEBUG=1 to see where, and report"
        " it without personal data.",
        kind=type(exc).__name__,
    )
    _error(session, message)


def _error(session: Session, message: str) -> None:
    session.err.print(Text.assemble((session.words("Error:"), "bold red"), " ", message))


def _call(exc: TyperException) -> str:
    context = getattr(exc, "ctx", None)
    return context.command_path if context is not None else "doxwacht"


def _leave_quietly() -> None:
    """Whoever reads our output has seen enough; Python must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
