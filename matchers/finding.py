"""What a matcher says of a post: a calibrated score, acts, subjects, and why."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """Score in words; a level holds from its lower bound on."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @classmethod
    def of(cls, score: float) -> "Level":
        """Return the level of a score in [0, 1]: .2 low, .5 medium, .7 high, .9 critical."""
        for level, bound in _BOUNDS:
            if score >= bound:
                return level
        return cls.NONE


_BOUNDS = (
    (Level.CRITICAL, 0.9),
    (Level.HIGH, 0.7),
    (Level.MEDIUM, 0.5),
    (Level.LOW, 0.2),
)


class Act(StrEnum):
    """What is done to the person, in the order in which it weighs."""

    INCITEMENT = "incitement"
    DISCLOSURE = "disclosure"
    SURVEILLANCE = "surveillance"
    NAMING = "naming"
    SOLICITATION = "solicitation"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, tied to the characters that gave it.

    Attributes:
        kind: snake_case, e.g. `full_name`, `home_address`, `solicitation`, `counter_speech`.
        where: `text`, `media[0].ocr_text`, ... as in `Post.readable_parts`.
        start: code point offset into that part, inclusive.
        end: exclusive.
        text: exactly the characters from start to end.
        reason: an English sentence without any value in it; the console translates it.
        staff_id: whom it points to, if anybody on the list.
    """

    kind: str
    where: str
    start: int
    end: int
    text: str = field(repr=False)
    reason: str
    staff_id: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A member of staff whom the post can mean, with a confidence in [0, 1]."""

    staff_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict of the machine on one post in one incident: advice, not a decision.

    Attributes:
        score: calibrated probability of doxing of staff, in [0, 1].
        subjects: sorted by confidence, highest first.
        candidates: staff ids that nothing tells apart (sorted); empty when a subject stands
            out or nobody on the list is meant.
        stranger: canonical name of a person put forward as the officer who is on no list.
        sought: sorted descriptors of the unnamed officer who is asked for (`dog_handler`,
            `riot_police`, `shooter`, ...), so that like questions can share one case.
        categories: kinds of information published (domain words: `home_address`, `phone`, ...).
        model: version of the scoring model.
    """

    score: float
    acts: tuple[Act, ...] = ()
    subjects: tuple[Subject, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    stranger: str | None = field(default=None, repr=False)
    sought: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    model: str = ""

    @property
    def level(self) -> Level:
        """Return the level of the score."""
        return Level.of(self.score)
