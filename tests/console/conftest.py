"""The command line in-process and as a program, in a home of its own, in English."""

import importlib.util
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli import app

ROOT = Path(__file__).parents[2]
SCENARIO = ROOT / "scenarios" / "demonstration-solicitation"
INCIDENT = "oefening-mars-merwedam"

STAFF = """\
staff_id,given_names,call_name,initials,prefix,surname,unit,phones,addresses
T-1,Jan Pieter,Jan,J.P.,van den,Eikenhorst,ME 1,06-12345601,"Dennenlaan 912, 9999 XA Merwedam"
T-2,Fatma,Fatma,F.,,Yildizoglu,Basisteam Noord,,
"""
OTHER_STAFF = STAFF.replace("Basisteam Noord", "Basisteam Zuid") + "T-3,,,,,Kwartelmans,,,\n"
BROKEN_STAFF = STAFF.replace("06-12345601", "geen") + "T-2,,,,,,,,\n"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """Nothing of the machine's own settings, and logging as it was afterwards."""
    for name in list(os.environ):
        if name.startswith("DOXWACHT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DOXWACHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DOXWACHT_LANG", "en")
    monkeypatch.setenv("DOXWACHT_USER", "analyst-1")
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers, root.level = before


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def run():
    """Run a command in this process and check its exit code."""

    def call(*arguments, code=0, answer=None):
        result = CliRunner().invoke(app, [str(one) for one in arguments], input=answer)
        assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
        return result

    return call


@pytest.fixture
def run_json(run):
    """Run a command with --json and return the document."""

    def call(*arguments, **options):
        return json.loads(run(*arguments, "--json", **options).stdout)

    return call


@pytest.fixture
def program():
    """Run the command as a program of its own."""

    def call(*arguments, stdin=b"", **environ):
        return subprocess.run(
            [sys.executable, "-m", "console", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
            cwd=ROOT,
            env=os.environ | environ,
        )

    return call


@pytest.fixture
def staff_file(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(STAFF, "utf-8")
    return path


@pytest.fixture
def ready(run, staff_file):
    """Return `run` for a home with a watchlist."""
    run("init")
    run("watchlist", "import", staff_file, "--by", "chief-1", "--confirmed-by", "chief-2", "--yes")
    return run


@pytest.fixture
def incident_file(tmp_path):
    """Return a function that writes an incident around now."""

    def write(starts_at, ends_at, **more):
        lines = {
            "id": "march-1",
            "kind": "demonstration",
            "title": "An invented march",
            "places": ["Merwedam"],
            "purpose": "Protect staff",
            "legal_basis": "invented basis",
            "authorised_by": "chief-1",
        } | more
        path = tmp_path / "incident.toml"
        text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
        path.write_text(
            f"{text}starts_at = {starts_at.isoformat()}\nends_at = {ends_at.isoformat()}\n", "utf-8"
        )
        return path

    return write


@pytest.fixture(scope="session")
def renew():
    """Return the script that renews the catalogues."""
    path = ROOT / "console" / "locale" / "renew.py"
    spec = importlib.util.spec_from_file_location("renew", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
