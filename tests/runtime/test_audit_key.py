import subprocess
import sys

import pytest
import sqlalchemy as sa

from runtime.audit import Entry
from runtime.audit_key import load_audit, reseal_audit_key
from runtime.database import reading, writing
from runtime.errors import TamperedError
from runtime.sealing import Keyring, UnknownKeyError, key_id, key_id_of
from runtime.tables import stored_secret

OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def append(engine, audit):
    with writing(engine) as connection:
        audit.append(connection, Entry("u-1", "case_opened", "case", "c-1"))


def sealed(engine):
    with reading(engine) as connection:
        return connection.scalar(sa.select(stored_secret.c.sealed))


def test_the_key_is_made_once(engine):
    append(engine, load_audit(engine, Keyring(OLD)))
    again = load_audit(engine, Keyring(OLD))
    append(engine, again)
    assert again.verify(engine).entries == 2


def test_the_chain_outlives_a_rotation(engine):
    append(engine, load_audit(engine, Keyring(OLD)))
    with writing(engine) as connection:
        reseal_audit_key(connection, Keyring(NEW, [OLD]))
    assert key_id_of(sealed(engine)) == key_id(NEW)
    fresh = load_audit(engine, Keyring(NEW))
    append(engine, fresh)
    assert fresh.verify(engine).entries == 2
    with pytest.raises(UnknownKeyError):
        load_audit(engine, Keyring(OLD))


def test_resealing_before_there_is_a_key_does_nothing(engine):
    with writing(engine) as connection:
        reseal_audit_key(connection, Keyring(OLD))
    assert sealed(engine) is None


def test_a_key_that_was_removed_is_not_replaced(engine):
    append(engine, load_audit(engine, Keyring(OLD)))
    with writing(engine) as connection:
        connection.execute(sa.delete(stored_secret))
    with pytest.raises(TamperedError, match="its key is gone"):
        load_audit(engine, Keyring(OLD))


STARTER = """
import sys
from runtime.audit import Entry
from runtime.audit_key import load_audit
from runtime.database import connect, writing
from runtime.sealing import Keyring

engine = connect(sys.argv[1])
audit = load_audit(engine, Keyring(bytes(range(32))))
with writing(engine) as connection:
    audit.append(connection, Entry("u-1", "started", "process", "p"))
engine.dispose()
"""


def test_processes_that_start_at_the_same_time_share_one_key(engine, url):
    started = [subprocess.Popen([sys.executable, "-c", STARTER, url]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert load_audit(engine, Keyring(OLD)).verify(engine).entries == 4
