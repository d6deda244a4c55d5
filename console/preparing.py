"""A home is made ready: folder, database, key; what is there already is left as it is.

It refuses to make a second key beside a database that is sealed under another.
"""

from sqlalchemy import Engine, func, select

from console.process import Process
from runtime.database import check_migrated, migrate, reading
from runtime.errors import ConfigError
from runtime.keyfile import KeyFile
from runtime.tables import stored_secret

_PRIVATE_FOLDER = 0o700


def prepare(process: Process) -> list[str]:
    """Make what is missing and return what was made: `home`, `database`, `key`.

    Raises:
        ConfigError: the database is sealed under a key that is gone.
    """
    home = process.runtime.home
    made = [] if home.exists() else ["home"]
    home.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    engine = process.raw_engine
    was_ready = _is_ready(engine)
    migrate(engine)
    made += [] if was_ready else ["database"]
    made += ["key"] if _make_key(process) else []
    _ = process.audit  # the first look makes the key of the audit log
    return made


def _make_key(process: Process) -> bool:
    if process.runtime.watchlist_key is not None:
        return False
    file = KeyFile(process.runtime.watchlist_key_file)
    if file.exists():
        return False
    if _holds_secrets(process.raw_engine):
        raise ConfigError(
            "The key file is gone, but the database is sealed under it. Restore the key file"
            " from a backup."
        )
    return file.create()


def _is_ready(engine: Engine) -> bool:
    try:
        check_migrated(engine)
    except ConfigError:
        return False
    return True


def _holds_secrets(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(connection.scalar(select(func.count()).select_from(stored_secret)))
