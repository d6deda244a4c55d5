"""Files a user names: read whole, with an error that says what to do."""

import os
from pathlib import Path

from runtime.errors import BadInputError


def read_file(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        BadInputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as exc:
        raise unreadable(path, exc) from None


def unreadable(path: Path, exc: OSError) -> BadInputError:
    """Return the error for a file that cannot be read or written."""
    return BadInputError(
        f"{path.name} cannot be opened: {os.strerror(exc.errno or 0)}. Check its name and rights."
    )
