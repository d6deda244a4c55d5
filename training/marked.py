"""A text that still knows where its personal data stands, and what of a name it shows.

Knows spans and how they move when a text is rewritten. Refuses to know staff, tricks or truth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

NAME_KINDS = frozenset(
    ("full", "formal", "last_first", "surname", "base", "call", "masked", "hashtag")
)


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What a reader can see of a name.

    Attributes:
        first: `Jan`, initials as `J.` or `J.P.`, masked as `J*n`, or empty.
        prefix: as on the list; None when the text no longer tells.
        base: `Berg`, `B.`, `B*rg`, or empty when only a call name is shown.
    """

    first: str
    prefix: str | None
    base: str

    @property
    def last(self) -> str:
        """Return prefix and base as written."""
        return f"{self.prefix or ''} {self.base}".strip()

    @property
    def whole(self) -> str:
        """Return first name, prefix and base as written."""
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True, slots=True, repr=False)
class Home:
    """An address in parts.

    Attributes:
        postcode: `3511 AB`.
    """

    street: str
    number: str
    addition: str
    postcode: str
    place: str


@dataclass(frozen=True, slots=True, repr=False)
class Span:
    """Personal data in a text.

    Attributes:
        start: offset in code points, inclusive.
        end: exclusive.
        slot: whose it is, `A` ... `P`, as in the training texts.
        kind: which attribute, as in the training texts.
        shown: for names.
        home: for addresses and their parts.
        invented: the value is not on the list and tells nothing.
    """

    start: int
    end: int
    slot: str
    kind: str
    shown: Shown | None = None
    home: Home | None = None
    invented: bool = False


Change = Callable[[Span, str], tuple[Span, str]]


@dataclass(frozen=True, slots=True, repr=False)
class Marked:
    """A text with its spans, in order and apart from each other."""

    text: str
    spans: tuple[Span, ...] = ()

    def pieces(self) -> Iterator[tuple[Span | None, str]]:
        """Yield the text in pieces, each with its span or None."""
        at = 0
        for span in self.spans:
            yield None, self.text[at : span.start]
            yield span, self.text[span.start : span.end]
            at = span.end
        yield None, self.text[at:]

    def rewrite(self, change: Change) -> "Marked":
        """Change the spans and leave the rest."""
        return join(change(span, text) if span else (None, text) for span, text in self.pieces())

    def rewrite_spans(self, kinds: frozenset[str], change: Callable[[str], str]) -> "Marked":
        """Change the text of the spans of some kinds."""
        return self.rewrite(lambda span, text: (span, change(text) if span.kind in kinds else text))

    def rewrite_all(self, change: Callable[[str], str]) -> "Marked":
        """Change every piece by the same rule, spans and the text between them."""
        return join((span, change(text)) for span, text in self.pieces())

    def mirrored(self) -> "Marked":
        """Return the text backwards."""
        size = len(self.text)
        spans = (replace(s, start=size - s.end, end=size - s.start) for s in reversed(self.spans))
        return Marked(self.text[::-1], tuple(spans))

    def has(self, kinds: frozenset[str]) -> bool:
        """Return whether a span of one of these kinds is there."""
        return any(span.kind in kinds for span in self.spans)


def join(pieces: "Iterator[tuple[Span | None, str]]") -> Marked:
    """Put pieces together and set the offsets of their spans."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for span, text in pieces:
        if span is not None:
            spans.append(replace(span, start=at, end=at + len(text)))
        texts.append(text)
        at += len(text)
    return Marked("".join(texts), tuple(spans))
