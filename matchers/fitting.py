"""Fit the scoring model from labelled posts; needs the extra `doxwacht[fit]`.

Three small linear models come out of it: is this person meant (links), is this doxing (post),
and which act is it. Calibration is measured on posts that the fit did not see: all copies of
one text stay on one side of every split.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from math import log
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matchers.directory import Directory
from matchers.event import Event
from matchers.features import Features
from matchers.finding import Act
from matchers.links import LINK_FEATURES, link_staff
from matchers.matcher import Matcher
from matchers.model import Model, Weights, wording_scale
from matchers.post import Post
from matchers.prefilter import LISTED, OUTRIGHT

Array = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]

_FOLDS = 5
_SMALL = 0.01
_MIN_TEXTS = 2
_POST_C = 0.15
_ACT_C = 0.2
_LINK_C = 1.0
_GATE_ALPHA = 10.0
_GATE_TEXTS = 2
_GATE_LOSS = 0.004

CHATTER = "chatter"
"""Class of ordinary talk that nobody would flag: it teaches, but takes no part in calibration."""

REFERENCE_SHARE = 0.25
"""Share of doxing among posts for which scores are calibrated; see docs/adr/0008-scoring.md."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post with its right answer.

    Attributes:
        act: which act when it is doxing.
        staff_ids: staff the text can mean.
        group: copies of one text share a group and never straddle a split.
        kind: act or class of hard negative, for reports.
        trick: hiding trick, or `plain`.
    """

    post: Post
    event: Event
    doxing: bool
    act: Act | None = None
    staff_ids: frozenset[str] = frozenset()
    group: str = ""
    kind: str = ""
    trick: str = "plain"
    lang: str = "nl"
    flags: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled posts and the directory that they were written for."""

    posts: Sequence[Labelled]
    directory: Directory


def fit(sets: Sequence[LabelledSet], progress: Progress = lambda *_: None) -> Model:
    """Return a model fitted to labelled posts.

    Args:
        sets: some hundred posts or more in all, both answers present; sets with small and with
            large watchlists teach what a shared name is worth.
        progress: called with (stage, done, total).

    Raises:
        ValueError: too few posts, or only one answer among them.
    """
    labelled = [item for one in sets for item in one.posts]
    if len(labelled) < 100 or len({item.doxing for item in labelled}) < 2:
        raise ValueError("fitting needs at least 100 posts, doxing and other")
    studied = [_Studied(one, progress) for one in sets]
    link = _fit_links(studied)
    features = [item for one in studied for item in one.features(link, progress)]
    groups = [item.group for item in labelled]
    table = _Table(features, groups)
    truth = np.array([item.doxing for item in labelled], dtype=np.float64)
    margins = _unseen_margins(table, truth, groups, progress)
    flagged = np.array([item.kind != CHATTER for item in labelled])
    calibration = _calibrate(margins[flagged], truth[flagged])
    found = (truth > 0) & (calibration[0] * margins + calibration[1] >= 0)
    gate, gate_bar, named_bar = _fit_gate(studied, groups, margins, found)
    model = Model(
        version="",
        post=table.weights(_logistic(table.matrix, truth, _POST_C)),
        acts=_fit_acts(labelled, table),
        link=link,
        calibration=calibration,
        gate=gate,
        gate_bar=gate_bar,
        named_bar=named_bar,
    )
    return msgspec.structs.replace(model, version=_version_of(model))


class _Studied:
    """A labelled set with its posts read."""

    def __init__(self, labelled: LabelledSet, progress: Progress) -> None:
        self.posts = labelled.posts
        self.directory = labelled.directory
        self.matcher = Matcher(labelled.directory, _blank())
        self.readings = []
        for number, item in enumerate(self.posts, 1):
            self.readings.append(self.matcher.read(item.post))
            progress("read", number, len(self.posts))

    def features(self, link: list[float], progress: Progress) -> Iterator[Features]:
        self.matcher.model = msgspec.structs.replace(self.matcher.model, link=link)
        for number, (item, reading) in enumerate(zip(self.posts, self.readings, strict=True), 1):
            yield self.matcher.features(reading, item.event)[0]
            progress("weigh", number, len(self.posts))


def _blank() -> Model:
    empty = Weights(0.0, {}, {})
    return Model("unfitted", empty, {}, [0.0] * len(LINK_FEATURES), (1.0, 0.0))


def _version_of(model: Model) -> str:
    digest = blake2b(msgspec.json.encode(model), digest_size=4).hexdigest()
    return f"1.{digest}"


class _Table:
    """Features of many posts as one sparse matrix, with the names of its columns."""

    def __init__(self, features: Sequence[Features], groups: Sequence[str]) -> None:
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only fitting needs it

        self.dense = sorted({name for item in features for name in item.dense})
        self.wording = _in_several_texts([i.wording for i in features], groups, _MIN_TEXTS)
        self._column = {f"dense {name}": i for i, name in enumerate(self.dense)}
        for name in self.wording:
            self._column[name] = len(self._column)
        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for item in features:
            for column, value in self._cells(item):
                columns.append(column)
                data.append(value)
            starts.append(len(data))
        self.matrix = csr_matrix(
            (data, columns, starts), shape=(len(features), len(self._column)), dtype=np.float64
        )

    def _cells(self, item: Features) -> Iterable[tuple[int, float]]:
        for name, value in item.dense.items():
            yield self._column[f"dense {name}"], value
        value = wording_scale(len(item.wording))
        for name in sorted(item.wording & self._column.keys()):
            yield self._column[name], value

    def weights(self, fitted: tuple[Array, float]) -> Weights:
        """Return fitted coefficients by name, without those that hardly matter."""
        coefficients, bias = fitted
        size = len(self.dense)
        dense = zip(self.dense, coefficients[:size], strict=True)
        wording = zip(self.wording, coefficients[size:], strict=True)
        return Weights(
            round(bias, 4),
            {name: round(float(value), 4) for name, value in dense if abs(value) > _SMALL},
            {name: round(float(value), 3) for name, value in wording if abs(value) > _SMALL},
        )


def _in_several_texts(
    names: Sequence[Iterable[str]], groups: Sequence[str], texts: int
) -> list[str]:
    """Return the names that stand in at least so many different texts."""
    seen: dict[str, set[str]] = {}
    for found, group in zip(names, groups, strict=True):
        for name in found:
            known = seen.setdefault(name, set())
            if len(known) < texts:
                known.add(group)
    return sorted(name for name, known in seen.items() if len(known) >= texts)


def _logistic(matrix: Any, truth: Array, strength: float) -> tuple[Array, float]:  # noqa: ANN401 - scipy has no types
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only fitting needs it

    model = LogisticRegression(C=strength, max_iter=2000, solver="lbfgs")
    model.fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])


def _unseen_margins(
    table: _Table, truth: Array, groups: Sequence[str], progress: Progress
) -> Array:
    """Return each post's margin by a model that saw no copy of its text."""
    folds = np.array([_fold_of(group) for group in groups])
    margins = np.zeros(len(truth))
    for number in range(_FOLDS):
        held = folds == number
        coefficients, bias = _logistic(table.matrix[~held], truth[~held], _POST_C)
        margins[held] = table.matrix[held] @ coefficients + bias
        progress("calibrate", number + 1, _FOLDS)
    return margins


def _fold_of(group: str) -> int:
    return int.from_bytes(blake2b(group.encode(), digest_size=4).digest()) % _FOLDS


def _calibrate(margins: Array, truth: Array) -> tuple[float, float]:
    """Return slope and shift that make unseen margins calibrated log-odds.

    The training posts hold far more doxing than flagged posts do, so the shift is corrected to
    the reference share.
    """
    coefficients, bias = _logistic(margins.reshape(-1, 1), truth, 1e3)
    share = float(truth.mean())
    prior = log(REFERENCE_SHARE / (1 - REFERENCE_SHARE)) - log(share / (1 - share))
    return round(float(coefficients[0]), 4), round(bias + prior, 4)


def _fit_gate(
    studied: Sequence[_Studied], groups: Sequence[str], margins: Array, found: BoolArray
) -> tuple[dict[str, float], float, float]:
    """Return gate weights that foretell the whole model's margin, and the two bars to pass.

    Args:
        studied: the labelled sets.
        groups: of their posts, in order.
        margins: of the whole model, for posts it did not see.
        found: doxing that the whole model would find; the bars let all but a few of it pass.
    """
    looks = [(one.matcher.prefilter, item.post) for one in studied for item in one.posts]
    names = [prefilter.gate_features(post) for prefilter, post in looks]
    kept = _in_several_texts(names, groups, _GATE_TEXTS)
    matrix = _indicator(names, kept)
    folds = np.array([_fold_of(group) for group in groups])
    sums = np.zeros(len(margins))
    for number in range(_FOLDS):
        held = folds == number
        sums[held] = matrix[held] @ _ridge(matrix[~held], margins[~held])
    marks = [prefilter.look(post)[1] for prefilter, post in looks]
    judged = found & np.array([some.isdisjoint(OUTRIGHT) for some in marks])
    named = np.array([LISTED in some for some in marks])
    allowed = int(found.sum() * _GATE_LOSS / 2)
    weights = zip(kept, _ridge(matrix, margins), strict=True)
    gate = {name: round(float(value), 3) for name, value in weights if abs(value) > _SMALL}
    return gate, _bar(sums[judged & ~named], allowed), _bar(sums[judged & named], allowed // 4)


def _bar(sums: Array, allowed: int) -> float:
    """Return the bar that stops at most so many of these sums."""
    return round(float(np.sort(sums)[allowed]), 3) if len(sums) > allowed else -1e9


def _ridge(matrix: Any, margins: Array) -> Array:  # noqa: ANN401 - scipy has no types
    from sklearn.linear_model import Ridge  # noqa: PLC0415 - only fitting needs it

    # Without intercept: sums are only compared with a bar on the same scale.
    coefficients: Array = Ridge(alpha=_GATE_ALPHA, fit_intercept=False).fit(matrix, margins).coef_
    return coefficients


def _indicator(names: Sequence[Sequence[str]], kept: Sequence[str]) -> Any:  # noqa: ANN401 - scipy has no types
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only fitting needs it

    column = {name: number for number, name in enumerate(kept)}
    columns = [[column[name] for name in found if name in column] for found in names]
    starts = np.cumsum([0, *map(len, columns)])
    flat = [number for row in columns for number in row]
    return csr_matrix(([1.0] * len(flat), flat, starts), shape=(len(names), len(kept)))


def _fit_links(studied: Sequence[_Studied]) -> list[float]:
    rows: list[list[float]] = []
    meant: list[float] = []
    for one in studied:
        for item, reading in zip(one.posts, one.readings, strict=True):
            if reading.study is None:
                continue
            for link in link_staff(reading.study, item.event, one.directory):
                rows.append(link.vector)
                meant.append(float(one.directory.rows[link.row].staff_id in item.staff_ids))
    coefficients, bias = _logistic(np.array(rows), np.array(meant), _LINK_C)
    coefficients[0] += bias
    return [round(float(value), 4) for value in coefficients]


def _fit_acts(labelled: Sequence[Labelled], table: _Table) -> dict[str, Weights]:
    doxing = np.array([item.doxing for item in labelled])
    acts = np.array([item.act.value if item.act else "" for item in labelled])
    found = {}
    for act in Act:
        truth = (acts[doxing] == act.value).astype(np.float64)
        if 0 < truth.sum() < len(truth):
            found[act.value] = table.weights(_logistic(table.matrix[doxing], truth, _ACT_C))
    return found
