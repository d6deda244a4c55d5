"""What the documentation says exists: links, commands, settings, keys of the incident file."""

import importlib
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from typer.exceptions import TyperException

from console.cli import build
from incidents import files
from runtime.settings import Settings, variable_of

ROOT = Path(__file__).parents[2]
ROOMS = ("runtime", "incidents", "consumers", "console")
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_FOLDERS = [one for one in ROOT.iterdir() if one.is_dir() and not one.name.startswith(".")]
PAGES = sorted({*ROOT.glob("*.md"), *(page for one in _FOLDERS for page in one.rglob("*.md"))})
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_VARIABLE = re.compile(r"\bDOXWACHT_[A-Z][A-Z_]*[A-Z]\b")
_MOST_WORDS = 800


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


def anchors(page):
    """Return the anchors of a page's headings, as a forge makes them."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def broken_links(page):
    for target in _LINK.findall(without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            yield target


def command_lines(page):
    """Yield the command lines that stand in a block, to be typed as they are."""
    for language, block in _FENCE.findall(page.read_text("utf-8")):
        if language == "sh":
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                if words and Path(words[0]).name == "doxwacht":
                    yield words[1:]


def mentions(page):
    """Yield the commands that are named within a sentence or table; they may be cut short."""
    text = _FENCE.sub("", page.read_text("utf-8")).replace("\\|", "|")
    for code in re.findall(r"`((?:\.venv/bin/)?doxwacht [^`]+)`", text):
        yield [word for word in shlex.split(code)[1:] if word != "..."]


@pytest.fixture(scope="module")
def root():
    return typer.main.get_command(build())


def parse(command, words, parent=None):
    """Parse a complete line as the program would; raises a usage error when it could not."""
    words = words[: words.index(">")] if ">" in words else words
    context = command.make_context("doxwacht", list(words), parent=parent)
    if hasattr(command, "commands"):
        name, found, rest = command.resolve_command(context, rest_of(context))
        assert name is not None
        parse(found, rest, context)


def rest_of(context):
    return [*context._protected_args, *context.args]


def options_of(command):
    return {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {
        "--help"
    }


def unknown_words(root, words):
    """Yield the command names and options of a mention that the program does not have."""
    command, known = root, options_of(root)
    for before, word in pairwise(["", *words]):
        if word.startswith("--"):
            if word not in known:
                yield word
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
            known |= options_of(command)
        elif hasattr(command, "commands") and not before.startswith("--"):
            yield word


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_every_command_line_can_be_typed(page, root):
    for words in command_lines(page):
        parse(root, words)


@pytest.mark.parametrize("page", GUIDES, ids=name_of)
def test_every_command_that_is_named_exists(page, root):
    assert [word for words in mentions(page) for word in unknown_words(root, words)] == []


@pytest.mark.parametrize(
    "line", ["windw open", "status --nonsense", "window close", "alerts list --act x"]
)
def test_a_line_that_cannot_be_typed_would_be_seen(line, root):
    with pytest.raises(TyperException):
        parse(root, line.split())


def test_a_name_that_does_not_exist_would_be_seen(root):
    assert list(unknown_words(root, ["window", "shut", "--rason"])) == ["shut", "--rason"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_is_named_exists(page):
    for room in ROOMS:
        importlib.import_module(f"{room}.settings")
    classes = Settings.__subclasses__()
    known = {variable_of(field) for one in classes for field in one.model_fields}
    named = set(_VARIABLE.findall(page.read_text("utf-8")))
    assert {one for one in named if not one.startswith("DOXWACHT_TEST_")} <= known


def test_every_key_of_the_incident_file_is_listed():
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    section = text.split("\n## Incident file (TOML)\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)
    assert sorted(key for row in rows for key in re.findall(r"\w+", row)) == sorted(files._KEYS)


def test_the_incident_that_is_shown_can_be_read():
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    example = next(block for language, block in _FENCE.findall(text) if language == "toml")
    assert files.read_incident(example.encode(), "example").title == "Woonmars Merwedam"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("snelgids-*.md")), ids=name_of)
def test_a_quick_guide_is_quick_and_says_that_silence_is_not_safety(page):
    text = page.read_text("utf-8")
    assert len(text.split()) < _MOST_WORDS
    assert "geen meldingen" in text.lower()
    assert "veilig" in text
    assert "doxwacht exercise" in text
    assert "\n## Nooit\n" in text
