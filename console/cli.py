"""The command `doxwacht`: which commands there are, and what happens at the edge.

Errors become one line with a remedy and an exit code; help and usage speak the user's
language. It refuses to do any work itself: that is in `console.commands`.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Exit

from console.commands import (
    alerts,
    audit,
    cases,
    deadletters,
    demo,
    exercise,
    incident,
    ingest,
    manual,
    model,
    score,
    setup,
    status,
    watchlist,
    window,
)
from console.edge import guarded
from console.render.help import help_of
from console.session import Session, make_console
from console.translation import N_, choose, speak

_NAME = "doxwacht"


class Command(TyperCommand):
    """A command whose help speaks the language of the session."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own types
        """Print the help instead of handing it to the formatter."""
        del formatter
        _print_help(self, ctx)


class Group(TyperGroup):
    """A group of commands whose help speaks the language of the session."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own types
        """Print the help instead of handing it to the formatter."""
        del formatter
        _print_help(self, ctx)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer's own types
        """Return the commands in the order in which one comes to need them."""
        del ctx
        return list(self.commands)


class Root(Group):
    """The process edge: chooses the language and turns every error into an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - typer's signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - typer's signature
        **extra: Any,  # noqa: ANN401 - typer's signature
    ) -> NoReturn:
        """Run a command and leave with its exit code."""
        del prog_name, standalone_mode
        given = list(sys.argv[1:] if args is None else args)
        session = Session(speak(choose(given, os.environ)), dict(os.environ))
        call = super().main
        extra |= {"obj": session, "windows_expand_args": windows_expand_args}
        sys.exit(
            guarded(
                session, lambda: call(given, _NAME, complete_var, standalone_mode=False, **extra)
            )
        )


_GROUPS: Mapping[str, tuple[str, Mapping[str, Callable[..., None]]]] = {
    "watchlist": (
        N_("The watchlist: staff to protect."),
        {
            "import": watchlist.import_file,
            "show": watchlist.show,
            "versions": watchlist.versions,
            "rollback": watchlist.rollback,
            "rotate-key": watchlist.rotate_key,
        },
    ),
    "incident": (
        N_("Incidents: what happens outside."),
        {"add": incident.add, "list": incident.list_all, "show": incident.show},
    ),
    "window": (
        N_("Monitoring windows: open, complete, extend, close, cancel."),
        {
            "open": window.open_window,
            "complete": window.complete,
            "extend": window.extend,
            "close": window.close,
            "cancel": window.cancel,
            "list": window.list_all,
        },
    ),
    "alerts": (
        N_("Alerts: what the machine found."),
        {"list": alerts.list_all, "show": alerts.show, "export": alerts.export},
    ),
    "cases": (
        N_("Cases: all alerts of one victim in one incident."),
        {"list": cases.list_all, "show": cases.show},
    ),
    "dead-letters": (
        N_("Messages that could not be read."),
        {"list": deadletters.list_all, "retry": deadletters.retry},
    ),
    "audit": (
        N_("The audit log: who did what, in a chain that shows tampering."),
        {"verify": audit.verify, "head": audit.head},
    ),
    "model": (
        N_("The scoring model: fit it, judge it."),
        {"fit": model.fit, "report": model.report},
    ),
}

_COMMANDS: Mapping[str, Callable[..., None]] = {
    "init": setup.init,
    "demo": demo.demo,
    "exercise": exercise.exercise,
    "score": score.score,
    "ingest": ingest.ingest,
    "status": status.status,
}


def build() -> typer.Typer:
    """Return the application with all its commands, in English until it runs."""
    root = typer.Typer(cls=Root, **_settings())
    root.callback()(_everywhere)
    for name, function in _COMMANDS.items():
        root.command(name, cls=Command)(function)
    for name, (explained, functions) in _GROUPS.items():
        group = typer.Typer(cls=Group, help=explained, **_settings())
        for own_name, function in functions.items():
            group.command(own_name, cls=Command)(function)
        root.add_typer(group, name=name)
    root.command("manual", cls=Command, hidden=True)(manual.manual)
    return root


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    app()


def _settings() -> dict[str, Any]:
    return {
        "no_args_is_help": True,
        "add_completion": False,
        "rich_markup_mode": None,
        "pretty_exceptions_enable": False,
        "context_settings": {"help_option_names": ["-h", "--help"]},
    }


def _print_version(context: Context, value: bool) -> None:  # noqa: FBT001 - typer's signature
    if value:
        Session.of(context).show(f"doxwacht {version('doxwacht')}")
        raise Exit


def _everywhere(
    context: Context,
    lang: Annotated[
        str | None, typer.Option(metavar="nl|en", help="Language; else DOXWACHT_LANG, else the"
                                 " locale.")
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of the database and the key; else"
                     " DOXWACHT_HOME."),
    ] = None,
    *,
    show_version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:  # fmt: skip
    """Find likely doxing of police staff while an incident is monitored.

    Nothing is kept outside an open monitoring window, and the score is advice: people decide.
    """
    del show_version
    session = Session.of(context)
    if lang not in {None, "nl", "en"}:
        raise typer.BadParameter("The language is nl or en.")
    session.use_home(home)


def _print_help(command: TyperCommand | TyperGroup, context: Any) -> None:  # noqa: ANN401 - typer's own types
    root = context.find_root()
    words = root.obj.words if isinstance(root.obj, Session) else speak("en")
    console = make_console()
    for part in help_of(command, context, words):
        console.print(part)


app = build()
