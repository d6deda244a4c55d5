"""Whom a question asks for when no name is given: a few plain descriptors.

Questions with the same descriptors can share one case. Descriptors say what the officer did or
was seen as in the post, never anything about the person who asks.
"""

import re

from matchers.study import Study

_DESCRIPTORS: dict[str, re.Pattern[str]] = {
    "dog_handler": re.compile(r"\bhonden(?:(?:ge|be)?leider|man)|\bk9|\bdog handler|\bhandler\b"),
    "riot_police": re.compile(r"\bme'?ers?\b|\bme\b|\briot|\bmer\b|\bpeloton|\bhelm\b|\bschild\b"),
    "shooter": re.compile(r"\bschutter|\bschoot\b|\bgeschoten|\bshooter|\bshot\b|\bfired\b"),
    "plain_clothes": re.compile(r"\bromeo|\bstille|\bin burger\b|\bundercover|\bplain ?clothes"),
    "mounted": re.compile(r"\bpaard|\bbereden|\bruiter|\bhorse|\bmounted"),
    "motorcyclist": re.compile(r"\bmotor(?:agent|smeris|politie)|\bmotorcycle"),
    "commander": re.compile(r"\bcommandant|\bcommander|\bleidinggevende|\bovd\b|\bbaas van"),
    "detective": re.compile(r"\brecherch|\bdetective"),
    "arrest_team": re.compile(r"\barrestatieteam|\baanhoudingseenheid|\bdsi\b|\bswat"),
    "woman": re.compile(r"\bagente\b|\bpolitievrouw|\bvrouwelijke|\bblonde\b|\bpolicewom|\bher\b"),
}  # fmt: skip


def sought_officer(study: Study) -> tuple[str, ...]:
    """Return sorted descriptors of the officer who is asked for; `officer` when nothing tells."""
    texts = [part.reading.text for part in study.parts]
    found = [
        name for name, pattern in _DESCRIPTORS.items() if any(pattern.search(t) for t in texts)
    ]
    return tuple(sorted(found)) or ("officer",)
