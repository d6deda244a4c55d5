"""Judge a model on labelled posts it was not fitted to, beside the always-yes baseline."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from matchers.finding import Finding
from matchers.fitting import Labelled
from matchers.matcher import Matcher

_BINS = 10


@dataclass(frozen=True, slots=True)
class Rates:
    """How often an alert was right, at one bar; all values in [0, 1]."""

    precision: float
    recall: float
    average_precision: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Posts whose scores lie together: how many, mean score, and share that is doxing."""

    count: int
    mean_score: float
    share_doxing: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a model does on a set of posts.

    Attributes:
        rates: of the model; `baseline` is that of calling every post doxing.
        recall_per_act, recall_per_trick, recall_per_lang: name to (found, all).
        false_alarms_per_class: class of harmless post to (alerts, all).
        right_subject: doxing posts with one possible person whose best subject is that person,
            and how many there are.
        calibration: bins of equal score width, empty ones left out.
        calibration_error: expected calibration error, in [0, 1].
    """

    posts: int
    doxing: int
    bar: float
    rates: Rates
    baseline: Rates
    recall_per_act: dict[str, tuple[int, int]]
    recall_per_trick: dict[str, tuple[int, int]]
    recall_per_lang: dict[str, tuple[int, int]]
    false_alarms_per_class: dict[str, tuple[int, int]]
    right_subject: tuple[int, int]
    calibration: tuple[Bin, ...] = field(default=())
    calibration_error: float = 0.0
    model: str = ""


def evaluate(
    matcher: Matcher,
    labelled: Sequence[Labelled],
    bar: float = 0.5,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Report:
    """Score labelled posts and compare.

    Args:
        matcher: with the directory that the posts were written for.
        labelled: posts the model was not fitted to.
        bar: score from which a post is an alert.
        progress: called with (stage, done, total).
    """
    findings = []
    for number, item in enumerate(labelled, 1):
        findings.append(matcher.find(item.post, item.event))
        progress("score", number, len(labelled))
    pairs = [(f.score, item.doxing) for f, item in zip(findings, labelled, strict=True)]
    doxing = [(f, i) for f, i in zip(findings, labelled, strict=True) if i.doxing]
    harmless = [(f, i) for f, i in zip(findings, labelled, strict=True) if not i.doxing]
    share = len(doxing) / len(pairs) if pairs else 0.0
    bins, error = calibrate(pairs)
    return Report(
        posts=len(pairs),
        doxing=len(doxing),
        bar=bar,
        rates=rates_of(pairs, bar),
        baseline=Rates(share, 1.0 if doxing else 0.0, share),
        recall_per_act=_count(doxing, bar, lambda item: item.kind),
        recall_per_trick=_count(doxing, bar, lambda item: item.trick),
        recall_per_lang=_count(doxing, bar, lambda item: item.lang),
        false_alarms_per_class=_count(harmless, bar, lambda item: item.kind),
        right_subject=_right_subjects(doxing),
        calibration=bins,
        calibration_error=error,
        model=matcher.model.version,
    )


def rates_of(pairs: Sequence[tuple[float, bool]], bar: float) -> Rates:
    """Return precision, recall and average precision of (score, doxing) pairs."""
    alerts = [truth for score, truth in pairs if score >= bar]
    positives = sum(truth for _, truth in pairs)
    return Rates(
        precision=sum(alerts) / len(alerts) if alerts else 0.0,
        recall=sum(alerts) / positives if positives else 0.0,
        average_precision=average_precision(pairs),
    )


def average_precision(pairs: Iterable[tuple[float, bool]]) -> float:
    """Return the area under precision over recall; equal scores are one step."""
    steps: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, truth in pairs:
        steps[score][0] += 1
        steps[score][1] += truth
    positives = sum(right for _, right in steps.values())
    seen = right = 0
    area = 0.0
    for score in sorted(steps, reverse=True):
        count, hits = steps[score]
        seen, right = seen + count, right + hits
        area += hits * right / seen
    return area / positives if positives else 0.0


def calibrate(pairs: Sequence[tuple[float, bool]]) -> tuple[tuple[Bin, ...], float]:
    """Return calibration bins and the expected calibration error."""
    boxes: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for score, truth in pairs:
        boxes[min(int(score * _BINS), _BINS - 1)].append((score, truth))
    bins = [
        Bin(len(box), sum(s for s, _ in box) / len(box), sum(t for _, t in box) / len(box))
        for box in boxes
        if box
    ]
    total = max(1, len(pairs))
    error = sum(b.count * abs(b.mean_score - b.share_doxing) for b in bins) / total
    return tuple(bins), error


def _count(
    judged: Sequence[tuple[Finding, Labelled]], bar: float, key: Callable[[Labelled], str]
) -> dict[str, tuple[int, int]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for finding, item in judged:
        counts[key(item)][0] += finding.score >= bar
        counts[key(item)][1] += 1
    return {name: (hit, total) for name, (hit, total) in sorted(counts.items())}


def _right_subjects(doxing: Sequence[tuple[Finding, Labelled]]) -> tuple[int, int]:
    single = [(f, i) for f, i in doxing if i.staff_ids and not i.flags]
    right = sum(bool(f.subjects) and f.subjects[0].staff_id in i.staff_ids for f, i in single)
    return right, len(single)
