import pytest

from runtime.keyfile import KeyFile


def test_the_first_run_makes_home_database_and_key(run_json, home):
    assert run_json("init") == {"home": str(home), "made": ["home", "database", "key"]}
    assert (home / "watchlist.key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_second_run_changes_nothing(run, run_json, home):
    run("init")
    key = KeyFile(home / "watchlist.key").read()
    assert run_json("init")["made"] == []
    assert "nothing was changed" in run("init").stdout
    assert KeyFile(home / "watchlist.key").read() == key


def test_it_says_what_it_made_and_what_comes_next(run):
    shown = run("--lang", "nl", "init").stdout
    assert "Sleutelbestand gemaakt" in shown
    assert "Bewaar er een kopie van" in shown
    assert "watchlist import" in shown


def test_no_second_key_is_made_beside_a_sealed_database(run, home):
    run("init")
    (home / "watchlist.key").unlink()
    assert "Restore the key file" in run("init", code=2).stderr
    assert not (home / "watchlist.key").exists()


def test_a_key_in_the_environment_needs_no_file(run, home, monkeypatch):
    monkeypatch.setenv("DOXWACHT_WATCHLIST_KEY", "A" * 43 + "=")
    run("init")
    assert not (home / "watchlist.key").exists()


@pytest.mark.parametrize("command", ["status", "ingest -", "alerts list", "audit verify"])
def test_nothing_works_before(run, command):
    assert "doxwacht init" in run(*command.split(), code=2).stderr
