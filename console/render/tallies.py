"""What became of posts, in numbers."""

from collections.abc import Mapping

from rich.table import Table

from console.render.grid import grid
from console.translation import Words
from console.vocabulary import OUTCOMES, outcome
from consumers.counts import Tally

_ORDER = {name: place for place, name in enumerate(OUTCOMES)}


def tally_document(tally: Tally) -> dict[str, int]:
    """Return outcome → count over all windows."""
    totals: dict[str, int] = {}
    for (_, name), count in tally.counts.items():
        totals[name] = totals.get(name, 0) + count
    return {name: count for name, count in sorted(totals.items()) if count}


def tally_table(tally: Tally, words: Words) -> Table:
    """Return the counts of one run."""
    return totals_table(tally_document(tally), words)


def totals_table(totals: Mapping[str, int], words: Words) -> Table:
    """Return counts by outcome."""
    ordered = sorted(totals.items(), key=lambda pair: (_ORDER.get(pair[0], len(_ORDER)), pair[0]))
    rows = ((outcome(words, name), str(count)) for name, count in ordered)
    return grid([words("what became of posts"), words("number")], rows)
