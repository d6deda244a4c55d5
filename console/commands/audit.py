"""`audit`: check the chain, and note its head so that entries cut off would show."""

from typing import Annotated

import typer

from console.commands.options import AsJson
from console.session import Session
from runtime.audit import Head


def verify(
    context: typer.Context,
    *,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HEAD", help="A head noted earlier and kept elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry of the audit log and the links between them."""
    session = Session.of(context)
    process = session.process
    noted = None if head is None else Head.parse(head)
    found = process.audit.verify(process.engine, noted)
    if as_json:
        session.emit({"entries": found.entries, "head": str(found.head)})
        return
    message = session.words.count(
        "The audit log is whole: {n} entry.", "The audit log is whole: {n} entries.", found.entries
    )
    session.show(message)
    if noted is None:
        session.say("Entries cut off at the end show only with --head; note it: {head}",
                    head=found.head)  # fmt: skip


def head(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Print the head of the audit log, to be kept somewhere else."""
    session = Session.of(context)
    found = session.process.audit.head(session.process.engine)
    if as_json:
        session.emit({"sequence": found.sequence, "mac": found.mac})
    else:
        session.out.print(str(found), soft_wrap=True)
