from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from console import edge
from console.cli import build
from runtime.errors import StoreUnavailableError

MANUAL = Path(__file__).parents[2] / "docs" / "commands.md"


def calls(command=None, path=()):
    command = command or get_command(build())
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from calls(inner, (*path, name))
        yield path
    else:
        yield path


@pytest.mark.parametrize("call", list(calls()), ids=" ".join)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_command_explains_itself(run, lang, call):
    shown = run("--lang", lang, *call, "--help").stdout
    assert ("Gebruik:" if lang == "nl" else "Usage:") in shown
    assert ("Toon deze uitleg" if lang == "nl" else "Show this message") in shown


@pytest.mark.parametrize("call", list(calls()), ids=" ".join)
def test_dutch_help_has_no_english_in_it(run, call):
    shown = " ".join(run("--lang", "nl", *call, "--help").stdout.split())
    assert not {" the ", " of the ", "Options", "Commands"} & {
        word for word in (" the ", " of the ", "Options", "Commands") if word in shown
    }


def test_the_manual_is_the_help_of_the_commands(run):
    written = MANUAL.read_text("utf-8")
    assert written.endswith(run("--lang", "en", "manual").stdout)


def test_the_manual_knows_every_command():
    written = MANUAL.read_text("utf-8")
    for call in calls():
        if call and call != ("manual",) and isinstance(call[-1], str):
            assert f"doxwacht {' '.join(call)}" in written


def test_the_exit_codes_of_the_manual_are_those_of_the_errors():
    written = MANUAL.read_text("utf-8")
    for code in (0, 1, 2, 3, 4, 5, 6, 7, edge.BROKEN, edge.INTERRUPTED):
        assert f"| {code} |" in written


def test_the_version_is_shown(run):
    assert run("--version").stdout.startswith("doxwacht ")


def test_without_a_command_help_is_shown(run):
    assert "watchlist" in run(code=2).stdout


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["score"], "Missing"),
        (["status", "--nonsense"], "No such option"),
        (["alerts", "list", "--limit", "0"], "Invalid value"),
        (["--lang", "fr", "status"], "nl or en"),
    ],
)
def test_a_wrong_call_is_explained_in_a_line(run, call, said):
    result = run(*call, code=2)
    assert said in result.stderr
    assert "--help" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_call_is_explained_in_dutch(run):
    assert "bestaat niet" in run("--lang", "nl", "nonsense", code=2).stderr


def test_a_database_that_is_not_prepared_names_the_remedy(run):
    result = run("status", code=2)
    assert "doxwacht init" in result.stderr
    assert result.stdout == ""


def test_bad_settings_are_listed_all_at_once(run, monkeypatch):
    monkeypatch.setenv("DOXWACHT_LOG_LEVEL", "loud")
    monkeypatch.setenv("DOXWACHT_ALERT_BAR", "7")
    monkeypatch.setenv("DOXWACHT_NONSENSE", "secret")
    said = run("--lang", "nl", "status", code=2).stderr
    for name in ("DOXWACHT_LOG_LEVEL", "DOXWACHT_ALERT_BAR", "DOXWACHT_NONSENSE"):
        assert name in said
    assert "Mag hooguit 1 zijn" in said
    assert "secret" not in said
    assert "loud" not in said


def test_the_home_option_wins_over_the_environment(run, tmp_path, home):
    run("--home", tmp_path / "elsewhere", "init")
    assert (tmp_path / "elsewhere" / "watchlist.key").exists()
    assert not home.exists()


def failing(monkeypatch, error):
    """Let `status` fail in the way given."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr("console.commands.status.gather", fail)
    monkeypatch.setattr("console.process.Process.load", lambda _: _Nothing())


def test_a_mistake_in_the_program_shows_its_kind_only(run, monkeypatch):
    failing(monkeypatch, RuntimeError("quotes a name"))
    result = run("status", code=edge.BROKEN)
    assert "RuntimeError" in result.stderr
    assert "quotes a name" not in result.stderr
    assert "Traceback" not in result.stderr


def test_debugging_shows_where_an_error_came_from(run, monkeypatch):
    monkeypatch.setenv("DOXWACHT_DEBUG", "1")
    assert "Traceback" in run("status", code=2).stderr


def test_a_store_that_does_not_answer_has_an_exit_code_of_its_own(run, monkeypatch):
    failing(monkeypatch, StoreUnavailableError("The database did not answer; try again."))
    assert "try again" in run("status", code=6).stderr


class _Nothing:
    def close(self):
        pass


def test_ctrl_c_ends_quietly(run, monkeypatch):
    failing(monkeypatch, KeyboardInterrupt())
    assert "Stopped." in run("status", code=edge.INTERRUPTED).stderr


def test_the_program_runs_by_itself(program):
    result = program("--lang", "nl", "--help")
    assert result.returncode == 0
    assert "beschermlijst" in result.stdout.decode()
