"""How doxers hide, one function per trick: a marked text in, a changed one or None out.

Tricks work on the personal data of a text. A text without any is changed as a whole, or in the
words that give it away. Refuses to know classes, staff or truth: who is meant follows from the
spans.
"""

import random
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from marked import NAME_KINDS, Marked
from nametables import ascii_letters
from nametricks import hashtag_handle, initials_masked, prefix_changed
from numbertricks import address_variants, phone_variants, plate_variants

Trick = Callable[[random.Random, Marked], "Marked | None"]

_PLACES = frozenset(("address", "street_nr", "street", "place"))
_HIDDEN = NAME_KINDS | _PLACES
_LEET = str.maketrans("aeiostbgz", "431057892")
_LOOK_ALIKES = str.maketrans(
    "aceijopsxykmtwhbvnuABCEHIJKMOPSTXYZN",
    "асеіјорѕхукмтԝһЬνпυАВСЕНІЈКМОРЅТХΥΖΝ",
)
_GREEK = str.maketrans("aoivpxktunABEZHIKMNOPTXY", "αοινρχκτυηΑΒΕΖΗΙΚΜΝΟΡΤΧΥ")
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060"
_MATHS = {"bold": (0x1D400, 0x1D41A), "sans": (0x1D5A0, 0x1D5BA), "mono": (0x1D670, 0x1D68A)}
_ACCENTS = str.maketrans("aeiouAEIOUcn", "äéíöüÄÉÎÖÜçñ")
_EMOJI = ("🔥", "💀", "👀", "🐷", "😂", "🚨", "👮", "🖕", "⭐", "💥", "🤡", "🐖")
_KEYS = "qwertyuiop asdfghjkl zxcvbnm"
_TELLING = re.compile(
    r"\b(?:wie|kent|weet|naam|namen|adres\w*|woont|wonen|agent\w*|wout\w*|smeris\w*|politie\w*|me|"
    r"popo|juut|juten|romeo|herkent|zoek\w*|gezocht|deel|delen|lijst\w*|foto\w*|thuis|langs|"
    r"kenteken\w*|nummer\w*|bel|bellen|dm|cop|cops|officer\w*|police|who|knows?|name\w*|address\w*|"
    r"lives?|share\w*|house|home|plates?|find|beloning|reward|hond\w*|straat|buurt|bezoek\w*)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")


def typos(chance: random.Random, marked: Marked) -> Marked | None:
    """Put one slip into names and streets, or into some of the words of a text without any."""
    if marked.has(_HIDDEN):
        return marked.rewrite_spans(_HIDDEN, lambda text: _slip_in(chance, text))
    return marked.rewrite_all(lambda text: _WORD.sub(lambda m: _perhaps_slip(chance, m[0]), text))


def case_diacritics(chance: random.Random, marked: Marked) -> Marked | None:
    """Change capitals and diacritics of names, or of the whole text."""
    forms = (str.lower, str.upper, _alternating, _accented, _plain_y, ascii_letters, str.swapcase)
    changes = [form for form in forms if _changes_names(marked, form)]
    if not changes:
        return None
    form = chance.choice(changes)
    if not marked.has(NAME_KINDS) or chance.random() < 0.3:  # noqa: PLR2004 - whole text
        return marked.rewrite_all(form)
    return marked.rewrite_spans(NAME_KINDS, form)


def leet(chance: random.Random, marked: Marked) -> Marked | None:
    """Write digits for letters in names, in names and addresses, or everywhere."""
    kinds = chance.choice((NAME_KINDS, _HIDDEN))
    if not marked.has(kinds) or chance.random() < 0.35:  # noqa: PLR2004 - whole text
        return marked.rewrite_all(lambda text: _leet(chance, text, 0.85))
    return marked.rewrite_spans(kinds, lambda text: _leet(chance, text, 0.95))


def homoglyph(chance: random.Random, marked: Marked) -> Marked | None:
    """Write look-alike letters, full-width or mathematical ones, or hide zero-width signs."""
    forms = (_cyrillic, _cyrillic, _greek, _full_width, _zero_width, _mathematical)
    form = chance.choice(forms)
    if not marked.has(_HIDDEN) or chance.random() < 0.25:  # noqa: PLR2004 - whole text
        return marked.rewrite_all(lambda text: form(chance, text))
    return marked.rewrite_spans(_HIDDEN, lambda text: form(chance, text))


def spaced(chance: random.Random, marked: Marked) -> Marked | None:
    """Put spaces, dots or dashes between the letters of names, or of telling words."""
    between, gap = chance.choice(
        ((" ", "   "), (" ", "  "), (".", " "), ("-", " "), (" ", " "), (". ", " "), ("_", " "))
    )
    return _in_names_or_words(
        marked, lambda text: gap.join(between.join(word) for word in text.split())
    )


def emoji_between(chance: random.Random, marked: Marked) -> Marked | None:
    """Put emoji between letters, inside words or between the words of names."""
    sign = chance.choice(_EMOJI)
    forms: tuple[Callable[[str], str], ...] = (
        lambda text: " ".join(sign.join(word) for word in text.split()),
        lambda text: " ".join(_cut(chance, word, sign) for word in text.split()),
        lambda text: " ".join(_cut(chance, word, sign) for word in text.split()),
        lambda text: f" {sign} ".join(text.split()) if " " in text else _cut(chance, text, sign),
    )
    return _in_names_or_words(marked, chance.choice(forms))


def reversed_text(chance: random.Random, marked: Marked) -> Marked | None:
    """Write a text, its names and addresses, or each word of them backwards."""
    if not marked.has(NAME_KINDS) or chance.random() < 0.3:  # noqa: PLR2004 - whole text
        return marked.mirrored()
    if chance.random() < 0.5:  # noqa: PLR2004 - names and addresses
        return marked.rewrite_spans(_HIDDEN, _mirrored)
    return marked.rewrite_spans(NAME_KINDS, lambda text: " ".join(map(_mirrored, text.split())))


TRICKS: Mapping[str, Trick] = MappingProxyType(
    {
        "typos": typos,
        "prefix_changed": prefix_changed,
        "initials_masked": initials_masked,
        "case_diacritics": case_diacritics,
        "leet": leet,
        "homoglyph": homoglyph,
        "spaced": spaced,
        "emoji_between": emoji_between,
        "hashtag_handle": hashtag_handle,
        "reversed": reversed_text,
        "phone_variants": phone_variants,
        "address_variants": address_variants,
        "plate_variants": plate_variants,
    }
)

# Tricks for one kind of data, which fit fewer texts than the rest.
_NARROW = (
    "prefix_changed",
    "initials_masked",
    "hashtag_handle",
    "phone_variants",
    "address_variants",
    "plate_variants",
)
_WIDE = tuple(name for name in TRICKS if name not in _NARROW)


def in_fair_order(chance: random.Random) -> list[str]:
    """Return the names of all tricks, narrow ones first half of the time for their share."""
    narrow = chance.sample(_NARROW, len(_NARROW))
    wide = chance.sample(_WIDE, len(_WIDE))
    is_narrow_first = chance.random() < 0.5  # noqa: PLR2004 - an even chance
    return [*narrow, *wide] if is_narrow_first else [*wide, *narrow]


def _in_names_or_words(marked: Marked, change: Callable[[str], str]) -> Marked | None:
    """Change names, or the telling words of a text without names."""
    if marked.has(NAME_KINDS):
        return marked.rewrite_spans(NAME_KINDS, change)
    if not _TELLING.search(marked.text):
        return None
    return marked.rewrite_all(lambda text: _TELLING.sub(lambda m: change(m[0]), text))


def _changes_names(marked: Marked, form: Callable[[str], str]) -> bool:
    names = [text for span, text in marked.pieces() if span and span.kind in NAME_KINDS]
    return any(form(text) != text for text in names or [marked.text])


def _slip_in(chance: random.Random, text: str) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = max(words, key=lambda match: len(match[0]))
    return text[: word.start()] + _slip(chance, word[0]) + text[word.end() :]


def _perhaps_slip(chance: random.Random, word: str) -> str:
    return _slip(chance, word) if chance.random() < 0.25 else word  # noqa: PLR2004 - some words


def _slip(chance: random.Random, word: str) -> str:
    """Return a word with one transposition, omission, doubling or neighbouring key."""
    at = chance.randrange(1, len(word) - 1)
    before, here, after = word[:at], word[at], word[at + 1 :]
    forms = (
        before + after[:1] + here + after[1:],
        before + after,
        before + here + here + after,
        before + _neighbour(here) + after,
    )
    return chance.choice([form for form in forms if form != word])


def _neighbour(letter: str) -> str:
    at = _KEYS.find(letter.lower())
    return _KEYS[at - 1].strip() or _KEYS[at + 1] if at > 0 else letter + letter


def _alternating(text: str) -> str:
    return "".join(c.upper() if index % 2 else c.lower() for index, c in enumerate(text))


def _accented(text: str) -> str:
    return text[:1] + text[1:].translate(_ACCENTS)


def _plain_y(text: str) -> str:
    return text.replace("ij", "y").replace("IJ", "Y")


def _leet(chance: random.Random, text: str, share: float) -> str:
    return "".join(
        c.lower().translate(_LEET) if c.lower() in "aeiostbgz" and chance.random() < share else c
        for c in text
    )


def _cyrillic(chance: random.Random, text: str) -> str:
    return "".join(
        c.translate(_LOOK_ALIKES) if chance.random() < 0.8 else c  # noqa: PLR2004 - most letters
        for c in text
    )


def _greek(_chance: random.Random, text: str) -> str:
    return text.translate(_GREEK)


def _full_width(_chance: random.Random, text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _zero_width(chance: random.Random, text: str) -> str:
    sign = chance.choice(_ZERO_WIDTH)
    return re.sub(r"(?<=\w)(?=\w)", sign, text)


def _mathematical(chance: random.Random, text: str) -> str:
    upper, lower = _MATHS[chance.choice(tuple(_MATHS))]

    def letter(c: str) -> str:
        if "A" <= c <= "Z":
            return chr(upper + ord(c) - ord("A"))
        return chr(lower + ord(c) - ord("a")) if "a" <= c <= "z" else c

    return "".join(map(letter, text))


def _cut(chance: random.Random, word: str, sign: str) -> str:
    """Put a sign inside a word, once or twice."""
    for _ in range(1 if len(word) < 6 else 2):  # noqa: PLR2004 - a short word is cut once
        at = chance.randrange(1, len(word)) if len(word) > 1 else 1
        word = word[:at] + sign + word[at:]
    return word


def _mirrored(text: str) -> str:
    return text[::-1]
