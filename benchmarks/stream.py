"""A stream of posts as a feed would deliver them while an incident is monitored.

One in a hundred is doxing (training texts, filled in and half of them tricked), the rest is
ordinary talk and harmless training texts continued with it. No text comes twice. With `--stats`
it tells whether it resembles what it stands for. Refuses to know how posts are matched.

    python benchmarks/stream.py --count 10000 --staff staff.csv --stats
"""

import argparse
import json
import random
import re
import statistics
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

_TRAINING = Path(__file__).parents[1] / "training"
# In the order in which they need each other.
_SCRIPTS = (
    "nametables",
    "marked",
    "nametricks",
    "numbertricks",
    "tricks",
    "staffmaker",
    "slots",
    "meaning",
    "chatter",
    "generate",
)
_DOXING_SHARE, _CONTINUED_SHARE, _TRICKED_SHARE, _PICTURE_SHARE = 0.01, 0.1, 0.5, 0.05
_FEWEST_STAFF = 1000

Post = dict[str, Any]


@dataclass(slots=True)
class Statistics:
    """What a stream looks like, counted as it goes by."""

    staff: Iterable[dict[str, str]] = field(repr=False)
    lengths: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    vocabulary: Counter[str] = field(default_factory=Counter, repr=False)
    named: int = 0
    signs: Counter[str] = field(default_factory=Counter)
    _surnames: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = (part for row in self.staff for part in row["surname"].split("-"))
        surnames = frozenset(last for part in parts for last in _words(part)[-1:])
        self._surnames = surnames - _script("chatter").everyday_words()

    def add(self, post: Post) -> None:
        """Count a post."""
        text = post["text"]
        words = _words(text)
        self.lengths.append(len(text))
        self.seen.add(hash(text))
        self.vocabulary.update(words)
        self.named += not self._surnames.isdisjoint(words)
        self.signs.update(name for name, pattern in _SIGNS.items() if pattern.search(text))

    def lines(self) -> Iterator[str]:
        """Yield the figures, one a line."""
        count, tokens = len(self.lengths), self.vocabulary.total()
        once = sum(1 for uses in self.vocabulary.values() if uses == 1)
        yield f"posts {count}, repeated {count - len(self.seen)}"
        yield f"length median {statistics.median(self.lengths):.0f}, longest {max(self.lengths)}"
        yield f"posts with a listed surname or a word like one {self.named / count:.0%}"
        yield f"words {tokens}, different {len(self.vocabulary)}, used once {once}"
        top = sum(uses for _, uses in self.vocabulary.most_common(100))
        yield f"share of the 100 commonest words {top / tokens:.0%}"
        for name, posts in sorted(self.signs.items()):
            yield f"posts with {name} {posts / count:.0%}"


def make_stream(count: int, staff: Sequence[dict[str, str]], seed: int) -> Iterator[Post]:
    """Yield posts of the post contract, in order of time.

    Args:
        count: how many.
        staff: rows of the watchlist contract, at least 1,000 so that every text can be filled.
        seed: equal seeds, counts and lists give equal streams.
    """
    if len(staff) < _FEWEST_STAFF:
        raise ValueError(f"give a list of at least {_FEWEST_STAFF} staff: see staffmaker.py")
    generate = load_training()
    world = generate.surround(list(staff), seed)
    texts = generate.read_texts(_TRAINING / "texts")
    doxing = [text for text in texts if text.label in generate.ACTS]
    harmless = [text for text in texts if text.label not in generate.ACTS]
    chance = random.Random(f"stream/{seed}")
    seen: set[int] = set()
    step = (world.ends_at - world.starts_at) / max(count, 1)
    for index in range(count):
        is_doxing = chance.random() < _DOXING_SHARE
        post = _new_post(chance, generate, world, doxing if is_doxing else harmless, seen)
        post["created_at"] = (world.starts_at + index * step).isoformat(timespec="milliseconds")
        yield post


def load_training() -> ModuleType:
    """Return `training/generate.py`, loaded by its path with the scripts that it needs."""
    return _script("generate")


def _script(wanted: str) -> ModuleType:
    for name in _SCRIPTS:
        if name not in sys.modules:
            spec = spec_from_file_location(name, _TRAINING / f"{name}.py")
            if spec is None or spec.loader is None:
                raise ImportError(f"training/{name}.py is missing: run in a full checkout")
            sys.modules[name] = module = module_from_spec(spec)
            spec.loader.exec_module(module)
    return sys.modules[wanted]


def _new_post(
    chance: random.Random, generate: ModuleType, world: object, texts: Sequence[Any], seen: set[int]
) -> Post:
    """Draw posts until one has a text that was not there before."""
    while True:
        text = chance.choice(texts)
        post = _post(chance, generate, world, text)
        if (key := hash(post["text"])) not in seen:
            seen.add(key)
            return post


def _post(chance: random.Random, generate: ModuleType, world: object, text: Any) -> Post:  # noqa: ANN401 - a Text of a script loaded by path
    is_doxing = text.label in generate.ACTS
    is_used = is_doxing or chance.random() < _CONTINUED_SHARE
    made = generate.make_copy(chance, text, world, plain=chance.random() > _TRICKED_SHARE)
    post: Post = generate.make_post(chance, f"{chance.getrandbits(64):016x}", text, made, world)
    if not is_used:
        post["text"], post["media"] = _script("chatter").make_text(chance), []
        if chance.random() < _PICTURE_SHARE:
            post["media"] = [
                {"type": "image", "url": "", "ocr_text": _script("chatter").make_text(chance)}
            ]
    elif not is_doxing or chance.random() < _TRICKED_SHARE:
        post["text"] = _script("chatter").make_text(chance, post["text"])
    return post


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    return re.findall(r"[a-z]{3,}", "".join(c for c in plain if not unicodedata.combining(c)))


_SIGNS = {
    "an emoji": re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]"),
    "a link": re.compile(r"https?://"),
    "a number": re.compile(r"\d"),
    "a time": re.compile(r"\b\d{1,2}[:.]\d{2}\b"),
    "a hashtag": re.compile(r"#\w"),
    "a mention": re.compile(r"@\w"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a stream as NDJSON to standard output, or its statistics."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--staff", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stats", action="store_true", help="print figures instead of posts")
    options = parser.parse_args(arguments)
    load_training()
    staff = sys.modules["staffmaker"].read_staff(options.staff)
    posts = make_stream(options.count, staff, options.seed)
    if not options.stats:
        sys.stdout.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in posts)
        return
    figures = Statistics(staff)
    for post in posts:
        figures.add(post)
    print(*figures.lines(), sep="\n")


if __name__ == "__main__":
    main()
