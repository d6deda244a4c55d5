"""Gather every sentence a user can see and renew the catalogues; `make translations` runs it.

Sentences stand in the code: `words("...")`, `words.count("...", "...", n)` and `N_("...")` in
the console, the help of its commands, and every English sentence in the other rooms. It needs
babel and is never imported by the program.
"""
# ruff: noqa: INP001 - a script beside its data, no module of the package

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_command

from console.cli import build
from console.translation import LANGUAGES

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
ROOMS = ("runtime", "incidents", "matchers", "watchlists", "alerts", "cases", "consumers")
SENTENCES = FOLDER / "sentences.json"

# What others say on our screen (the option parser, the settings library, the system), and the
# parts of which rooms make sentences.
FOREIGN = (
    "Missing option {0}.",
    "Missing argument {0}.",
    "No such option: {0}",
    "No such option: {0}. Did you mean {1}?",
    "No such command {0}.",
    "No such command {0}. Did you mean {1}?",
    "Option {0} requires an argument.",
    "Option {0} does not take a value.",
    "Got unexpected extra argument(s) ({0})",
    "Got unexpected extra argument ({0})",
    "Invalid value: {0}",
    "Invalid value for {0}: {1}",
    "{0} is not one of {1}.",
    "{0} is not in the range {1}.",
    "Value {0} is not a valid {1}.",
    "Input should be {0}",
    "Input should be greater than or equal to {0}",
    "Input should be less than or equal to {0}",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be a valid boolean, unable to interpret input",
    "Show this message and exit.",
    "No such file or directory",
    "Permission denied",
    "Is a directory",
    "there is no such setting; see docs/settings.md",
    "look {0}",
    "check it",
    "an unreadable key",
    "this kind of incident",
    "a window of kind {0}",
)

_FRAGMENTS = {"incidents/files.py", "runtime/settings.py", "console/settings.py"}
_FRAGMENT = re.compile(r"(must|is missing|is no key|there is no such setting)\b.*", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z{`.].*\s.*[.:]", re.DOTALL)
_LEAST_LETTERS = 8
_HEADER = """\
# Words of doxwacht on the screen.
# Renew with `make translations`; the msgid is the English sentence in the code."""
_STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def gather() -> dict[str | tuple[str, str], None]:
    """Return every msgid (a pair for one and many), in the order of the code."""
    found: dict[str | tuple[str, str], None] = {}
    for path in _files("console"):
        found |= dict.fromkeys(console_msgids(path))
    found |= dict.fromkeys(help_msgids())
    found |= dict.fromkeys(FOREIGN)
    found |= dict.fromkeys(room_sentences())
    counted = {form for pair in found if isinstance(pair, tuple) for form in pair}
    return {msgid: None for msgid in found if msgid not in counted}


def console_msgids(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield what a module of the console says."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield from _said(node)
    if path.parent != FOLDER:
        yield from _sentences_in(path)


def room_sentences() -> Iterator[str]:
    """Yield the sentences of the other rooms, with `{0}` where a figure is filled in."""
    for room in ROOMS:
        for path in _files(room):
            if "migrations" not in path.parts:
                yield from _sentences_in(path)


def help_msgids() -> Iterator[str]:
    """Yield the help of every command, argument and option."""
    yield from _help_of(get_command(build()))


def renew() -> None:
    """Rewrite the list of sentences, the catalogues and their compiled form."""
    msgids = gather()
    SENTENCES.write_text(
        json.dumps(templates(msgids), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    for lang in LANGUAGES:
        catalogue = merged(lang, msgids)
        po_path(lang).write_bytes(_po_bytes(catalogue))
        mo_path(lang).write_bytes(compiled(catalogue))


def templates(msgids: dict[str | tuple[str, str], None]) -> list[str]:
    """Return the sentences with gaps, which are found back by their shape."""
    return sorted(one for one in msgids if isinstance(one, str) and "{" in one)


def merged(lang: str, msgids: dict[str | tuple[str, str], None]) -> Catalog:
    """Return a catalogue of exactly these msgids, keeping the translations there are."""
    before = read(lang)
    catalogue = Catalog(
        locale=lang, domain="doxwacht", project="doxwacht", header_comment=_HEADER, fuzzy=False,
        creation_date=_STAMP, revision_date=_STAMP, charset="utf-8",
        copyright_holder="doxwacht", msgid_bugs_address="-", last_translator="doxwacht",
        language_team=lang, version="-",
    )  # fmt: skip
    for msgid in msgids:
        known = before.get(msgid if isinstance(msgid, str) else msgid[0])
        flags = ["python-brace-format"] if "{" in str(msgid) else []
        catalogue.add(msgid, known.string if known else None, flags=flags)
    return catalogue


def read(lang: str) -> Catalog:
    """Return the catalogue of a language as it is."""
    path = po_path(lang)
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue in the form that is read at run time."""
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def po_path(lang: str) -> Path:
    """Return where the translations of a language are written."""
    return FOLDER / lang / "LC_MESSAGES" / "doxwacht.po"


def mo_path(lang: str) -> Path:
    """Return where the compiled translations of a language are."""
    return po_path(lang).with_suffix(".mo")


def _po_bytes(catalogue: Catalog) -> bytes:
    made = BytesIO()
    write_po(made, catalogue, width=96)
    # The version of the library that wrote it is no business of a reader.
    lines = made.getvalue().decode().split("\n")
    return "\n".join(line for line in lines if "Generated-By" not in line).encode()


def _files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _said(call: ast.Call) -> Iterator[str | tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [_constant(argument) for argument in call.args]
    if name in {"words", "N_", "say", "note"} and texts and texts[0]:
        yield texts[0]
    if name == "count" and len(texts) > 1 and texts[0] and texts[1]:
        yield (texts[0], texts[1])
    if name in {"words", "say", "note"} and call.args and isinstance(call.args[0], ast.IfExp):
        yield from filter(None, map(_constant, (call.args[0].body, call.args[0].orelse)))


def _constant(node: ast.expr) -> str:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _sentences_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    ignored = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            ignored |= {id(inner) for inner in ast.walk(node) if inner is not node}
    is_fragmentary = path.relative_to(ROOT).as_posix() in _FRAGMENTS
    for node in ast.walk(tree):
        if id(node) not in ignored and isinstance(node, ast.JoinedStr | ast.Constant):
            text = _template(node)
            if _is_sentence(text) or (is_fragmentary and _FRAGMENT.fullmatch(text)):
                yield text


def _is_sentence(text: str) -> bool:
    literal = re.sub(r"\{\w*\}", "", text)
    letters = sum(map(str.isalpha, literal))
    return bool(_SENTENCE.fullmatch(text)) and letters >= _LEAST_LETTERS and " " in literal.strip()


def _template(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    number = -1
    pieces = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            pieces.append(str(value.value).replace("{", "{{").replace("}", "}}"))
        else:
            number += 1
            pieces.append(f"{{{number}}}")
    return "".join(pieces)


def _docstrings(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for statement in (
            getattr(node, "body", None) or ()
            if not isinstance(node, ast.Lambda | ast.IfExp)
            else ()
        ):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value


def _help_of(command: object) -> Iterator[str]:
    for paragraph in (getattr(command, "help", "") or "").strip().split("\n\n"):
        if paragraph:
            yield " ".join(paragraph.split())
    for param in getattr(command, "params", ()):
        if isinstance(param, TyperArgument | TyperOption):
            yield from filter(None, (" ".join((param.help or "").split()), _metavar(param)))
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            yield from _help_of(inner)


def _metavar(param: TyperArgument | TyperOption) -> str:
    metavar = param.metavar or ""
    return metavar if metavar.isupper() else ""


if __name__ == "__main__":
    renew()
