"""`manual`: every command with its help, in Markdown; docs/commands.md is its output."""

import typer
from typer.core import TyperGroup

from console.render.manual import pages
from console.session import Session


def manual(context: typer.Context) -> None:
    """Write the manual of all commands in Markdown."""
    session = Session.of(context)
    root = context.find_root().command
    if isinstance(root, TyperGroup):
        for page in pages(root, session.words):
            session.out.print(page, soft_wrap=True)
