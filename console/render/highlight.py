"""The received text with its reasons marked, and what leaked masked unless it may be seen.

Offsets count code points of the text as stored. It refuses to let a post speak to the
terminal: control, direction and zero-width characters are shown as marks of one character.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text

from console.translation import Words
from console.vocabulary import EVIDENCE_KINDS, say
from matchers.finding import Evidence

MASKED = frozenset(
    {"phone", "staff_phone", "email", "staff_email", "plate", "staff_plate", "handle"}
    | {"staff_handle", "address", "home_address", "street", "iban", "bsn"}
)
"""Evidence kinds whose characters are the leak itself."""

AGAINST = frozenset(
    {"counter_speech", "journalism", "police_appeal", "public_role", "complaint", "public_place"}
    | {"lawful_filming", "non_staff", "praise", "public_handle"}
)
"""Evidence kinds that argue against doxing."""

_WHOLE_TEXT = frozenset({"hidden_spelling"})
_NAMES = frozenset(
    {"full_name", "near_name", "initial_name", "surname", "masked_name", "given_name", "stranger"}
)
_LEAK_STYLE = "bold white on red"
_NAME_STYLE = "bold black on yellow"
_AGAINST_STYLE = "green"
_ACT_STYLE = "bold magenta"

_UNSEEN = (0xAD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
           *range(0x2060, 0x2070))  # fmt: skip
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
_HARMLESS = {
    **dict.fromkeys(_UNSEEN, "\u00b7"),
    **dict.fromkeys(_CONTROLS, "\ufffd"),
    ord("\t"): " ",
    ord("\n"): "\n",
    0x2028: "\n",
    0x2029: "\n",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that the same evidence covers."""

    start: int
    end: int
    kinds: frozenset[str]


def harmless(text: str) -> str:
    """Return a text of the same length that cannot move a cursor or hide a letter."""
    return text.translate(_HARMLESS)


def highlighted(
    text: str, evidence: Iterable[Evidence], words: Words, *, reveal: bool
) -> Text:  # fmt: skip
    """Return a text with its evidence marked.

    Args:
        text: one readable part of a post.
        evidence: of that part only.
        words: for what stands in place of a leak.
        reveal: whether leaked data is shown as it is.
    """
    shown, safe = Text(), harmless(text)
    masked_kind = ""
    for piece in _pieces(safe, [one for one in evidence if one.kind not in _WHOLE_TEXT]):
        leak = _leak(piece)
        if leak and not reveal:
            if leak != masked_kind:
                shown.append(f"[{say(words, EVIDENCE_KINDS, leak)}]", _LEAK_STYLE)
        else:
            shown.append(safe[piece.start : piece.end], _style(piece))
        masked_kind = leak
    return shown


def masked(text: str, evidence: Iterable[Evidence], words: Words) -> str:
    """Return a text with every leak replaced by its kind."""
    return highlighted(text, evidence, words, reveal=False).plain


def has_leak(text: str, evidence: Sequence[Evidence]) -> bool:
    """Say whether anything in a text is masked until it is revealed."""
    return any(_leak(piece) for piece in _pieces(text, evidence))


def _pieces(text: str, evidence: Sequence[Evidence]) -> Iterator[_Piece]:
    borders = {0, len(text)}
    for one in evidence:
        borders |= {min(one.start, len(text)), min(one.end, len(text))}
    ordered = sorted(borders)
    for start, end in pairwise(ordered):
        kinds = frozenset(one.kind for one in evidence if one.start <= start and end <= one.end)
        yield _Piece(start, end, kinds)


def _leak(piece: _Piece) -> str:
    return min(piece.kinds & MASKED, default="")


def _style(piece: _Piece) -> str:
    if piece.kinds & MASKED:
        return _LEAK_STYLE
    if piece.kinds & _NAMES:
        return _NAME_STYLE
    if piece.kinds & AGAINST:
        return _AGAINST_STYLE
    return _ACT_STYLE if piece.kinds else ""
