"""The cascade put together: prefilter, study, links, score, and the reasons in words."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from matchers.cues import ACT_CUES
from matchers.directory import Directory
from matchers.event import Event
from matchers.features import Features, dense_of, wording_of
from matchers.finding import Act, Evidence, Finding, Subject
from matchers.links import Link, link_staff
from matchers.model import Model, share_chances
from matchers.names import Mention
from matchers.people import People
from matchers.post import Post
from matchers.prefilter import Prefilter
from matchers.reasons import REASONS
from matchers.recognisers import Hit
from matchers.sought import sought_officer
from matchers.strangers import Stranger, find_strangers
from matchers.study import Part, Study, abstract, study_post
from matchers.vocabulary import POLICE, Vocabulary
from matchers.wording import is_of_one_word, word_with

_LISTED = 0.05
_STANDS_OUT = 0.5
_MAX_SUBJECTS = 25
_NAMELESS = frozenset({Act.SOLICITATION, Act.SURVEILLANCE})
_ACT_BAR = 0.5
_ACTS_FROM = 0.2
_WORDING_SPANS = 3
_STAFF_KINDS = {
    "phone": "staff_phone",
    "email": "staff_email",
    "plate": "staff_plate",
    "handle": "staff_handle",
}
_MENTION_KINDS = {
    "full": "full_name",
    "initial": "initial_name",
    "surname": "surname",
    "masked": "masked_name",
    "given": "given_name",
    "stranger": "stranger",
}
_CATEGORIES = {
    "full_name": "full_name", "near_name": "full_name", "initial_name": "full_name",
    "surname": "name_fragment", "masked_name": "name_fragment", "given_name": "name_fragment",
    "stranger": "full_name", "phone": "phone", "staff_phone": "phone", "email": "email",
    "staff_email": "email", "plate": "plate", "staff_plate": "plate", "handle": "social_account",
    "staff_handle": "social_account", "address": "home_address", "home_address": "home_address",
    "street": "street", "iban": "iban", "bsn": "bsn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A post studied once, with what does not depend on the incident.

    Attributes:
        study: None when the prefilter let the post end here.
    """

    study: Study | None
    wording: set[str] = field(default_factory=set)


class Matcher:
    """Scores posts against one directory with one model. Holds caches; not for threads."""

    def __init__(self, directory: Directory, model: Model, people: People | None = None) -> None:
        self.directory = directory
        self.model = model
        self.vocabulary = Vocabulary(directory)
        self.people = people or People()
        self.prefilter = Prefilter(self.vocabulary, model)
        self._nothing = Finding(0.0, model=model.version)

    def find(self, post: Post, event: Event) -> Finding:
        """Return what the machine makes of a post in an incident."""
        return self.score(self.read(post), event)

    def find_all(self, post: Post, events: Sequence[Event]) -> list[Finding]:
        """Return a finding per incident; the post is read once."""
        reading = self.read(post)
        return [self.score(reading, event) for event in events]

    def read(self, post: Post) -> Reading:
        """Read a post as far as no incident is needed."""
        if not self.prefilter.may_matter(post):
            return Reading(None)
        study = study_post(post, self.vocabulary)
        return Reading(study, wording_of(study, self.vocabulary))

    def features(self, reading: Reading, event: Event) -> tuple[Features, list[Link], list[float]]:
        """Return a read post's features, its links to staff and their confidences."""
        if reading.study is None:
            return Features({}, set()), [], []
        links = link_staff(reading.study, event, self.directory)
        chances = self.model.chances(links)
        dense = dense_of(reading.study, links, chances, event)
        return Features(dense, reading.wording), links, share_chances(links, chances)

    def score(self, reading: Reading, event: Event) -> Finding:
        """Return the finding of a read post in an incident."""
        if reading.study is None:
            return self._nothing
        features, links, confidences = self.features(reading, event)
        score = round(self.model.probability(features.dense, features.wording), 4)
        if score < _ACTS_FROM:
            return Finding(score, model=self.model.version)
        acts = self._acts(features)
        subjects = self._subjects(score, links, confidences)
        puts_forward = score >= _STANDS_OUT and not _NAMELESS.issuperset(acts)
        strangers = self._strangers(reading.study, subjects) if puts_forward else []
        explain = _Explanation(self, reading, acts, subjects)
        evidence = tuple(explain.evidence(strangers))
        return Finding(
            score=score,
            acts=acts,
            subjects=subjects,
            evidence=evidence,
            candidates=_candidates(score, subjects),
            stranger=strangers[0].key if strangers else None,
            sought=sought_officer(reading.study) if Act.SOLICITATION in acts else (),
            categories=_categories(evidence, reading.study, acts),
            model=self.model.version,
        )

    def _strangers(self, study: Study, subjects: Sequence[Subject]) -> list[Stranger]:
        """Return who is put forward although on no list; asked only when nobody on it is."""
        if subjects and subjects[0].confidence >= _STANDS_OUT:
            return []
        named = [
            Stranger(part, mention.at, mention.until, mention.key)
            for part in study.parts
            for mention in part.mentions
            if mention.kind == "stranger"
        ]
        return named or [
            stranger for part in study.parts for stranger in find_strangers(part, self.people)
        ]

    def _acts(self, features: Features) -> tuple[Act, ...]:
        chances = self.model.act_probabilities(features.dense, features.wording)
        best = max(chances, key=lambda act: chances[act], default=None)
        found = {act for act in Act if act == best or chances.get(act, 0.0) >= _ACT_BAR}
        if features.dense.get("staff_identifier"):
            # A listed private datum is disclosed, whatever else is done with it.
            found.add(Act.DISCLOSURE)
        return tuple(act for act in Act if act in found)

    def _subjects(
        self, score: float, links: Sequence[Link], confidences: Sequence[float]
    ) -> tuple[Subject, ...]:
        """Return who is meant; a harmless post makes nobody a subject."""
        ranked = sorted(
            zip(confidences, links, strict=True), key=lambda pair: (-pair[0], pair[1].row)
        )
        subjects = [
            Subject(self.directory.rows[link.row].staff_id, round(value * _damped(score), 4))
            for value, link in ranked[:_MAX_SUBJECTS]
            if value >= _LISTED
        ]
        return tuple(subjects)


def _damped(score: float) -> float:
    """Confidence is that of being doxed by this post, so it fades with the score."""
    return 1.0 if score >= _STANDS_OUT else score


def _candidates(score: float, subjects: Sequence[Subject]) -> tuple[str, ...]:
    if score < _STANDS_OUT or not subjects or subjects[0].confidence >= _STANDS_OUT:
        return ()
    best = subjects[0].confidence
    return tuple(sorted(s.staff_id for s in subjects if s.confidence >= 0.8 * best))


def _categories(evidence: Sequence[Evidence], study: Study, acts: Sequence[Act]) -> tuple[str, ...]:
    found = {_CATEGORIES[item.kind] for item in evidence if item.kind in _CATEGORIES}
    if study.has_media and acts:
        found.add("face_photo")
    return tuple(sorted(found))


class _Explanation:
    """Turns what was found into evidence with offsets in the received texts."""

    def __init__(
        self,
        matcher: Matcher,
        reading: Reading,
        acts: Sequence[Act],
        subjects: Sequence[Subject],
    ) -> None:
        self.matcher = matcher
        self.reading = reading
        self.acts = {act.value for act in acts}
        index_of = matcher.directory.index_of
        self.ranked = [(index_of(subject.staff_id), subject.staff_id) for subject in subjects]
        self.parts = reading.study.parts if reading.study else ()

    def evidence(self, strangers: Sequence[Stranger]) -> list[Evidence]:
        """Return the evidence in order of place, without repeats."""
        found: dict[tuple[str, str, int, int], Evidence] = {}
        for stranger in strangers:
            item = self._item(stranger.part, "stranger", stranger.at, stranger.until)
            found[item.kind, item.where, item.start, item.end] = item
        for part in self.parts:
            for item in (*self._people(part), *self._identifiers(part), *self._cues(part)):
                found.setdefault((item.kind, item.where, item.start, item.end), item)
        if not any(item.kind in self.acts or item.staff_id for item in found.values()):
            for item in self._telling_words():
                found.setdefault((item.kind, item.where, item.start, item.end), item)
        return sorted(found.values(), key=lambda item: (item.where, item.start, item.end))

    def _people(self, part: Part) -> list[Evidence]:
        return [
            self._item(
                part, _name_kind(mention), mention.at, mention.until, self._best(mention.fits)
            )
            for mention in part.mentions
            if mention.kind != "given" or self._best(mention.fits)
        ]

    def _identifiers(self, part: Part) -> list[Evidence]:
        return [
            self._item(part, _hit_kind(hit), hit.at, hit.until, self._best(hit.rows))
            for hit in part.hits
        ]

    def _cues(self, part: Part) -> list[Evidence]:
        against = [
            self._item(part, cue.kind, cue.at, cue.until)
            for cue in part.cues
            if cue.kind in self.acts or cue.kind not in ACT_CUES
        ]
        police = [t for t in part.reading.tokens if t.bits & POLICE]
        if police and self.acts:
            against.append(self._item(part, "police_word", police[0].at, police[0].until))
        if part.reading.repairs and part.reading.tokens:
            tokens = part.reading.tokens
            against.append(self._item(part, "hidden_spelling", tokens[0].at, tokens[-1].until))
        return against

    def _telling_words(self) -> list[Evidence]:
        """Return the words whose wording argues most for the score."""
        weights = self.matcher.model.post.wording
        ranked = sorted(
            (
                name
                for name in self.reading.wording
                if is_of_one_word(name) and weights.get(name, 0.0) > 0
            ),
            key=lambda name: (-weights[name], name),
        )
        items = []
        for part in self.parts:
            words, classes, places = abstract(part, self.matcher.vocabulary)
            for name in ranked[:_WORDING_SPANS]:
                index = word_with(name, words, classes)
                if index is not None:
                    items.append(self._word_at(part, places[index]))
        return [item for item in items if item is not None]

    def _word_at(self, part: Part, at: int) -> Evidence | None:
        token = next((t for t in part.reading.tokens if t.at >= at), None)
        return self._item(part, "wording_for", token.at, token.until) if token else None

    def _best(self, rows: Container[int]) -> str | None:
        """Return the likeliest subject among rows, or None when none is a subject."""
        return next((staff_id for row, staff_id in self.ranked if row in rows), None)

    def _item(
        self, part: Part, kind: str, at: int, until: int, staff_id: str | None = None
    ) -> Evidence:
        reading = part.reading
        start, end = reading.span(at, until)
        text = reading.received[start:end]
        return Evidence(kind, reading.where, start, end, text, REASONS[kind], staff_id)


def _name_kind(mention: Mention) -> str:
    if mention.kind == "full" and all(
        fit.given in ("near", "short") or fit.surname in ("edit", "sound")
        for fit in mention.fits.values()
    ):
        return "near_name"
    return _MENTION_KINDS[mention.kind]


def _hit_kind(hit: Hit) -> str:
    return _STAFF_KINDS.get(hit.kind, hit.kind) if hit.rows else hit.kind
