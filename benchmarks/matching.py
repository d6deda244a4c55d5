"""How fast matching is on one core, where the time goes, and beside which peers.

A list of 65,000 invented staff, a stream in which no text comes twice and one post in a hundred
is doxing. Peers in the same run: spaCy's PhraseMatcher over the full names (exact names only, no
identifiers, acts or scores) and rapidfuzz over all names (no prefilter). Ratios count, not seconds.

    python benchmarks/matching.py --posts 20000 --staff 65000
"""

import argparse
import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import spacy
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from spacy.matcher import PhraseMatcher
from stream import load_training, make_stream

from matchers.directory import Directory, build_directory
from matchers.event import Event
from matchers.features import dense_of, wording_of
from matchers.links import link_staff
from matchers.matcher import Matcher
from matchers.model import Model
from matchers.post import Media, Post
from matchers.staff import StaffEntry
from matchers.study import study_post

_TOKEN_KEY = b"a benchmark has nothing to hide"
_BRUTE_POSTS = 60
_MANY = "|"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Speed:
    """How many posts a second, and how many posts it was measured on."""

    name: str
    per_second: float
    posts: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--staff", type=int, default=65_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    console = Console(width=100)
    rows = load_training().make_staff(options.staff, options.seed)
    entries = [_entry(row) for row in rows]
    compiled, compile_s = _timed(lambda: build_directory(entries, _TOKEN_KEY))
    dump = compiled.dump()
    directory, load_s = _timed(lambda: Directory.load(dump))
    posts = [_post(raw) for raw in make_stream(options.posts, rows, options.seed)]
    event = Event(deployed_staff=frozenset(row["staff_id"] for row in rows[:60]))
    matcher = Matcher(directory, Model.load())
    gc.collect()
    gc.freeze()  # as the processes do once a directory is loaded
    cold = _speed("cold caches", posts, lambda post: matcher.find(post, event))
    warm = _speed("warm caches", posts, lambda post: matcher.find(post, event))
    passed = [post for post in posts if matcher.prefilter.may_matter(post)]
    console.print(
        f"{options.staff} staff: compiled in {compile_s:.1f} s, {len(dump) / 1e6:.1f} MB, "
        f"loaded in {load_s:.2f} s; memory {_memory_mb()} MB"
    )
    lengths = [len(post.text) for post in posts]
    console.print(
        f"{len(posts)} posts, median {statistics.median(lengths):.0f} characters, "
        f"{len({post.text for post in posts})} different; "
        f"{len(passed) / len(posts):.1%} pass the prefilter"
    )
    console.print(_speeds_table([cold, warm, *_peers(posts, entries)], warm))
    console.print(_shares_table(matcher, posts, passed, event))


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _speed(name: str, posts: Sequence[Post], work: Callable[[Post], object]) -> Speed:
    start = time.process_time()
    for post in posts:
        work(post)
    return Speed(name, len(posts) / (time.process_time() - start), len(posts))


def _memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _peers(posts: Sequence[Post], entries: Iterable[StaffEntry]) -> Iterator[Speed]:
    names = sorted({f"{entry.call_name} {_surname(entry)}" for entry in entries})
    nlp = spacy.blank("nl")
    phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
    phrases.add("staff", list(nlp.tokenizer.pipe(names)))
    yield _speed("spaCy PhraseMatcher", posts, lambda post: phrases(nlp.make_doc(post.text)))
    yield _speed(
        "rapidfuzz, all names",
        posts[:_BRUTE_POSTS],
        lambda post: process.extractOne(post.text, names, scorer=fuzz.partial_ratio),
    )


def _surname(entry: StaffEntry) -> str:
    return f"{entry.prefix} {entry.surname}".strip()


def _speeds_table(speeds: Sequence[Speed], base: Speed) -> Table:
    table = Table("", "posts/s on one core", "doxwacht is", "measured on")
    for speed in speeds:
        ratio = base.per_second / speed.per_second
        table.add_row(speed.name, f"{speed.per_second:,.0f}", f"{ratio:.2f} x", str(speed.posts))
    return table


def _shares_table(
    matcher: Matcher, posts: Sequence[Post], passed: Sequence[Post], event: Event
) -> Table:
    """Time each stage by itself, over the posts that reach it."""
    vocabulary, directory, model = matcher.vocabulary, matcher.directory, matcher.model
    studies, study_s = _timed(lambda: [study_post(post, vocabulary) for post in passed])
    wordings, wording_s = _timed(lambda: [wording_of(study, vocabulary) for study in studies])
    links, link_s = _timed(lambda: [link_staff(study, event, directory) for study in studies])
    chances = [model.chances(some) for some in links]
    dense, dense_s = _timed(
        lambda: [
            dense_of(study, some, chance, event)
            for study, some, chance in zip(studies, links, chances, strict=True)
        ]
    )
    _, weigh_s = _timed(
        lambda: [model.probability(d, w) for d, w in zip(dense, wordings, strict=True)]
    )
    readings = [matcher.read(post) for post in passed]
    _, score_s = _timed(lambda: [matcher.score(reading, event) for reading in readings])
    _, filter_s = _timed(lambda: [matcher.prefilter.may_matter(post) for post in posts])
    stages = {
        "prefilter (all posts)": (filter_s, len(posts)),
        "normalise, identifiers, names, cues": (study_s, len(passed)),
        "wording": (wording_s, len(passed)),
        "links to staff": (link_s, len(passed)),
        "other features": (dense_s, len(passed)),
        "weigh": (weigh_s, len(passed)),
        "explain": (max(0.0, score_s - link_s - dense_s - weigh_s), len(passed)),
    }
    total = sum(seconds for seconds, _ in stages.values())
    table = Table("stage", "share of the time", "µs a post that reaches it")
    for name, (seconds, count) in stages.items():
        table.add_row(name, f"{seconds / total:.1%}", f"{seconds / max(1, count) * 1e6:.0f}")
    return table


def _entry(row: dict[str, str]) -> StaffEntry:
    def many(column: str) -> tuple[str, ...]:
        return tuple(value for value in row[column].split(_MANY) if value)

    return StaffEntry(
        staff_id=row["staff_id"],
        surname=row["surname"],
        given_names=tuple(row["given_names"].split()),
        call_name=row["call_name"],
        initials=row["initials"],
        prefix=row["prefix"],
        aliases=many("aliases"),
        rank=row["rank"],
        unit=row["unit"],
        station=row["station"],
        public_role=row["public_role"],
        public_handles=many("public_handles"),
        handles=many("handles"),
        phones=many("phones"),
        emails=many("emails"),
        addresses=many("addresses"),
        plates=many("plates"),
        relatives=many("relatives"),
    )


def _post(raw: dict[str, object]) -> Post:
    media = raw.get("media") or []
    return Post(
        post_id=str(raw["id"]),
        platform=str(raw["platform"]),
        created_at=datetime.fromisoformat(str(raw["created_at"])),
        text=str(raw["text"]),
        media=tuple(
            Media("image", ocr_text=item.get("ocr_text") or "", alt_text=item.get("alt_text") or "")
            for item in media
        ),
    )


if __name__ == "__main__":
    main()
