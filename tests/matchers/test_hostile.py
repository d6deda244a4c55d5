"""No post takes long, whatever is in it; a pattern or loop that is quadratic shows here.

The budgets are generous: what is quadratic takes minutes.
"""

import random
import re
import signal
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers import comparison, identifiers, wording
from matchers.comparison import wildcard
from matchers.event import Event
from matchers.features import wording_of
from matchers.finding import Finding
from matchers.identifiers import canonical_phone
from matchers.matcher import Reading
from matchers.numerals import number_of
from matchers.phonetics import phonetic_key
from matchers.study import study_post

CHANCE = random.Random(7)
UNITS = {
    "one letter": "a",
    "spaced letters": "a ",
    "dotted letters": "k.",
    "digits": "7",
    "spaced digits": "0 6 ",
    "at signs": "@",
    "stars": "*",
    "dots": ".",
    "dashes": "-",
    "lines": "\n",
    "tabs": "\t",
    "zero width": "\u200b",
    "combining marks": "\u0301\u0336",
    "marked letters": "k\u0301\u0302\u0336",
    "foreign letters": "漢字",
    "pictures": "🐷",
    "pictures between letters": "k🐷u🐷i🐷p",
    "pictures between pieces": "kui🐷ers🐷",
    "surname": "Kuipersma ",
    "surname glued": "kuipersma",
    "full name": "Wim van den Kuipersma ",
    "common name": "Anna Jansen ",
    "first name": "Wim ",
    "name that is a prefix": "ben el ",
    "prefixes": "van den ",
    "prefix letters": "v.d. ",
    "initials": "W.J. ",
    "cut off": "Wim van den K. ",
    "nested masks": "K*i*p**s_m..a ",
    "masks glued": "k*u_i..p",
    "stars then digits": "K****************9 ",
    "phones": "06-12345678 ",
    "number words": "nul zes twaalf ",
    "number words glued": "honderdzes",
    "plates": "AB-123-C ",
    "postcodes": "1234 ab 12 ",
    "addresses": "Dorpsstraat 12 ",
    "streets glued": "dorpsstraat",
    "e-mails": "wim@voorbeeld.example ",
    "e-mail beginnings": "a.b_c-",
    "e-mail endings": "@a.a",
    "handles": "@wimkuip_77 ",
    "handles glued": "wim_kuip",
    "iban beginnings": "nl91abna",
    "bsn beginnings": "bsn ",
    "leetspeak": "ku1p3rsm4 ",
    "leetspeak glued": "a1$b|",
    "mirrored": "amsrepiuk ",
    "shouting": "WIM KUIPERSMA ",
    "who": "wie kent ",
    "who in the way": "wie x kent y de ",
    "cues": "adres in dm kenteken bureau elke dag vertrekt rt stop met delen ",
}


def _fill(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


def _random(size):
    letters = ((32, 0x24F), (0x300, 0x36F), (0x2000, 0x206F), (0x400, 0xD7FF), (0xE000, 0x1FFFF))
    return "".join(chr(CHANCE.randint(*CHANCE.choice(letters))) for _ in range(size))


def _random_words(size):
    return " ".join("".join(CHANCE.choices("kuipersmawv0612@.*-", k=7)) for _ in range(size // 8))


@pytest.fixture
def budget():
    """Fail a test that computes for so many seconds; a regular expression is stopped too."""

    def give_up(*_):
        pytest.fail("took too long")

    def start(seconds):
        signal.setitimer(signal.ITIMER_PROF, seconds)

    before = signal.signal(signal.SIGPROF, give_up)
    yield start
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def _study_all(matcher, post):
    """Take a post through every step, whatever the prefilter thinks of it."""
    matcher.prefilter.look(post)
    study = study_post(post, matcher.vocabulary)
    return matcher.score(Reading(study, wording_of(study, matcher.vocabulary)), Event())


def _check(finding, text):
    assert isinstance(finding, Finding)
    assert 0.0 <= finding.score <= 1.0
    assert all(item.text == text[item.start : item.end] for item in finding.evidence)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_a_post_of_10_kilobytes_takes_no_time(matcher, make_post, budget, unit):
    text = _fill(unit, 10_000)
    budget(2)
    _check(_study_all(matcher, make_post(text)), text)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_a_post_of_100_kilobytes_takes_seconds(matcher, make_post, budget, unit):
    text = _fill(unit, 100_000)
    budget(10)
    _check(_study_all(matcher, make_post(text)), text)


@pytest.mark.parametrize("make", [_random, _random_words])
def test_random_text_takes_no_time(matcher, make_post, budget, make):
    text = make(20_000)
    budget(4)
    _check(_study_all(matcher, make_post(text)), text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5000 + " 1 ", "straat" * 900 + " 1", "a." * 3000 + "@", "x@" + "a." * 3000,
        "K" + "*" * 5000 + "9", "a" + "_" * 5000 + "9", "j" + ".." * 3000 + "9",
        "1" * 5000 + "a", "bsn" + " " * 5000 + "1", "nl91" + " " * 5000, "(" * 5000,
        "wie " + "x" * 5000 + " kent", "0" + " 0" * 3000, "a" * 5000 + "*" * 5000,
    ],
    ids=range(14),
)  # fmt: skip
def test_beginnings_without_an_end_take_no_time(matcher, make_post, budget, text):
    budget(2)
    _check(_study_all(matcher, make_post(text)), text)


def _patterns():
    for room in ("cues", "recognisers", "prefilter", "names", "reading", "sought", "vocabulary"):
        module = import_module(f"matchers.{room}")
        for name, value in vars(module).items():
            values = [value]
            if isinstance(value, dict):
                values = list(value.values())
            elif name == "_COMPILED":
                values = [pattern.regex for pattern in value]
            for number, pattern in enumerate(values):
                if isinstance(pattern, re.Pattern):
                    yield pytest.param(pattern, id=f"{room}.{name}.{number}")


ATTACKS = tuple(
    end.join((_fill(unit, 2000), ""))
    for unit in ("a", "1", ".", "*", "_", "-", " ", "@", "a.", "a*", "a ", "1 ", "a1", "wie ", "¶a")
    for end in ("", "!", "9 ", " x")
)


@pytest.mark.parametrize("pattern", list(_patterns()))
def test_no_pattern_backtracks_for_long(pattern, budget):
    budget(2)
    for attack in ATTACKS:
        pattern.search(attack)
        pattern.match(attack)


def test_a_mask_never_backtracks_for_long(budget):
    budget(2)
    pattern = wildcard("a**" * 13 + "b")
    assert pattern.match("a" * 20) is None


@given(st.text(st.characters(), max_size=60))
def test_even_lone_surrogates_and_nul_do_no_harm(matcher, make_post, text):
    _check(_study_all(matcher, make_post(text)), text)


CACHES = (
    identifiers._street_key,
    canonical_phone,
    number_of,
    phonetic_key,
    comparison._is_near,
    comparison.near_given,
    wording._alone,
)


def test_long_runs_are_remembered_nowhere(matcher, make_post):
    sizes = []
    for _ in range(3):
        run = "".join(CHANCE.choices("abcdefg", k=5000))
        _study_all(matcher, make_post(f"agent {run} Kuipersma, {run} 12"))
        sizes.append([cache.cache_info().currsize for cache in CACHES])
    assert sizes[0] == sizes[1] == sizes[2]
    assert all(len(word) < 5000 for word in matcher.vocabulary.bits)
