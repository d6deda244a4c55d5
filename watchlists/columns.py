"""The columns of a watchlist file; what is in their cells is checked in `watchlists.record`."""

COLUMNS = (
    "staff_id",
    "given_names",
    "call_name",
    "initials",
    "prefix",
    "surname",
    "aliases",
    "rank",
    "unit",
    "station",
    "public_role",
    "public_handles",
    "handles",
    "phones",
    "emails",
    "addresses",
    "plates",
    "relatives",
)
"""All names a header may hold, in the order in which they are written; any order is read."""

REQUIRED = ("staff_id", "surname")
"""A file without these columns, or a row with one of these cells empty, is a mistake."""

MANY = frozenset(
    {
        "aliases",
        "public_handles",
        "handles",
        "phones",
        "emails",
        "addresses",
        "plates",
        "relatives",
    }
)
"""Columns whose cells hold several values, separated by `|`."""

PERSON_NAMES = frozenset(
    {"given_names", "call_name", "initials", "prefix", "surname", "aliases", "relatives"}
)
"""Columns that hold names of people."""

SEPARATOR = "|"

MAX_CELL_CHARACTERS = 200
