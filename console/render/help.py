"""Help in the language of the screen: usage, what it does, arguments, options, commands.

It refuses to know any command; what it shows is in the command itself, in English, and is
looked up in the catalogue.
"""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from console.translation import N_, Words

_USAGE_PIECES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
_STYLE = "bold cyan"


def help_of(
    command: TyperCommand | TyperGroup, context: Context, words: Words
) -> Iterator[RenderableType]:
    """Yield the help of one command or group."""
    yield Text(usage(command, context, words), "bold")
    yield Padding(Text(explanation(command, words)), (1, 2))
    params = [param for param in command.get_params(context) if not _is_hidden(param)]
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    options = [param for param in params if isinstance(param, TyperOption)]
    yield from _section(words("Arguments"), (argument_row(one, words) for one in arguments))
    yield from _section(words("Options"), (option_row(one, context, words) for one in options))
    if isinstance(command, TyperGroup):
        yield from _section(words("Commands"), _command_rows(command, context, words))


def usage(command: TyperCommand | TyperGroup, context: Context, words: Words) -> str:
    """Return how a command is called."""
    pieces = (_piece(piece, words) for piece in command.collect_usage_pieces(context))
    return words("Usage: {call}", call=" ".join([context.command_path, *pieces]))


def explanation(command: TyperCommand | TyperGroup, words: Words) -> str:
    """Return what a command does, paragraph by paragraph."""
    paragraphs = (command.help or "").strip().split("\n\n")
    return "\n\n".join(words(" ".join(paragraph.split())) for paragraph in paragraphs)


def argument_row(argument: TyperArgument, words: Words) -> tuple[str, str]:
    """Return an argument and what it is."""
    return words(argument.metavar or (argument.name or "").upper()), _help(argument, words)


def option_row(option: TyperOption, context: Context, words: Words) -> tuple[str, str]:
    """Return an option with what it takes, and what it does."""
    names = ", ".join([*option.opts, *option.secondary_opts])
    taken = "" if option.is_flag else _taken(option, context, words)
    return f"{names} {taken}".strip(), _help(option, words)


def _piece(piece: str, words: Words) -> str:
    bare = piece.strip("[]{}.")
    return words(piece) if piece in _USAGE_PIECES else piece.replace(bare, words(bare))


def _taken(option: TyperOption, context: Context, words: Words) -> str:
    if option.metavar:
        return words(option.metavar)
    return (option.display_type_rich(context) or "").replace("<text>", words("<text>"))


def _help(param: TyperArgument | TyperOption, words: Words) -> str:
    explained = words(" ".join((param.help or "").split()))
    if param.required:
        return f"{explained} {words('(required)')}"
    if isinstance(param, TyperOption) and _has_default(param):
        return f"{explained} {words('(default: {default})', default=param.default)}"
    return explained


def _has_default(option: TyperOption) -> bool:
    return not option.is_flag and option.default not in {None, ""} and not option.multiple


def _is_hidden(param: object) -> bool:
    return bool(getattr(param, "hidden", False))


def _command_rows(group: TyperGroup, context: Context, words: Words) -> Iterator[tuple[str, str]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            first = (command.help or "").strip().split("\n\n")[0]
            yield name, words(" ".join(first.split()))


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[RenderableType]:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=_STYLE, no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    if table.row_count:
        yield Text(title, "bold")
        yield Padding(table, (0, 0, 1, 2))
