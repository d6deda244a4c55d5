"""Exercises that come with the program: a story of invented posts with its answer key.

It refuses to run anything; it reads what is in a scenario's folder.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Self

import msgspec

from cases.debrief import Answer, Phase
from console.translation import Lang
from consumers.formats import ndjson
from incidents.files import read_incident
from incidents.incident import Incident
from matchers.finding import Act
from matchers.post import Post
from matchers.staff import StaffEntry
from runtime.errors import NotFoundError
from watchlists.reading import read_watchlist


class _PhaseEntry(msgspec.Struct, frozen=True):
    at_min: int
    name_nl: str
    name_en: str


class _Story(msgspec.Struct, frozen=True):
    id: str
    title_nl: str
    title_en: str
    summary_nl: str
    summary_en: str
    duration_min: int
    phase: tuple[_PhaseEntry, ...]


class _Key(msgspec.Struct, frozen=True):
    post_id: str
    doxing: bool
    act: Act | None = None
    staff_ids: tuple[str, ...] = ()
    outside_window: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """One exercise.

    Attributes:
        titles, summaries: by language.
        duration: from the start of the incident to the last phase's end.
    """

    name: str
    folder: Path
    titles: Mapping[Lang, str]
    summaries: Mapping[Lang, str]
    duration: timedelta
    incident: Incident
    _phases: tuple[_PhaseEntry, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a scenario's folder."""
        story = msgspec.convert(tomllib.loads(_text(folder / "scenario.toml")), _Story)
        return cls(
            name=story.id,
            folder=folder,
            titles={"nl": story.title_nl, "en": story.title_en},
            summaries={"nl": story.summary_nl, "en": story.summary_en},
            duration=timedelta(minutes=story.duration_min),
            incident=read_incident((folder / "incident.toml").read_bytes(), "incident.toml"),
            _phases=story.phase,
        )

    @property
    def posts_file(self) -> Path:
        """The posts, in the order in which they were made."""
        return self.folder / "posts.ndjson"

    def phases(self, lang: Lang) -> tuple[Phase, ...]:
        """Return the parts of the story, in order."""
        start = self.incident.starts_at
        return tuple(
            Phase(
                one.name_nl if lang == "nl" else one.name_en, start + timedelta(minutes=one.at_min)
            )
            for one in self._phases
        )

    def staff(self) -> tuple[StaffEntry, ...]:
        """Return the invented staff."""
        return read_watchlist((self.folder / "staff.csv").read_bytes(), "staff.csv")

    def posts(self) -> dict[str, Post]:
        """Return the invented posts by id."""
        lines = self.posts_file.read_bytes().splitlines()
        return {post.post_id: post for post in map(ndjson.decode, lines)}

    def answers(self) -> Iterator[Answer]:
        """Yield the answer key."""
        posts = self.posts()
        for line in (self.folder / "answers.ndjson").read_bytes().splitlines():
            key = msgspec.json.decode(line, type=_Key)
            post = posts[key.post_id]
            yield Answer(
                post_id=key.post_id,
                platform=post.platform,
                created_at=post.created_at,
                doxing=key.doxing,
                act=key.act,
                staff_ids=key.staff_ids,
                outside_window=key.outside_window,
            )


def bundled() -> dict[str, Scenario]:
    """Return the exercises that came with the program, by name."""
    with as_file(files("console")) as package:
        inside, beside = package / "scenarios", package.parent / "scenarios"
    folder = inside if inside.is_dir() else beside
    found = map(Scenario.read, sorted(one.parent for one in folder.glob("*/scenario.toml")))
    return {one.name: one for one in found}


def find(name: str) -> Scenario:
    """Return one exercise.

    Raises:
        NotFoundError: there is none of that name.
    """
    scenarios = bundled()
    if name not in scenarios:
        known = ", ".join(sorted(scenarios))
        raise NotFoundError(f"There is no exercise of that name. There are: {known}.")
    return scenarios[name]


def _text(path: Path) -> str:
    return path.read_text("utf-8")
