"""The scoring model: weights in a versioned data file, and what they make of features.

Nothing here is set by hand; `matchers.fitting` writes the file.
"""

import gzip
from collections.abc import Sequence
from math import exp, fsum, sqrt
from operator import mul
from pathlib import Path

import msgspec

from matchers.datafile import read_data
from matchers.finding import Act
from matchers.links import LINK_FEATURES, Link

BUNDLED = "model.json.gz"
_WORDING_SCALE = 8.0


class Weights(msgspec.Struct, frozen=True):
    """One linear model: bias, dense weights by feature name, wording weights by feature."""

    bias: float
    dense: dict[str, float]
    wording: dict[str, float]

    def margin(self, dense: dict[str, float], wording: set[str]) -> float:
        """Return the log-odds of features, before calibration."""
        get = self.dense.get
        total = self.bias + sum(get(name, 0.0) * value for name, value in dense.items())
        known = wording & self.wording.keys()
        return total + wording_scale(len(wording)) * fsum(map(self.wording.__getitem__, known))


class Model(msgspec.Struct, frozen=True):
    """A fitted model.

    Attributes:
        version: identifies the weights; stands in every alert.
        post: is this doxing of staff?
        acts: which act, by act name; meaningful for posts that are doxing.
        link: weights of LINK_FEATURES: is this person meant?
        calibration: (slope, shift) from margin to log-odds.
        gate: unigram weights of the prefilter.
        gate_bar: posts whose gate sum lies below are not studied.
        named_bar: the same for posts that name somebody on the list in full.
    """

    version: str
    post: Weights
    acts: dict[str, Weights]
    link: list[float]
    calibration: tuple[float, float]
    gate: dict[str, float] = {}
    gate_bar: float = -1e9
    named_bar: float = -1e9

    @classmethod
    def load(cls, path: Path | None = None) -> "Model":
        """Read a model file, or the bundled one.

        Raises:
            ValueError: the file is no model, or one for other features.
        """
        if path is None:
            data = read_data(BUNDLED)
        else:
            data = path.read_bytes()
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        try:
            model = msgspec.json.decode(data, type=cls)
        except msgspec.DecodeError as exc:
            raise ValueError(f"not a model file: {exc}") from exc
        if len(model.link) != len(LINK_FEATURES):
            raise ValueError("the model was fitted for other features: fit it anew")
        return model

    def save(self, path: Path) -> None:
        """Write the model, the same bytes for the same weights."""
        path.write_bytes(gzip.compress(msgspec.json.encode(self), 9, mtime=0))

    def probability(self, dense: dict[str, float], wording: set[str]) -> float:
        """Return the calibrated probability that a post doxes staff."""
        slope, shift = self.calibration
        return sigmoid(slope * self.post.margin(dense, wording) + shift)

    def act_probabilities(self, dense: dict[str, float], wording: set[str]) -> dict[Act, float]:
        """Return each act's probability, given that the post doxes."""
        return {
            Act(name): sigmoid(weights.margin(dense, wording))
            for name, weights in self.acts.items()
        }

    def chances(self, links: Sequence[Link]) -> list[float]:
        """Return per linked person how well the post fits them, whoever else it fits too."""
        return [sigmoid(sum(map(mul, self.link, link.vector))) for link in links]


def share_chances(links: Sequence[Link], chances: Sequence[float]) -> list[float]:
    """Return how likely each linked person is meant; rivals for one name share at most 1."""
    totals: dict[int, float] = {}
    for link, value in zip(links, chances, strict=True):
        for group in link.groups:
            totals[group] = totals.get(group, 0.0) + value
    return [
        value / max(1.0, min((totals[group] for group in link.groups), default=1.0))
        for link, value in zip(links, chances, strict=True)
    ]


def wording_scale(count: int) -> float:
    """Return the value of each of `count` wording features, so that long posts do not outshout."""
    return _WORDING_SCALE / sqrt(max(16, count))


def sigmoid(margin: float) -> float:
    """Return the probability of log-odds."""
    if margin < -60:
        return 0.0
    return 1.0 / (1.0 + exp(-margin))
