import os
import pty
import subprocess
import sys

import pytest
from rich.console import Console

from console.session import Session
from console.translation import speak
from runtime.errors import RefusedError


@pytest.fixture
def session():
    return Session(speak("en"), dict(os.environ))


@pytest.mark.parametrize("answer", ["y", "yes", "J", "ja ", "YES"])
def test_yes_is_heard_in_both_languages(session, monkeypatch, answer, tmp_path):
    typed = tmp_path / "typed"
    typed.write_text(f"{answer}\n", "utf-8")
    with typed.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        session.confirm("Sure?", is_sure=False)


def test_with_nobody_to_ask_nothing_is_done(session, monkeypatch):
    with open(os.devnull, encoding="utf-8") as stdin:  # noqa: PTH123 - a device
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(RefusedError, match="--yes"):
            session.confirm("Sure?", is_sure=False)
        session.confirm("Sure?", is_sure=True)


def test_progress_is_for_terminals_only(session):
    assert session.progress().disable
    session.err = Console(stderr=True, force_terminal=True)
    assert not session.progress().disable


def test_the_environment_of_the_process_is_not_changed(session, tmp_path):
    session.use_home(tmp_path)
    assert session.environ["DOXWACHT_HOME"] == str(tmp_path)
    assert os.environ["DOXWACHT_HOME"] != str(tmp_path)


def test_markup_in_a_text_is_shown_and_not_obeyed(session, capsys):
    Session(session.words, session.environ).show("[bold]x[/bold] :smile:")
    assert "[bold]x[/bold] :smile:" in capsys.readouterr().out


def test_a_terminal_gets_colours_and_a_pipe_does_not(program):
    assert b"\x1b[" not in program("--help").stdout
    master, slave = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "console", "--help"],
        stdout=slave, stderr=slave, check=True, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(slave)
    shown = os.read(master, 65536)
    os.close(master)
    assert b"\x1b[" in shown
