"""People put forward as the officer who are on no list, found by the small name model.

Asked last and seldom: only for posts that scored, when nobody on the list can be meant and the
name tables saw no full name. The model has no say in the score (docs/adr/0006-small-ner.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from matchers.folding import WORD, fold
from matchers.people import PERSON, People
from matchers.study import Part


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody on no list at [at, until) of a part's reading.

    Attributes:
        key: canonical name, so that posts about one person share a case.
    """

    part: Part
    at: int
    until: int
    key: str = field(repr=False)


def find_strangers(part: Part, people: People) -> Iterator[Stranger]:
    """Yield persons in running text that are no mention of anybody known."""
    reading = part.reading
    taken = [reading.span(mention.at, mention.until) for mention in part.mentions]
    taken += [reading.span(hit.at, hit.until) for hit in part.hits]
    for start, end, label in people.find(reading.received):
        if label != PERSON or any(start < until and at < end for at, until in taken):
            continue
        inside = [at for at, index in enumerate(reading.offsets) if start <= index < end]
        key = " ".join(WORD.findall(fold(reading.received[start:end])))
        if inside and key:
            yield Stranger(part, min(inside), max(inside) + 1, key)
