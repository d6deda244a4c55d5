"""Tricks that change how a name is put together: prefix, initials and masks, hashtags.

Refuses to know whose name it is: it works on what a text shows of it.
"""

import random
import re
from dataclasses import replace

from marked import NAME_KINDS, Marked, Shown, Span
from nametables import ascii_letters, name_letters

_WHOLE_KINDS = frozenset(("full", "formal", "last_first"))
_VOWELS = "aeiouyAEIOUY"
_SHORT_PREFIX = {
    "van der": ("vd", "v.d.", "v/d", "v d", "v.d", "van d", "vdr", "v. d."),
    "van den": ("vd", "v.d.", "v/d", "v d", "v.d", "van d", "vdn", "v. d."),
    "van de": ("vd", "v.d.", "v/d", "v d", "v.d", "v. d."),
    "van": ("v.", "v", "vn"),
    "de": ("d.", "d", "d'"),
    "den": ("d.", "d"),
    "van 't": ("v't", "vant", "v.t.", "van t", "vt"),
    "ter": ("t.", "tr"),
    "ten": ("t.", "tn"),
    "el": ("l", "e.", "al"),
}
_OTHER_PREFIX = {
    "van der": "van den",
    "van den": "van der",
    "van de": "van den",
    "de": "den",
    "van": "van de",
    "ter": "te",
    "el": "al",
}


def prefix_changed(chance: random.Random, marked: Marked) -> Marked | None:
    """Shorten, glue, swap or drop the prefix of each name; None where no name has one."""

    def change(span: Span, text: str) -> tuple[Span, str]:
        shown = span.shown
        if not _has_prefix(span) or shown is None:
            return span, text
        told = replace(span, shown=replace(shown, prefix=None))
        return told, f"{shown.first} {_other_last(chance, shown)}".strip()

    return marked.rewrite(change) if any(map(_has_prefix, marked.spans)) else None


def initials_masked(chance: random.Random, marked: Marked) -> Marked | None:
    """Show names as `J. de V.`, `J*n`, `Jan de V...`, or with initials; None without names."""

    def change(span: Span, text: str) -> tuple[Span, str]:
        if span.kind not in _WHOLE_KINDS or span.shown is None:
            return span, text
        shown = mask(chance, span.shown)
        return replace(span, kind="masked", shown=shown), written_mask(chance, shown)

    return marked.rewrite(change) if marked.has(_WHOLE_KINDS) else None


def hashtag_handle(chance: random.Random, marked: Marked) -> Marked | None:
    """Write names as a hashtag or a made-up handle; None without whole names."""

    def change(span: Span, text: str) -> tuple[Span, str]:
        if span.kind not in _WHOLE_KINDS | {"surname"} or span.shown is None:
            return span, text
        return span, as_tag(chance, span.shown)

    fits = marked.has(_WHOLE_KINDS | {"surname"})
    return marked.rewrite(change) if fits else None


def as_hashtag(chance: random.Random, shown: Shown) -> str:
    """Return `#JanVanDenBerg` or one of its relatives."""
    words = shown.whole.replace(".", "").split()
    capital = "".join(word[0].upper() + word[1:] for word in words)
    tag = re.sub(r"[^\w]", "", capital)
    return "#" + chance.choice((tag, tag, ascii_letters(tag).lower(), ascii_letters(tag)))


def as_tag(chance: random.Random, shown: Shown) -> str:
    """Return a name as a hashtag, a made-up handle or a tag per word."""
    first, last = name_letters(shown.first), name_letters(shown.last)
    short = "".join(word[0] for word in name_words(shown.prefix or "")) + name_letters(shown.base)
    forms = (
        as_hashtag(chance, shown),
        as_hashtag(chance, shown),
        f"@{first}{short}_",
        f"@{first}_{last}",
        f"@{first}.{short}",
        f"#{first} #{short}" if first else f"#{short}",
        f"#{first}_{last}" if first else f"#{last}",
    )
    return chance.choice(forms)


def mask(chance: random.Random, shown: Shown) -> Shown:
    """Return a name with a part of it hidden; a reader sees the rest."""
    initial = f"{shown.first[:1]}."
    end = f"{shown.base[:1]}."
    forms = (
        replace(shown, first=initial, base=end),
        replace(shown, base=end),
        replace(shown, first=initial),
        replace(shown, first=_starred(shown.first), base=_starred(shown.base)),
        replace(shown, base=_starred(shown.base)),
    )
    return chance.choice(forms if "." not in shown.first else forms[-1:])


def written_mask(chance: random.Random, shown: Shown) -> str:
    """Return a masked name as somebody would type it."""
    text = shown.whole
    if text.endswith(".") and len(shown.base) == 2:  # noqa: PLR2004 - a letter and a dot
        text = text[:-1] + chance.choice((".", ".", "...", "", "…"))
    star = chance.choice(("*", "*", "*", "_"))
    return text.replace("*", star)


def name_words(name: str) -> list[str]:
    """Return the words of a name in small letters without signs."""
    return re.findall(r"\w+", ascii_letters(name).lower())


def _has_prefix(span: Span) -> bool:
    kinds = NAME_KINDS - {"masked", "hashtag", "call", "base"}
    return span.kind in kinds and span.shown is not None and bool(span.shown.prefix)


def _other_last(chance: random.Random, shown: Shown) -> str:
    prefix, base = (shown.prefix or "").lower(), shown.base
    glued = "".join(name_words(prefix))
    short = chance.choice(_SHORT_PREFIX.get(prefix, (glued,)))
    forms = (
        f"{short} {base}",
        f"{short} {base}",
        f"{short.replace(' ', '').replace('.', '').replace('/', '')}{base.lower()}",
        glued + base,
        f"{glued.capitalize()}{base.lower()}",
        f"{_OTHER_PREFIX.get(prefix, short)} {base}",
        base,
        base,
    )
    changed = [form for form in forms if form != shown.last]
    return chance.choice(changed)


def _starred(word: str) -> str:
    """Replace the vowels after the first letter, or the second letter when there are none."""
    starred = word[:1] + "".join("*" if c in _VOWELS else c for c in ascii_letters(word[1:]))
    return starred if "*" in starred else f"{word[:1]}*{word[2:]}" if len(word) > 1 else word
