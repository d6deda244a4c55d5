"""The key of the audit chain: random, sealed in the database, the same through rotations.

It refuses to make a second one beside an existing log: that would hide a removed key.
"""

import secrets

from sqlalchemy import Connection, Engine, func, insert, select, update

from runtime.audit import Audit
from runtime.clock import Clock
from runtime.database import reading, writing
from runtime.errors import TamperedError
from runtime.sealing import Keyring
from runtime.settings import KEY_BYTES
from runtime.tables import audit_log, stored_secret

_NAME = "audit"
_PURPOSE = "audit_key"


def load_audit(engine: Engine, keyring: Keyring, clock: Clock | None = None) -> Audit:
    """Return the audit log of this database; the first call makes its key.

    Raises:
        TamperedError: there are entries but no key, or the key cannot be opened.
    """
    with reading(engine) as connection:
        sealed = _sealed(connection)
    if sealed is None:
        sealed = _created(engine, keyring)
    return Audit(keyring.open(_PURPOSE, sealed), clock)


def reseal_audit_key(connection: Connection, keyring: Keyring) -> None:
    """Seal the key anew under the primary key, inside the caller's write transaction."""
    sealed = _sealed(connection)
    if sealed is not None:
        fresh = keyring.seal(_PURPOSE, keyring.open(_PURPOSE, sealed))
        connection.execute(
            update(stored_secret).where(stored_secret.c.name == _NAME).values(sealed=fresh)
        )


def _sealed(connection: Connection) -> bytes | None:
    found: bytes | None = connection.scalar(
        select(stored_secret.c.sealed).where(stored_secret.c.name == _NAME)
    )
    return found


def _created(engine: Engine, keyring: Keyring) -> bytes:
    with writing(engine) as connection:
        found = _sealed(connection)
        if found is not None:  # another process was first
            return found
        if connection.scalar(select(func.count()).select_from(audit_log)):
            raise TamperedError("The audit log has entries but its key is gone; restore a backup.")
        sealed = keyring.seal(_PURPOSE, secrets.token_bytes(KEY_BYTES))
        connection.execute(insert(stored_secret).values(name=_NAME, sealed=sealed))
        return sealed
