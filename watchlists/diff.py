"""What changes between two lists: ids and column names, never the values themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from matchers.staff import StaffEntry
from watchlists.columns import COLUMNS, MANY


@dataclass(frozen=True, slots=True)
class Change:
    """A member of staff on both lists whose record differs in these columns."""

    staff_id: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The way from one list to another; ids in order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.added or self.removed or self.changed)


def compare(old: Iterable[StaffEntry], new: Iterable[StaffEntry]) -> Diff:
    """Return what `new` adds, removes and changes; the order of rows and values means nothing."""
    before = {entry.staff_id: entry for entry in old}
    after = {entry.staff_id: entry for entry in new}
    both = sorted(before.keys() & after.keys())
    changes = (Change(each, _differing(before[each], after[each])) for each in both)
    return Diff(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(change for change in changes if change.columns),
    )


def _differing(before: StaffEntry, after: StaffEntry) -> tuple[str, ...]:
    if before == after:
        return ()
    return tuple(name for name in COLUMNS if _value(before, name) != _value(after, name))


def _value(entry: StaffEntry, column: str) -> object:
    value = getattr(entry, column)
    return frozenset(value) if column in MANY else value
