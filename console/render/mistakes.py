"""Mistakes in a watchlist file: where each one is and how to mend it, never a value."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from console.render.grid import grid
from console.translation import Words
from watchlists.mistake import Mistake
from watchlists.remedies import REMEDIES


def mistakes_table(mistakes: Sequence[Mistake], words: Words) -> Table:
    """Return all mistakes as a table."""
    title = words.count(
        "The watchlist was not imported: {n} mistake.",
        "The watchlist was not imported: {n} mistakes.",
        len(mistakes),
    )
    headers = [words("line"), words("column"), words("name"), words("what to do")]
    return grid(headers, (_row(one, words) for one in mistakes), title)


def mistake_document(mistake: Mistake, words: Words) -> dict[str, Any]:
    """Return one mistake for scripts."""
    return {
        "line": mistake.line,
        "column": mistake.column,
        "column_name": mistake.column_name,
        "mistake": mistake.code,
        "remedy": remedy(mistake, words),
    }


def remedy(mistake: Mistake, words: Words) -> str:
    """Return how to mend a mistake, in the language of the screen."""
    return words(REMEDIES[mistake.code]).format_map(mistake.facts)


def _row(mistake: Mistake, words: Words) -> tuple[str, str, str, str]:
    column = "-" if mistake.column is None else str(mistake.column)
    return str(mistake.line), column, mistake.column_name or "-", remedy(mistake, words)
