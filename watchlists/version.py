"""One version of the watchlist as people decide on it; what is in it stays sealed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a version stands.

    proposed → active or withdrawn; active → superseded; superseded → active (rollback) or
    erased. What was withdrawn or erased holds no records any more.
    """

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Version:
    """A whole list as imported at one time.

    Attributes:
        version: counts up from 1; a number is never used again.
        source_name: name of the file; may itself name somebody, so it is sealed when stored.
        confirmed_by: who confirmed the first time; empty while proposed.
        based_on: the version that was active when it was proposed, 0 for none.
    """

    version: int
    state: State
    staff_count: int
    imported_by: str
    imported_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    based_on: int = 0
    source_name: str = field(default="", repr=False)
