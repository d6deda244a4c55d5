import io
import json
import logging
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from runtime.errors import ConflictError
from runtime.logging import LONGEST, WITHHELD, configure, get_logger
from runtime.settings import RuntimeSettings

SECRET = "Jan van den Berg, Kerkstraat 12"


@pytest.fixture
def lines(monkeypatch):
    """Return a function that gives the lines logged so far; logging is put back afterwards."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    before = root.handlers, root.level
    configure(RuntimeSettings(log_format="json"))
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, _ = before
    root.setLevel(before[1])
    structlog.reset_defaults()


@dataclass
class Record:
    words: str


def test_a_line_holds_event_ids_and_where_it_comes_from(lines):
    get_logger("alerts.store").info("alert_stored", alert_id="a1", score=0.5, again=False)
    (line,) = lines()
    assert line["event"] == "alert_stored"
    assert line["alert_id"] == "a1"
    assert line["score"] == 0.5
    assert line["level"] == "info"
    assert line["logger"] == "doxwacht.alerts.store"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "fields",
    [
        {"text": SECRET},
        {"url": SECRET},
        {"author": SECRET},
        {"surname": SECRET},
        {"record": Record(SECRET)},
        {"records": [Record(SECRET)]},
        {"by_id": {"one": Record(SECRET)}},
        {"raw": SECRET.encode()},
        {"note": SECRET + "." * LONGEST},
    ],
)
def test_what_could_name_a_person_is_withheld(lines, fields):
    get_logger("sample").warning("something_happened", **fields)
    assert SECRET not in json.dumps(lines())
    assert len(lines()) == 1


@pytest.mark.parametrize("given", [True, False])
def test_a_foreign_exception_shows_its_kind_and_place_but_not_its_words(lines, given):
    logger = get_logger("sample")
    try:
        try:
            int(SECRET)
        except ValueError as exc:
            raise KeyError(SECRET) from exc
    except KeyError as exc:
        logger.exception("it_failed", exc_info=exc if given else True)
    (line,) = lines()
    assert SECRET not in json.dumps(line)
    assert [entry for entry in line["exception"] if " in test_" not in entry] == [
        "KeyError",
        "ValueError",
    ]


def test_one_of_our_own_errors_keeps_its_message(lines):
    get_logger("sample").error("it_failed", exc_info=ConflictError("Reload it and decide again."))
    assert lines()[0]["exception"][0] == "ConflictError: Reload it and decide again."


def test_other_libraries_are_heard_from_warning_on_and_just_as_discreet(lines):
    logging.getLogger("library").info("chatter")
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("library").exception("it failed")
    (line,) = lines()
    assert line["event"] == "it failed"
    assert SECRET not in json.dumps(line)


def test_the_level_is_kept(lines):
    get_logger("sample").debug("too_small")
    assert lines() == []


def test_values_of_other_kinds_come_out_readable(lines):
    get_logger("sample").info(
        "counted",
        kinds=("a", 1, None),
        sizes={"a": 1},
        at=datetime(2026, 3, 14, tzinfo=UTC),
        after_s=timedelta(minutes=1.5),
    )
    (line,) = lines()
    assert line["kinds"] == ["a", 1, None]
    assert line["sizes"] == {"a": 1}
    assert line["at"] == "2026-03-14T00:00:00+00:00"
    assert line["after_s"] == 90


def test_console_lines_have_no_colours(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    before = root.handlers
    configure(RuntimeSettings(log_format="console", log_level="debug"))
    get_logger("sample").debug("counted", text=SECRET, posts=3)
    root.handlers = before
    structlog.reset_defaults()
    assert "posts=3" in stream.getvalue()
    assert WITHHELD in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
