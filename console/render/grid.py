"""The one look of tables: quiet lines, headers in the language of the screen."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

Cell = str | Text


def grid(headers: Sequence[str], rows: Iterable[Sequence[Cell]], title: str = "") -> Table:
    """Return a table; text is shown as it is, never read as markup."""
    table = Table(
        box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold"
    )
    for header in headers:
        table.add_column(Text(header, "bold"), overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table


def facts(rows: Iterable[tuple[str, Cell]]) -> Table:
    """Return names and values below each other."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), value if isinstance(value, Text) else Text(value))
    return table
