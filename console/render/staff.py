"""The watchlist on the screen: ids and column names; values only where a reason was given."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from console.render.grid import grid
from console.render.moments import show
from console.translation import N_, Words
from console.vocabulary import say
from matchers.staff import StaffEntry
from watchlists.columns import COLUMNS
from watchlists.diff import Diff
from watchlists.version import Version

VERSION_STATES = {
    "proposed": N_("proposed"),
    "active": N_("active"),
    "superseded": N_("superseded"),
    "withdrawn": N_("withdrawn"),
    "erased": N_("erased"),
}
_MOST_IDS = 20


def diff_parts(diff: Diff, words: Words) -> Iterator[RenderableType]:
    """Yield what changes, by id and column name."""
    if not diff:
        yield words("Nothing changes: the list is the same as the active one.")
        return
    yield words("What changes:")
    yield grid(
        [words("change"), words("number"), words("staff ids")],
        [
            (words("added"), str(len(diff.added)), _ids(diff.added, words)),
            (words("removed"), str(len(diff.removed)), _ids(diff.removed, words)),
            (words("changed"), str(len(diff.changed)), _changes(diff, words)),
        ],
    )


def table(entries: Sequence[StaffEntry], words: Words, *, reveal: bool) -> Table:
    """Return the people on a list."""
    headers = [words("staff id"), words("unit"), words("filled in")]
    if reveal:
        headers.insert(1, words("name"))
    return grid(headers, (_row(entry, reveal=reveal) for entry in entries))


def versions_table(versions: Iterable[Version], words: Words) -> Table:
    """Return the versions of a list."""
    headers = [words("version"), words("state"), words("staff"), words("brought in"),
               words("by"), words("confirmed by")]  # fmt: skip
    return grid(
        headers,
        (
            (
                str(one.version),
                say(words, VERSION_STATES, one.state),
                str(one.staff_count),
                show(one.imported_at, words),
                one.imported_by,
                one.confirmed_by or "-",
            )
            for one in versions
        ),
    )


def document(entry: StaffEntry, *, reveal: bool) -> dict[str, Any]:
    """Return one member of staff for scripts."""
    if reveal:
        return {column: getattr(entry, column) for column in COLUMNS}
    return {"staff_id": entry.staff_id, "unit": entry.unit, "filled_in": _filled(entry)}


def full_name(entry: StaffEntry) -> str:
    """Return a name as colleagues say it."""
    first = entry.call_name or " ".join(entry.given_names) or entry.initials
    return " ".join(filter(None, (first, entry.prefix, entry.surname)))


def _row(entry: StaffEntry, *, reveal: bool) -> list[str]:
    row = [entry.staff_id, entry.unit or "-", ", ".join(_filled(entry))]
    if reveal:
        row.insert(1, full_name(entry))
    return row


def _filled(entry: StaffEntry) -> list[str]:
    return [column for column in COLUMNS[1:] if getattr(entry, column)]


def _ids(ids: Sequence[str], words: Words) -> str:
    return _cut(list(ids), words)


def _changes(diff: Diff, words: Words) -> str:
    return _cut([f"{one.staff_id} ({', '.join(one.columns)})" for one in diff.changed], words)


def _cut(items: list[str], words: Words) -> str:
    left = len(items) - _MOST_IDS
    more = [words("and {n} more", n=left)] if left > 0 else []
    return ", ".join([*items[:_MOST_IDS], *more]) or "-"
