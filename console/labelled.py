"""Labelled posts: a folder with posts, answers, staff and incident, to fit or judge a model on.

Posts outside the incident's window take no part. The format of the answers is in
docs/formats.md under the name truth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from console.files import read_file
from console.scoring import event_of, window_of
from consumers.formats import ndjson
from incidents.files import read_incident
from matchers.directory import build_directory
from matchers.finding import Act
from matchers.fitting import Labelled, LabelledSet
from matchers.post import Post
from runtime.errors import BadInputError, BadPostError
from watchlists.reading import read_watchlist

_TOKEN_KEY = b"labelled posts are invented"
_ACTS = frozenset(Act)


class _Truth(msgspec.Struct, frozen=True):
    id: str
    doxing: bool
    kind: str = msgspec.field(name="class", default="")
    trick: str | None = None
    staff_ids: tuple[str, ...] = ()
    lang: str = "nl"
    group: str = ""
    ambiguous: bool = False
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class Files:
    """Where a labelled set lies."""

    posts: Path
    truth: Path
    watchlist: Path
    incident: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Files":
        """Return the files of a folder under their usual names."""
        names = ("posts.ndjson", "truth.ndjson", "staff.csv", "incident.toml")
        return cls(*(folder / name for name in names))


def read_labelled(where: Files) -> LabelledSet:
    """Read a labelled set.

    Raises:
        BadInputError: a file cannot be read, or a post has no answer.
    """
    staff = read_watchlist(read_file(where.watchlist), where.watchlist.name)
    return LabelledSet(tuple(_labelled(where)), build_directory(staff, _TOKEN_KEY))


def _labelled(where: Files) -> Iterator[Labelled]:
    incident = read_incident(read_file(where.incident), where.incident.name)
    window, event = window_of(incident), event_of(incident)
    answers = _answers(where.truth)
    for post in _posts(where.posts):
        if not window.admits(post.created_at, post.source, post.incident_id, post.created_at):
            continue
        truth = _answer(answers, post, where.truth)
        yield Labelled(
            post=post,
            event=event,
            doxing=truth.doxing,
            act=Act(truth.kind) if truth.kind in _ACTS else None,
            staff_ids=frozenset(truth.staff_ids),
            group=truth.group or post.post_id,
            kind=truth.kind,
            trick=truth.trick or "plain",
            lang=truth.lang,
            flags=_flags(truth),
        )


def _flags(truth: _Truth) -> frozenset[str]:
    flags = {"ambiguous": truth.ambiguous, "needs_context": truth.needs_context}
    return frozenset(name for name, holds in flags.items() if holds)


def _answer(answers: Mapping[str, _Truth], post: Post, path: Path) -> _Truth:
    if post.post_id not in answers:
        raise BadInputError(f"{path.name} lacks the answer for a post. Both need the same ids.")
    return answers[post.post_id]


def _posts(path: Path) -> Iterator[Post]:
    for number, line in enumerate(read_file(path).split(b"\n"), 1):
        if line.strip():
            try:
                yield ndjson.decode(line)
            except BadPostError as exc:
                raise BadInputError(f"{path.name}, line {number}: {exc}.") from None


def _answers(path: Path) -> dict[str, _Truth]:
    answers = {}
    for number, line in enumerate(read_file(path).split(b"\n"), 1):
        if line.strip():
            try:
                truth = msgspec.json.decode(line, type=_Truth)
            except msgspec.DecodeError:
                raise BadInputError(
                    f"{path.name}, line {number} is no answer. It needs id, doxing and class."
                ) from None
            answers[truth.id] = truth
    return answers
