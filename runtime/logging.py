"""Log lines on standard error: snake_case events with ids, and nothing that names a person.

It refuses objects, long texts and words for personal data, whatever the caller meant; of an
exception it shows where and of which kind, and the message only when it is one of ours.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from runtime.errors import DoxwachtError
from runtime.settings import RuntimeSettings

WITHHELD = "<withheld>"
LONGEST = 200
"""Longest text in a log line, in characters: ids are shorter, posts often are not."""

_PERSONAL = frozenset(
    {"address", "author", "birth_date", "bsn", "call_name", "email", "given_names", "handle"}
    | {"iban", "initials", "message", "name", "names", "phone", "plate", "surname", "text"}
    | {"title", "url"}
)
_OWN_KEYS = frozenset({"exc_info", "exception"})


def configure(settings: RuntimeSettings) -> None:
    """Set up logging for this process; an entry point calls it once."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings))
    root = logging.getLogger()
    root.handlers = [handler]
    # Other people's libraries may put a value in a message; only their warnings are shown.
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("doxwacht").setLevel(level)


def get_logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module; safe to call at import."""
    return cast("FilteringBoundLogger", structlog.get_logger(f"doxwacht.{name}"))


def _formatter(settings: RuntimeSettings) -> logging.Formatter:
    renderer: structlog.typing.Processor
    if settings.log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _shared() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_exception,
        withhold_personal,
    ]


def withhold_exception(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Replace an exception by its kind and place; a foreign message may quote a value."""
    del logger, method
    found = _exception_of(line.pop("exc_info", None))
    if found is not None:
        line["exception"] = _described(found)
    record = line.get("_record")
    if isinstance(record, logging.LogRecord):
        record.exc_info = record.exc_text = None
    return line


def withhold_personal(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Keep ids, codes, counts and times; withhold everything that could name a person."""
    del logger, method
    for key, value in line.items():
        if key not in _OWN_KEYS and not key.startswith("_"):
            line[key] = WITHHELD if key in _PERSONAL else _plain(value)
    return line


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST else WITHHELD
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return f"<{type(value).__name__}>"


def _exception_of(exc_info: Any) -> BaseException | None:  # noqa: ANN401 - logging's own shape
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return cast("BaseException | None", exc_info[1])
    return sys.exception() if exc_info else None


def _described(exc: BaseException) -> list[str]:
    """Describe the exception and its causes, newest first."""
    lines = [_headline(exc), *_places(exc)]
    cause = exc.__cause__ or (None if exc.__suppress_context__ else exc.__context__)
    return lines if cause is None else [*lines, *_described(cause)]


def _headline(exc: BaseException) -> str:
    kind = type(exc).__name__
    return f"{kind}: {exc}" if isinstance(exc, DoxwachtError) else kind


def _places(exc: BaseException) -> list[str]:
    frames = traceback.extract_tb(exc.__traceback__)
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
