"""Everything that can be read from one post, before anybody asks about an incident.

A study is computed once per post and shared by all windows the post falls in.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from matchers.cues import Cue, find_cues
from matchers.identifiers import place_key
from matchers.names import Mention, find_mentions
from matchers.post import Post
from matchers.reading import Reading, read_text
from matchers.recognisers import Hit, find_identifiers
from matchers.vocabulary import PLACE, POLICE, Vocabulary

MOST_FOUND = 200
"""People, and identifiers, that are kept per text: it bounds the time and evidence of one post.

What points to staff is kept before what does not.
"""

_Found = TypeVar("_Found", Mention, Hit)


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the post with what was found in it."""

    reading: Reading
    mentions: tuple[Mention, ...]
    hits: tuple[Hit, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """A post as read.

    Attributes:
        parts: its texts, the post's own first.
        words: folded words of all parts, for corroboration.
        homes: tokens of the places named, comparable with `StaffRow.home`.
        has_media: whether a picture or film came with it.
    """

    parts: tuple[Part, ...]
    words: frozenset[str] = field(repr=False)
    homes: frozenset[bytes] = field(repr=False)
    has_media: bool


def study_post(post: Post, vocabulary: Vocabulary) -> Study:
    """Read all texts of a post."""
    parts = tuple(
        _study_part(where, text, vocabulary) for where, text in post.readable_parts() if text
    )
    tokens = [token for part in parts for token in part.reading.tokens]
    words = frozenset(token.word for token in tokens)
    named = {place_key(token.word) for token in tokens if token.bits & PLACE}
    homes = frozenset(vocabulary.directory.token("place", place) for place in named)
    return Study(parts, words, homes, bool(post.media))


def _study_part(where: str, text: str, vocabulary: Vocabulary) -> Part:
    reading = read_text(where, text, vocabulary)
    hits = _first(find_identifiers(reading, vocabulary), lambda hit: bool(hit.rows))
    mentions = _first(
        (
            mention
            for mention in find_mentions(reading, vocabulary)
            if not _inside_identifier(mention, hits)
        ),
        lambda mention: bool(mention.fits),
    )
    return Part(reading, tuple(mentions), tuple(hits), tuple(find_cues(reading)))


def _first(found: Iterable[_Found], is_listed: Callable[[_Found], bool]) -> list[_Found]:
    """Return at most MOST_FOUND, in order of place, rather those on the watchlist."""
    everything = list(found)
    if len(everything) <= MOST_FOUND:
        return everything
    kept = sorted(everything, key=lambda one: not is_listed(one))[:MOST_FOUND]
    return sorted(kept, key=lambda one: one.at)


def _inside_identifier(mention: Mention, hits: list[Hit]) -> bool:
    """A name that ends inside a street, or lies in an e-mail, is no person: `Lisa@…`.

    Of `Anna Bakkerstraat 3` only the last word may have been taken for the street.
    """
    return any(
        hit.at < mention.until <= hit.until
        if hit.kind in ("address", "home_address", "street")
        else hit.kind == "email" and mention.kind != "full" and _lies_in(mention, hit)
        for hit in hits
    )


def _lies_in(mention: Mention, hit: Hit) -> bool:
    return hit.at <= mention.at and mention.until <= hit.until


def abstract(part: Part, vocabulary: Vocabulary) -> tuple[list[str], list[str], list[int]]:
    """Return a part as words, as classes, and where each stands.

    People and identifiers become placeholders (`<person>`, `<address>`, ...), so that wording
    learned from one set of people holds for all.

    Returns:
        words (repaired words and placeholders), classes (placeholder, word class or the word
        itself when it has none) and positions in the reading, all of one length.
    """
    covers = _covers(part)
    words: list[str] = []
    classes: list[str] = []
    places: list[int] = []
    last_cover = -1
    previous_end = 0
    for token in part.reading.tokens:
        if token.at - previous_end > 1:
            for mark in _marks(part.reading.text[previous_end : token.at]):
                words.append(mark)
                classes.append(mark)
                places.append(token.at)
        previous_end = token.until
        cover = covers.get(token.at)
        if cover is not None:
            if cover[0] != last_cover:
                words.append(cover[1])
                classes.append(cover[1])
                places.append(token.at)
            last_cover = cover[0]
            continue
        last_cover = -1
        known = vocabulary.word(token.word)
        is_riot_police = token.bits & POLICE and not known.bits & POLICE
        words.append("ME" if is_riot_police else known.canon)
        classes.append("police" if is_riot_police else known.role)
        places.append(token.at)
    for mark in _marks(part.reading.text[previous_end:]):
        words.append(mark)
        classes.append(mark)
        places.append(previous_end)
    return words, classes, places


def _covers(part: Part) -> dict[int, tuple[int, str]]:
    covers: dict[int, tuple[int, str]] = {}
    starts = [token.at for token in part.reading.tokens]
    spans = [
        (mention.at, mention.until, "<given>" if mention.kind == "given" else "<person>")
        for mention in part.mentions
    ]
    spans += [(hit.at, hit.until, _PLACEHOLDERS.get(hit.kind, "<number>")) for hit in part.hits]
    for number, (at, until, name) in enumerate(spans):
        first = bisect_left(starts, at)
        for start in starts[first : bisect_left(starts, until)]:
            covers[start] = (number, name)
    return covers


_PLACEHOLDERS = {
    "home_address": "<address>",
    "address": "<address>",
    "street": "<street>",
    "phone": "<phone>",
    "email": "<email>",
    "plate": "<plate>",
    "handle": "<handle>",
    "public_handle": "<handle>",
    "iban": "<account>",
    "bsn": "<account>",
}


def _marks(gap: str) -> list[str]:
    return [name for char, name in (("?", "<?>"), (":", "<:>"), ('"', "<quote>")) if char in gap]
