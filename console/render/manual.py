"""The manual: the help of every command as Markdown, from the commands themselves."""

from collections.abc import Iterator

from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from console.render.help import argument_row, explanation, option_row, usage
from console.translation import Words

_NAME = "doxwacht"


def pages(root: TyperGroup, words: Words) -> Iterator[str]:
    """Yield the manual, command by command."""
    top = Context(root, info_name=_NAME)
    yield f"# {words('Commands')}\n"
    yield explanation(root, words) + "\n"
    yield from _table(root, top, words)
    for name in root.list_commands(top):
        command = root.get_command(top, name)
        if command is not None and not command.hidden:
            yield from _pages_of(command, Context(command, parent=top, info_name=name), words)


def _pages_of(command: object, context: Context, words: Words) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if isinstance(inner, TyperCommand):
                yield from _page(inner, Context(inner, parent=context, info_name=name), words)
    elif isinstance(command, TyperCommand):
        yield from _page(command, context, words)


def _page(command: TyperCommand, context: Context, words: Words) -> Iterator[str]:
    yield f"## {context.command_path}\n"
    yield f"{explanation(command, words)}\n"
    yield f"```\n{usage(command, context, words)}\n```\n"
    yield from _table(command, context, words)


def _table(command: TyperCommand | TyperGroup, context: Context, words: Words) -> Iterator[str]:
    rows = [argument_row(one, words) for one in command.params if isinstance(one, TyperArgument)]
    rows += [
        option_row(one, context, words) for one in command.params if isinstance(one, TyperOption)
    ]
    if not rows:
        return
    yield "| | |\n| --- | --- |"
    for name, explained in rows:
        yield f"| `{name.replace('|', chr(92) + '|')}` | {explained.replace('|', chr(92) + '|')} |"
    yield ""
