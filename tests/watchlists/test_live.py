import secrets
import subprocess
import sys
import time

import pytest

from runtime.errors import NotFoundError
from watchlists.live import LiveDirectory
from watchlists.versions import Versions

WATCHER = """
import sys
from pathlib import Path
from runtime.audit import Audit
from runtime.clock import SystemClock
from runtime.database import connect
from runtime.keyfile import KeyFile
from runtime.sealing import LiveKeyring
from watchlists.live import LiveDirectory
from watchlists.versions import Versions

url, key_file, audit_key = sys.argv[1:]
keyring = LiveKeyring(KeyFile(Path(key_file)))
audit = Audit(bytes.fromhex(audit_key))
live = LiveDirectory(Versions(connect(url), SystemClock(), audit, keyring), check_every_s=0.05)
for _ in sys.stdin:
    print(len(live.current()), live.version, flush=True)
"""


class Ticks:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def live(versions, ticks):
    return LiveDirectory(versions, ticking=ticks)


def test_without_a_list_it_says_what_to_do(live):
    with pytest.raises(NotFoundError, match="watchlist import"):
        live.current()
    assert live.version == 0


def test_a_new_list_is_noticed_within_a_second(live, versions, staff, ticks):
    versions.import_list(staff(3), "u-1", "u-2", "a.csv")
    first = live.current()
    versions.import_list(staff(1), "u-1", "u-2", "a.csv")
    ticks.now = 0.9
    assert live.current() is first
    ticks.now = 1.0
    assert (len(live.current()), live.version) == (1, 2)


def test_rollback_and_reseal_are_noticed_too(live, versions, staff, ticks, key_file):
    versions.import_list(staff(3), "u-1", "u-2", "a.csv")
    versions.import_list(staff(1), "u-1", "u-2", "a.csv")
    assert len(live.current()) == 1
    versions.rollback(1, "u-1", "u-2")
    ticks.now = 1.0
    assert len(live.current()) == 3
    before = live.current()
    key_file.rotate()
    versions.reseal("u-1")
    ticks.now = 2.0
    assert live.current() is not before


def test_the_same_list_is_not_read_twice(live, versions, staff, ticks, monkeypatch):
    versions.import_list(staff(3), "u-1", "u-2", "a.csv")
    first = live.current()
    monkeypatch.setattr(Versions, "load_directory", None)
    ticks.now = 100.0
    assert live.current() is first


def test_a_proposal_changes_nothing_for_a_running_process(live, versions, staff, ticks):
    versions.import_list(staff(3), "u-1", "u-2", "a.csv")
    first = live.current()
    versions.propose(staff(1), "u-1", "a.csv")
    ticks.now = 1.0
    assert live.current() is first


def test_its_repr_names_nobody(live, versions, staff):
    versions.import_list(staff(3, "Geheim"), "u-1", "u-2", "a.csv")
    live.current()
    assert "Geheim" not in repr(live)


@pytest.fixture
def watcher(url, tmp_path):
    """Start a process of its own that says what it sees each time it is asked."""
    command = [sys.executable, "-c", WATCHER, url, str(tmp_path / "keys" / "watchlist.key")]
    with subprocess.Popen(
        [*command, secrets.token_bytes(32).hex()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()
        assert process.wait(30) == 0


def ask(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().split()


def ask_until(process, wanted):
    deadline = time.monotonic() + 20
    while (answer := ask(process)) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def test_another_process_follows_imports_rotation_and_rollback(versions, staff, key_file, watcher):
    versions.import_list(staff(3), "u-1", "u-2", "a.csv")
    assert ask_until(watcher, ["3", "1"]) == ["3", "1"]
    versions.import_list(staff(5), "u-1", "u-2", "a.csv")
    assert ask_until(watcher, ["5", "2"]) == ["5", "2"]
    key_file.rotate()
    versions.reseal("u-1")
    key_file.drop_retired()
    versions.import_list(staff(4), "u-1", "u-2", "a.csv")
    assert ask_until(watcher, ["4", "3"]) == ["4", "3"]
    versions.rollback(1, "u-1", "u-2")
    assert ask_until(watcher, ["3", "1"]) == ["3", "1"]
