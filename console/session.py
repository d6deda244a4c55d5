"""One run of the command line: its language, its two screens, and the rooms behind it.

Standard output is for what was asked for, standard error for everything else. It refuses to
open a database before a command needs one.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from console.process import Process
from console.translation import Words
from runtime.errors import RefusedError

_PIPE_WIDTH = 120
_YES = frozenset({"y", "yes", "j", "ja"})


def make_console(*, stderr: bool = False) -> Console:
    """Return a screen that prints what it is given, without markup or guessed colours."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


@dataclass
class Session:
    """What every command is given.

    Attributes:
        environ: the environment; `--home` is in it as DOXWACHT_HOME.
    """

    words: Words
    environ: dict[str, str] = field(repr=False)
    out: Console = field(default_factory=make_console, repr=False)
    err: Console = field(default_factory=lambda: make_console(stderr=True), repr=False)

    _others: list[Process] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, context: typer.Context) -> "Session":
        """Return the session of a command."""
        session: Session = context.find_root().obj
        return session

    @cached_property
    def process(self) -> Process:
        """The rooms, opened at first use."""
        return Process.load(self.environ)

    @property
    def is_debugging(self) -> bool:
        """Whether the user asked to see where errors come from."""
        return self.environ.get("DOXWACHT_DEBUG", "").lower() in {"1", "true", "yes", "on"}

    def close(self) -> None:
        """Let go of what was opened."""
        opened = [self.process] if "process" in vars(self) else []
        for process in (*opened, *self._others):
            process.close()

    def also_close(self, process: Process) -> None:
        """Let go of the rooms of another home too when this run ends."""
        self._others.append(process)

    def use_home(self, home: Path | None) -> None:
        """Work in another home than the environment says."""
        if home is not None:
            self.environ["DOXWACHT_HOME"] = str(home)

    def show(self, *renderables: RenderableType) -> None:
        """Show on standard output."""
        self.out.print(*renderables)

    def say(self, msgid: str, /, **figures: object) -> None:
        """Say a sentence on standard output."""
        self.out.print(self.words(msgid, **figures))

    def note(self, msgid: str, /, **figures: object) -> None:
        """Say a sentence on standard error."""
        self.err.print(self.words(msgid, **figures))

    def emit(self, document: object) -> None:
        """Write one JSON document to standard output, for scripts."""
        encoded = msgspec.json.encode(document, enc_hook=_encode)
        self._write(msgspec.json.format(encoded, indent=2))

    def emit_line(self, document: Mapping[str, Any]) -> None:
        """Write one JSON line to standard output."""
        self._write(msgspec.json.encode(document, enc_hook=_encode))

    def confirm(self, question: str, *, is_sure: bool) -> None:
        """Ask for a yes unless it was given beforehand.

        Raises:
            RefusedError: the answer is anything else, or there is nobody to ask.
        """
        if is_sure:
            return
        self.err.print(question, self.words("[y/N]"), end=" ")
        if sys.stdin.readline().strip().lower() not in _YES:
            raise RefusedError("Nothing was changed. Answer yes, or add --yes.")

    def progress(self) -> Progress:
        """Return a progress bar on standard error, shown only on a terminal."""
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.err,
            transient=True,
            disable=not self.err.is_terminal,
        )

    def _write(self, line: bytes) -> None:
        # Bytes, so that a lone locale cannot spoil the JSON.
        sys.stdout.flush()
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()


def _encode(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
