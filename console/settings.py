"""Settings of the command line: who is at it, and how much it tells when it breaks.

It refuses to know any setting of another room.
"""

import getpass
from typing import Annotated

from pydantic import AfterValidator, Field

from runtime.settings import Settings

_LONGEST = 64


def _user_id(value: str) -> str:
    if not (0 < len(value) <= _LONGEST and value.isprintable() and " " not in value):
        raise ValueError(f"must be 1 to {_LONGEST} characters without spaces")
    return value


def _login() -> str:
    """Return the login name; a container may know its user by number only."""
    try:
        return getpass.getuser().replace(" ", "_")[:_LONGEST]
    except (KeyError, OSError):
        return "unknown"


class ConsoleSettings(Settings):
    """What the command line needs to know about its user."""

    user: Annotated[str, AfterValidator(_user_id)] = Field(
        default_factory=_login,
        description="user id in the audit log; the login name unless set",
    )
    debug: bool = Field(
        default=False, description="show where an error came from, instead of one line"
    )
