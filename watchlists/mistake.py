"""A mistake in a watchlist file: where, what and how to mend it, and never a value from a cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from runtime.errors import BadInputError
from watchlists.remedies import REMEDIES

Facts: TypeAlias = Mapping[str, int | str]
"""Figures for a remedy: counts, limits, line numbers, a byte."""

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    Attributes:
        line: physical line or sheet row, from 1; the header is line 1. The line on which the
            cell begins when a row runs over several.
        column: from 1; None when the line or the file as a whole is wrong.
        column_name: as in the header; None as for `column`, but for a missing column, which
            has a name and no place.
        code: a key of `watchlists.remedies.REMEDIES`.
        facts: what the remedy's sentence leaves open.
    """

    line: int
    column: int | None
    column_name: str | None
    code: str
    facts: Facts = field(default_factory=dict, hash=False)

    @property
    def remedy(self) -> str:
        """Return the English sentence that says how to mend it."""
        return REMEDIES[self.code].format_map(self.facts)

    def __str__(self) -> str:
        """Return where, what and remedy on one line."""
        column = f", column {self.column}" if self.column is not None else ""
        name = f" ({self.column_name})" if self.column_name else ""
        return f"line {self.line}{column}{name}: {self.code}. {self.remedy}"


class WatchlistMistakesError(BadInputError):
    """A watchlist file has mistakes; nothing of it was used.

    Attributes:
        mistakes: all of them, by line and column.
    """

    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def listing(cls, mistakes: Iterable[Mistake]) -> Self:
        """Return the error for these mistakes; its message shows the first twenty."""
        ordered = in_order(mistakes)
        left = len(ordered) - _SHOWN
        lines = [f"The watchlist was not imported; mistakes found: {len(ordered)}."]
        lines += map(str, ordered[:_SHOWN])
        lines += [f"... and {left} more."] if left > 0 else []
        error = cls("\n".join(lines))
        error.mistakes = ordered
        return error


def in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Return mistakes by line, then column; the line as a whole comes first."""
    return tuple(sorted(mistakes, key=lambda m: (m.line, m.column or 0, m.code)))
