"""A post as named numbers: what the scoring model weighs besides the wording.

Every feature is 0 or about 1, so that weights can be compared; what argues against doxing is a
feature like any other and gets its sign from the data.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matchers.cues import CUES, Cue
from matchers.event import Event
from matchers.folding import WORD
from matchers.links import Link, event_words
from matchers.study import Part, Study, abstract
from matchers.vocabulary import POLICE, SURNAME, WORDLIKE, Vocabulary
from matchers.wording import wording_features

_NEAR_CHARS = 80
_STAFF_IDENTIFIERS = ("phone", "email", "plate", "handle", "home_address", "street")
_OTHER_IDENTIFIERS = ("phone", "email", "plate", "handle", "address", "iban", "bsn")
_LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Features:
    """The numbers of a post.

    Attributes:
        dense: feature name to value; absent names are 0.
        wording: wording features that are there.
    """

    dense: dict[str, float]
    wording: set[str]


def wording_of(study: Study, vocabulary: Vocabulary) -> set[str]:
    """Return the wording features of a post; they do not depend on the incident."""
    found: set[str] = set()
    for part in study.parts:
        words, classes, _ = abstract(part, vocabulary)
        found |= wording_features(words, classes)
    return found


def dense_of(
    study: Study, links: Sequence[Link], chances: Sequence[float], event: Event
) -> dict[str, float]:
    """Return the dense features of a post in an incident.

    Args:
        study: the post as read.
        links: who can be meant.
        chances: how well the post fits each of them, in [0, 1].
        event: the incident being monitored.
    """
    values: dict[str, float] = {}
    for name, value in (
        *_link_features(links, chances),
        *_identifier_features(study),
        *_mention_features(study),
        *_cue_features(study),
        *_form_features(study),
        *_event_features(study, event),
    ):
        values[name] = max(value, values.get(name, 0.0))
    values.update(_joint_features(values))
    return {name: value for name, value in values.items() if value}


def _link_features(links: Sequence[Link], chances: Sequence[float]) -> Iterator[tuple[str, float]]:
    ranked = sorted(zip(chances, links, strict=True), key=lambda pair: -pair[0])
    if not ranked:
        return
    chance, best = ranked[0]
    yield "linked", chance
    yield "linked_firmly", float(chance > 0.5)
    for name in ("deployed", "relative", "unit_named", "home_named", "best_supported"):
        yield f"best_{name}", best.get(name) * chance
    for name in ("own", "derived", "near", "initials", "initial", "surname_only", "masked"):
        yield f"best_{name}", best.get(name)
    likely = [link for value, link in ranked if value > _LIKELY]
    if likely and all(link.get("public") for link in likely):
        yield "only_public", 1.0
    if any(link.get("role_named") for link in likely):
        yield "role_named", 1.0
    yield "several_linked", min(1.0, max(0, len(likely) - 1) / 3)
    for name in _STAFF_IDENTIFIERS:
        yield f"staff_{name}", max(link.get(name) for _, link in ranked)
    yield "public_handle", max(link.get("public_handle") for _, link in ranked)
    yield "name_and_identifier", max(link.get("identifier_and_name") for _, link in ranked)
    if any(link.get(name) for _, link in ranked for name in _STAFF_IDENTIFIERS[:5]):
        yield "staff_identifier", 1.0


def _identifier_features(study: Study) -> Iterator[tuple[str, float]]:
    counts: dict[str, int] = {}
    for part in study.parts:
        for hit in part.hits:
            if not hit.rows:
                counts[hit.kind] = counts.get(hit.kind, 0) + 1
    for kind in _OTHER_IDENTIFIERS:
        if kind in counts:
            yield f"other_{kind}", 1.0
            yield f"other_{kind}_many", min(1.0, (counts[kind] - 1) / 2)


def _mention_features(study: Study) -> Iterator[tuple[str, float]]:
    people = 0
    for part in study.parts:
        for mention in part.mentions:
            people += mention.kind != "given"
            yield f"mention_{mention.kind}", 1.0
            if mention.titled:
                yield f"titled_{mention.kind}", 1.0
            if mention.kind == "surname":
                yield from _surname_features(part, mention.at, mention.titled)
        yield from _near_features(part)
    yield "people", float(people > 0)
    yield "people_many", min(1.0, max(0, people - 1) / 3)


def _surname_features(part: Part, at: int, titled: bool) -> Iterator[tuple[str, float]]:  # noqa: FBT001
    token = next((t for t in part.reading.tokens if t.at >= at and t.bits & SURNAME), None)
    if token is not None and not titled:
        yield ("surname_wordlike" if token.bits & WORDLIKE else "surname_rare"), 1.0


def _near_features(part: Part) -> Iterator[tuple[str, float]]:
    """Yield what stands close to a person or an identifier."""
    police = [token.at for token in part.reading.tokens if token.bits & POLICE]
    for mention in part.mentions:
        for hit in part.hits:
            if abs(hit.at - mention.at) < _NEAR_CHARS:
                yield f"{mention.kind}_near_{hit.kind}", 1.0
        if mention.kind != "given":
            yield from _company(part, mention.at, police, mention.kind, "person")
    for hit in part.hits:
        yield from _company(part, hit.at, police, hit.kind, hit.kind)


def _company(
    part: Part, at: int, police: Sequence[int], kind: str, whom: str
) -> Iterator[tuple[str, float]]:
    """Yield the police words and cues around one place."""
    if _is_near(at, police):
        yield f"police_near_{kind}", 1.0
    for cue in part.cues:
        if abs(cue.at - at) < _NEAR_CHARS:
            yield f"{cue.kind}_near_{whom}", 1.0


def _is_near(at: int, places: Sequence[int]) -> bool:
    return any(abs(at - place) < _NEAR_CHARS for place in places)


def _cue_features(study: Study) -> Iterator[tuple[str, float]]:
    counts = dict.fromkeys(CUES, 0)
    for cue in _all_cues(study):
        counts[cue.kind] += 1
    for kind, count in counts.items():
        if count:
            yield f"cue_{kind}", 1.0
            yield f"cue_{kind}_twice", float(count > 1)


def _all_cues(study: Study) -> Iterator[Cue]:
    for part in study.parts:
        yield from part.cues


def _form_features(study: Study) -> Iterator[tuple[str, float]]:
    reading = study.parts[0].reading if study.parts else None
    yield "media", float(study.has_media)
    yield "picture_text", float(any(part.reading.where != "text" for part in study.parts))
    if reading is None:
        return
    size = len(reading.tokens)
    yield "short", float(size <= 8)
    yield "long", min(1.0, size / 60)
    yield "lines", min(1.0, reading.received.count("\n") / 4)
    yield "question", float("?" in reading.received)
    yield "exclamation", float("!" in reading.received)
    yield "police", float(any(token.bits & POLICE for token in reading.tokens))
    yield "picture_marks", float("\u00b6" in reading.text)
    letters = [char for char in reading.received if char.isalpha()]
    if letters:
        yield "lower_case", float(not any(char.isupper() for char in letters))
        yield "shouting", float(sum(map(str.isupper, letters)) * 2 > len(letters))
    for part in study.parts:
        for repair in part.reading.repairs:
            yield f"repair_{repair}", 1.0
        if _mixes_alphabets(part.reading.received):
            yield "repair_alphabets", 1.0


def _mixes_alphabets(text: str) -> bool:
    """Tell whether Latin words hold look-alikes, full-width or invisible characters."""
    if text.isascii():
        return False
    odd = sum(
        1
        for char in text
        if "\u0370" <= char <= "\u052f"
        or "\uff10" <= char <= "\uff5a"
        or "\u200b" <= char <= "\u200d"
        or "\U0001d400" <= char <= "\U0001d7ff"
    )
    return odd > 0 and bool(WORD.search(text.lower()))


def _event_features(study: Study, event: Event) -> Iterator[tuple[str, float]]:
    if not study.words.isdisjoint(event_words(event)):
        yield "event_word", 1.0


def _joint_features(values: dict[str, float]) -> dict[str, float]:
    """Return features for what means more together than apart."""
    get = values.get
    hidden = any(name.startswith("repair_") for name in values if values[name])
    act = max(get(f"cue_{kind}", 0.0) for kind in ("solicitation", "incitement", "spread"))
    against = max(get(f"cue_{kind}", 0.0) for kind in ("counter_speech", "journalism"))
    linked = get("linked", 0.0)
    staff_datum = max(get("staff_identifier", 0.0), get("staff_street", 0.0))
    calm = 1.0 - against
    return {
        "bare_datum": staff_datum * calm,
        "bare_name_and_datum": get("name_and_identifier", 0.0) * staff_datum * calm,
        "bare_name": get("linked", 0.0) * calm * (1.0 - get("only_public", 0.0)),
        "bare_name_blamed": linked * calm * max(get("police", 0.0), get("cue_naming", 0.0), act),
        "bare_act": act * calm * (1.0 - get("cue_non_staff", 0.0)),
        "hidden_linked": float(hidden) * linked,
        "hidden_police": float(hidden) * get("police", 0.0),
        "linked_police": linked * get("police", 0.0),
        "linked_act": linked * act,
        "linked_against": linked * against,
        "datum_against": staff_datum * against,
        "datum_act": staff_datum * act,
        "linked_media": linked * get("media", 0.0),
        "act_against": act * against,
        "parts_person": get("cue_in_parts", 0.0)
        * max(get("people", 0.0), get("mention_given", 0.0)),
        "parts_address": get("cue_in_parts", 0.0)
        * max(get("other_address", 0.0), get("staff_home_address", 0.0)),
        "police_act": get("police", 0.0) * act,
        "media_act": get("media", 0.0) * get("cue_solicitation", 0.0),
        "civil_act": get("cue_non_staff", 0.0) * act * (1.0 - get("police", 0.0)),
        "civil_person": get("cue_non_staff", 0.0) * get("people", 0.0),
        "public_plain": get("only_public", 0.0) * (1.0 - staff_datum),
        "public_role_named": get("cue_public_role", 0.0) * get("people", 0.0),
        "stranger_police": get("mention_stranger", 0.0) * get("police", 0.0),
        "stranger_address": get("mention_stranger", 0.0) * get("other_address", 0.0),
        "place_address": get("cue_public_place", 0.0)
        * max(get("other_address", 0.0), get("other_phone", 0.0)),
        "plates_police": max(get("other_plate", 0.0), get("staff_plate", 0.0)) * get("police", 0.0),
    }
