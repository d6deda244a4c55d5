import base64
import importlib
import pkgutil
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from runtime.errors import ConfigError
from runtime.settings import (
    PREFIX,
    RuntimeSettings,
    Settings,
    check_environment,
    comma_separated,
    variable_of,
)

KEY = base64.b64encode(bytes(range(32))).decode()
ROOMS = ["runtime", "incidents", "matchers", "watchlists", "alerts", "cases", "consumers"]
DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def shipped_settings():
    for room in [*ROOMS, "console"]:
        package = importlib.import_module(room)
        if any(module.name == "settings" for module in pkgutil.iter_modules(package.__path__)):
            importlib.import_module(f"{room}.settings")
    return [cls for cls in Settings.__subclasses__() if not cls.__module__.startswith("test")]


class Sample(Settings):
    """Invented settings of an invented room."""

    sample_shape: Literal["round", "square"] = Field(default="round", description="its shape")
    sample_count: int = Field(default=1, ge=1, le=9, description="how many")


def test_defaults_need_no_environment():
    settings = RuntimeSettings.load({})
    assert settings.home.is_absolute()
    assert settings.database_url == f"sqlite:///{settings.home / 'doxwacht.sqlite'}"
    assert settings.watchlist_key_file == settings.home / "watchlist.key"
    assert settings.watchlist_key is None


def test_the_environment_is_read_under_its_prefix(tmp_path):
    settings = RuntimeSettings.load(
        {"DOXWACHT_HOME": str(tmp_path), "DOXWACHT_LOG_FORMAT": "json", "LOG_LEVEL": "debug"}
    )
    assert settings.home == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path / 'doxwacht.sqlite'}"
    assert settings.log_format == "json"
    assert settings.log_level == "info"


def test_the_process_environment_is_read_by_load_alone(monkeypatch):
    monkeypatch.setenv("DOXWACHT_SAMPLE_COUNT", "7")
    assert Sample().sample_count == 1
    assert Sample.load().sample_count == 7


def test_an_empty_variable_counts_as_not_set():
    assert Sample.load({"DOXWACHT_SAMPLE_COUNT": ""}).sample_count == 1


def test_every_bad_variable_is_listed_without_its_value():
    with pytest.raises(ConfigError) as caught:
        Sample.load({"DOXWACHT_SAMPLE_SHAPE": "hunter2", "DOXWACHT_SAMPLE_COUNT": "4711"})
    message = str(caught.value)
    assert "DOXWACHT_SAMPLE_SHAPE" in message
    assert "'round' or 'square'" in message
    assert "DOXWACHT_SAMPLE_COUNT" in message
    assert "less than or equal to 9" in message
    assert "hunter2" not in message
    assert "4711" not in message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("bad", ["hunter2", KEY[:-4], KEY + "AAAA", "é" * 44])
def test_a_key_that_is_none_is_refused_and_not_shown(bad):
    with pytest.raises(ConfigError) as caught:
        RuntimeSettings.load({"DOXWACHT_WATCHLIST_KEY": bad})
    assert "DOXWACHT_WATCHLIST_KEY: must be the base64 of 32 random bytes" in str(caught.value)
    assert bad not in str(caught.value)


def test_keys_and_passwords_are_not_shown():
    settings = RuntimeSettings.load(
        {
            "DOXWACHT_WATCHLIST_KEY": KEY,
            "DOXWACHT_WATCHLIST_KEY_RETIRED": f"{KEY}, {KEY}",
            "DOXWACHT_DATABASE_URL": "postgresql://somebody:hunter2@db/doxwacht",
        }
    )
    assert len(settings.watchlist_key_retired) == 2
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="frozen"):
        Sample().sample_count = 2


def test_a_broken_home_is_the_only_problem_it_causes():
    with pytest.raises(ConfigError) as caught:
        RuntimeSettings.load({"DOXWACHT_HOME": "a\0b", "DOXWACHT_LANG": "xx"})
    lines = str(caught.value).splitlines()[1:]
    assert len(lines) <= 2
    assert all(line.startswith(("- DOXWACHT_HOME", "- DOXWACHT_LANG")) for line in lines)


def test_rooms_are_checked_together_and_a_slip_of_the_pen_is_noticed():
    environ = {
        "DOXWACHT_SAMPLE_COUNT": "many",
        "DOXWACHT_LANG": "xx",
        "DOXWACHT_LOG_LEVL": "debug",
        "DOXWACHT_TEST_KAFKA": "localhost",
        "PATH": "/bin",
    }
    with pytest.raises(ConfigError) as caught:
        check_environment([Sample, RuntimeSettings], environ)
    lines = str(caught.value).splitlines()[1:]
    assert [line.split(":")[0] for line in lines] == [
        "- DOXWACHT_SAMPLE_COUNT",
        "- DOXWACHT_LANG",
        "- DOXWACHT_LOG_LEVL",
    ]


def test_a_good_environment_passes():
    check_environment([Sample, RuntimeSettings], {"DOXWACHT_SAMPLE_COUNT": "2"})


def test_comma_separated_leaves_other_values_alone():
    assert comma_separated(" a, b,, c ") == ("a", "b", "c")
    assert comma_separated(("a", "b")) == ("a", "b")


def test_every_setting_is_documented():
    documented = DOCS.read_text(encoding="utf-8")
    wanted = {variable_of(field) for cls in shipped_settings() for field in cls.model_fields}
    assert wanted
    assert [name for name in sorted(wanted) if f"`{name}`" not in documented] == []


def test_every_documented_variable_exists():
    rows = [line.split("`")[1] for line in DOCS.read_text("utf-8").splitlines() if "| `" in line]
    documented = {row for row in rows if row.startswith(PREFIX)}
    wanted = {variable_of(field) for cls in shipped_settings() for field in cls.model_fields}
    assert documented - wanted == set()


def test_every_setting_has_a_description():
    bare = [
        f"{cls.__name__}.{name}"
        for cls in shipped_settings()
        for name, field in cls.model_fields.items()
        if not field.description
    ]
    assert bare == []
