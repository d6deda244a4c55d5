"""Settings: one frozen class per room, read from the environment once by the entry point.

It refuses to read the environment at import and to repeat a value that is wrong: a value
may be a key.
"""

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from runtime.errors import ConfigError

PREFIX = "DOXWACHT_"
KEY_BYTES = 32

_HEADING = "Settings that cannot be used:"


class Settings(BaseSettings):
    """What every room's settings are made from.

    Only `load` reads an environment; made directly, a settings object holds what it was
    given and the defaults. Every field carries a description, which docs/settings.md repeats.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from the constructor only, so that tests never depend on a machine."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read these settings from an environment; an empty variable counts as not set.

        Args:
            environ: the process's own environment when None.

        Raises:
            ConfigError: lists every bad variable and what is allowed, never its value.
        """
        try:
            return cls(**_given(cls, os.environ if environ is None else environ))
        except ValidationError as exc:
            raise ConfigError("\n".join([_HEADING, *_problems(exc)])) from None


def variable_of(field: str) -> str:
    """Return the environment variable of a settings field."""
    return PREFIX + field.upper()


def check_environment(classes: Iterable[type[Settings]], environ: Mapping[str, str]) -> None:
    """Check the settings of several rooms in one go; an entry point calls it first.

    Raises:
        ConfigError: lists the bad variables of all classes, and every variable that starts
            with `DOXWACHT_` but is none of theirs (a slip of the pen would go unnoticed).
    """
    problems: list[str] = []
    known: set[str] = set()
    for cls in classes:
        known |= {variable_of(field) for field in cls.model_fields}
        try:
            cls(**_given(cls, environ))
        except ValidationError as exc:
            problems += _problems(exc)
    problems += _unknown(environ, known)
    if problems:
        raise ConfigError("\n".join([_HEADING, *dict.fromkeys(problems)]))


def _given(cls: type[Settings], environ: Mapping[str, str]) -> dict[str, Any]:
    names = ((field, variable_of(field)) for field in cls.model_fields)
    return {field: environ[name] for field, name in names if environ.get(name)}


def _problems(exc: ValidationError) -> list[str]:
    """Say per variable what is allowed; pydantic's own words hold no value."""
    return [
        f"- {variable_of(str(error['loc'][0]))}: {error['msg'].removeprefix('Value error, ')}"
        for error in exc.errors(include_input=False, include_url=False, include_context=False)
        if error["type"] != "default_factory_not_called"
    ]


def _unknown(environ: Mapping[str, str], known: set[str]) -> list[str]:
    # DOXWACHT_TEST_* name servers for the test suite and mean nothing to the program.
    strange = (
        name
        for name in environ
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_") and name not in known
    )
    return [f"- {name}: there is no such setting; see docs/settings.md" for name in sorted(strange)]


def comma_separated(value: object) -> object:
    """Split a variable that holds several values; for `BeforeValidator` on a tuple field."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _key(value: SecretStr) -> SecretStr:
    try:
        is_key = len(base64.b64decode(value.get_secret_value(), validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        is_key = False
    if not is_key:
        raise ValueError(f"must be the base64 of {KEY_BYTES} random bytes")
    return value


AnyPath = Annotated[Path, AfterValidator(_absolute)]
Key = Annotated[SecretStr, AfterValidator(_key)]


class RuntimeSettings(Settings):
    """What every process needs to know about the place it runs in."""

    home: AnyPath = Field(
        default_factory=lambda: user_data_path("doxwacht", appauthor=False),
        description="folder of the database and the key file",
    )
    database_url: str = Field(
        default_factory=lambda given: f"sqlite:///{given['home'] / 'doxwacht.sqlite'}",
        description="`sqlite:///<path>` or `postgresql://...`",
        repr=False,
    )
    lang: Literal["nl", "en"] = Field(default="nl", description="language of screens and messages")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least severe log line that is written"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="shape of log lines on standard error"
    )
    watchlist_key: Key | None = Field(
        default=None,
        description="the key everything is sealed under, base64; replaces the key file",
    )
    watchlist_key_retired: Annotated[tuple[Key, ...], BeforeValidator(comma_separated)] = Field(
        default=(), description="earlier keys, base64, comma-separated; they only open"
    )
    watchlist_key_file: AnyPath = Field(
        default_factory=lambda given: given["home"] / "watchlist.key",
        description="file with the keys; mode 0600",
    )
