"""Words on the screen, in the user's language; the msgid is the English sentence.

Rooms give codes and English sentences, often with figures filled in already; what they say is
found back in the catalogue by its shape (`locale/sentences.json`). It refuses to guess: a
sentence without a translation is shown in English.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from string import Formatter
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["nl", "en"]

LANGUAGES: tuple[Lang, ...] = ("nl", "en")
DEFAULT: Lang = "nl"

_BY_NAME = {str(lang): lang for lang in LANGUAGES}
_DOMAIN = "doxwacht"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_ITEM = re.compile(r"(- (?:.+?): )(.*)")


def N_(msgid: str) -> str:  # noqa: N802 - the customary mark of a sentence translated later
    """Mark a sentence for the catalogue without translating it yet."""
    return msgid


class Words:
    """Speaks one language.

    Args:
        lang: which.
        catalogue: translations; English needs none.
        sentences: English sentences of the rooms, with `{0}` where a figure stands.
    """

    def __init__(
        self, lang: Lang, catalogue: NullTranslations, sentences: Iterable[str] = ()
    ) -> None:
        self.lang = lang
        self._catalogue = catalogue
        self._sentences = tuple(sentences)

    def __call__(self, msgid: str, /, **figures: object) -> str:
        """Return a sentence in this language with its figures filled in."""
        translated = self._catalogue.gettext(msgid) if msgid else ""
        return translated.format(**figures) if figures else translated

    def count(self, one: str, many: str, number: int, /, **figures: object) -> str:
        """Return the form for `number`, which the sentence names `{n}`."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **figures)

    def message(self, text: str) -> str:
        """Return what a room said, line by line, in this language."""
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, line: str) -> str:
        item = _ITEM.fullmatch(line)
        return item[1] + self._sentence(item[2]) if item else self._sentence(line)

    def _sentence(self, sentence: str) -> str:
        translated = self(sentence)
        return translated if translated != sentence else self._by_shape(sentence)

    def _by_shape(self, sentence: str) -> str:
        for shape in self._shapes:
            found = shape.pattern.fullmatch(sentence)
            if found is not None:
                return _filled(self(shape.msgid), [self._value(one) for one in found.groups()])
        return sentence

    def _value(self, value: str) -> str:
        """Return what stood in a gap: a code, codes, a part of a sentence, or as it is."""
        joined = ", ".join(map(self._code, value.split(", ")))
        return joined if joined != value else self._sentence(value)

    def _code(self, code: str) -> str:
        plain = code.replace("_", " ")
        translated = self(plain)
        return code if translated == plain else translated

    @cached_property
    def _shapes(self) -> Sequence["_Shape"]:
        if self.lang == "en":
            return ()
        shapes = map(_Shape, filter(_has_figures, self._sentences))
        return sorted(shapes, key=lambda shape: -shape.literal)


class _Shape:
    """A sentence with gaps, as a pattern."""

    def __init__(self, msgid: str) -> None:
        self.msgid = msgid
        pieces = [(text, name) for text, name, _, _ in Formatter().parse(msgid)]
        self.literal = sum(len(text) for text, _ in pieces)
        gap = "(.+?)"
        self.pattern = re.compile(
            "".join(re.escape(text) + (gap if name is not None else "") for text, name in pieces),
            re.DOTALL,
        )


def speak(lang: Lang) -> Words:
    """Return the words of a language, from the catalogue that came with the program."""
    folder = files("console") / "locale"
    with (folder / lang / "LC_MESSAGES" / f"{_DOMAIN}.mo").open("rb") as file:
        catalogue = GNUTranslations(file)
    sentences = json.loads((folder / "sentences.json").read_text("utf-8"))
    return Words(lang, catalogue, sentences)


def choose(arguments: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """Return the language asked for: `--lang`, `DOXWACHT_LANG`, the locale, else Dutch."""
    wanted = [*_asked(arguments), environ.get("DOXWACHT_LANG", ""), _locale(environ)]
    return next((_BY_NAME[one] for one in wanted if one in _BY_NAME), DEFAULT)


def _asked(arguments: Sequence[str]) -> Iterable[str]:
    """Yield what follows `--lang`; help is shown before options are read in earnest."""
    for index, argument in enumerate(arguments):
        if argument == "--":
            return
        if argument == "--lang":
            yield from arguments[index + 1 : index + 2]
        elif argument.startswith("--lang="):
            yield argument.removeprefix("--lang=")


def _locale(environ: Mapping[str, str]) -> str:
    named = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "")
    return named[:2].lower()


def _has_figures(msgid: str) -> bool:
    return any(name is not None for _, name, _, _ in Formatter().parse(msgid))


def _filled(translated: str, values: Sequence[str]) -> str:
    """Fill in figures by number, or in the order of the gaps where they have names."""
    pieces = [(text, name) for text, name, _, _ in Formatter().parse(translated)]
    names = [name for _, name in pieces if name is not None]
    if all(name.isdigit() for name in names):
        return translated.format(*values)
    return translated.format(**dict(zip(names, values, strict=False)))
