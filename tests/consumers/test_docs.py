"""docs/formats.md says what the code does."""

import re
from pathlib import Path

from consumers import counts
from consumers.files import LINE_TOO_LONG
from consumers.formats.ndjson import REASONS
from runtime import errors

FORMATS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def section(title):
    return FORMATS.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_reason_is_listed_and_no_other():
    listed = re.findall(r"^\| `([a-z0-9_]+)` \|", section("Dead letters"), re.MULTILINE)
    assert sorted(listed) == sorted(REASONS | {LINE_TOO_LONG})


def test_every_exit_code_is_listed_with_its_errors():
    rows = re.findall(r"^\| (\d) \| (.*?) \|", section("Exit codes"), re.MULTILINE)
    listed = {name: int(code) for code, names in rows for name in re.findall(r"`(\w+)`", names)}
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert listed == {kind.__name__: kind.exit_code for kind in classes}


def test_every_outcome_is_listed():
    names = (counts.SEEN, counts.OUTSIDE_WINDOW, counts.SCORED, counts.BELOW_BAR, counts.RETRIED)
    assert [name for name in names if f"| `{name}` |" not in section("Counts")] == []
