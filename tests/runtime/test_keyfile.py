import os
import stat
import subprocess
import sys
import threading

import pytest

from runtime.errors import ConfigError
from runtime.keyfile import KeyFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "watchlist.key"


@pytest.fixture
def key_file(path):
    file = KeyFile(path)
    file.create()
    return file


def test_a_new_file_holds_one_key_for_its_owner_only(key_file, path):
    assert len(key_file.read()) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_there_is_left_alone(key_file, path):
    before = path.read_bytes()
    assert not key_file.create()
    assert path.read_bytes() == before
    assert key_file.exists()


def test_nothing_else_is_left_in_the_folder(key_file, path):
    key_file.create()
    key_file.rotate()
    key_file.drop_retired()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o700 | 0o001])
def test_a_file_open_to_others_is_refused_with_the_command_that_helps(key_file, path, mode):
    path.chmod(mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        key_file.read()


def test_a_file_of_somebody_else_is_refused(key_file, monkeypatch):
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    with pytest.raises(ConfigError, match="chown"):
        key_file.read()


def test_a_missing_file_names_the_command_that_makes_it(path):
    for read in (KeyFile(path).read, KeyFile(path).mark):
        with pytest.raises(ConfigError, match="doxwacht init"):
            read()
    assert not KeyFile(path).exists()


@pytest.mark.parametrize("content", ["", "\n\n", "hunter2\n", "aHVudGVyMg==\n", "é\n"])
def test_a_damaged_file_is_refused_and_not_shown(key_file, path, content):
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="Restore it from a backup") as caught:
        key_file.read()
    assert "hunter2" not in str(caught.value)
    assert "aHVudGVyMg" not in str(caught.value)


def test_rotating_puts_a_new_key_in_front(key_file, path):
    (first,) = key_file.read()
    key_file.rotate()
    key_file.rotate()
    keys = key_file.read()
    assert len(set(keys)) == 3
    assert keys[-1] == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_dropping_keeps_the_primary(key_file):
    key_file.rotate()
    primary = key_file.read()[0]
    key_file.drop_retired()
    assert key_file.read() == (primary,)


def test_a_rotation_changes_the_mark(key_file):
    before = key_file.mark()
    key_file.rotate()
    assert key_file.mark() != before


def test_rotations_at_the_same_time_lose_no_key(key_file):
    threads = [threading.Thread(target=key_file.rotate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(key_file.read())) == 9


def test_a_keyfile_shows_its_path_only(key_file, path):
    assert repr(key_file) == f"KeyFile('{path}')"


READER = """
import sys
from pathlib import Path
from runtime.keyfile import KeyFile
from runtime.sealing import LiveKeyring

folder = Path(sys.argv[1])
ring = LiveKeyring(KeyFile(folder / "watchlist.key"))
sealed = ring.seal("sample", b"plain")
print("ready", flush=True)
while not (folder / "stop").exists():
    assert ring.open("sample", sealed) == b"plain"
    sealed = ring.seal("sample", b"plain")
print(ring.primary_id(), flush=True)
"""


def test_another_process_reads_on_through_rotations(key_file, path):
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path.parent)], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout.readline() == "ready\n"
    for _ in range(50):
        key_file.rotate()
    (path.parent / "stop").touch()
    output, _ = reader.communicate(timeout=30)
    assert reader.returncode == 0
    assert output.strip()


CREATOR = """
import sys
from pathlib import Path
from runtime.keyfile import KeyFile
file = KeyFile(Path(sys.argv[1]))
file.create()
print(file.read()[0].hex())
"""


def test_processes_that_start_at_the_same_time_share_one_key(path):
    command = [sys.executable, "-c", CREATOR, str(path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate(timeout=30)[0] for process in started}) == 1
