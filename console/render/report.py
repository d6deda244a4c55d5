"""How good a model is, in tables beside the always-yes baseline."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from console.render.grid import grid
from console.translation import Words
from console.vocabulary import ACTS
from matchers.evaluation import Rates, Report


def parts(report: Report, words: Words) -> Iterator[RenderableType]:
    """Yield the report, table by table."""
    summary = words(
        "Model {model}: {posts} posts, {doxing} of them doxing; alert from {bar:g} on.",
        model=report.model,
        posts=report.posts,
        doxing=report.doxing,
        bar=report.bar,
    )
    yield Text(summary, "bold")
    headers = ["", words("precision"), words("recall"), "F1", words("average precision")]
    yield grid(
        headers,
        [_rates(words("this model"), report.rates), _rates(words("always yes"), report.baseline)],
    )
    yield _counts(words("Found per act"), report.recall_per_act, words)
    yield _counts(words("Found per hiding trick"), report.recall_per_trick, words)
    yield _counts(words("Found per language"), report.recall_per_lang, words)
    yield _counts(words("False alarms per class"), report.false_alarms_per_class, words)
    right, total = report.right_subject
    yield Text(words("The right person first: {right} of {total}.", right=right, total=total))
    yield Text(words("Calibration error: {error:.3f}.", error=report.calibration_error))


def document(report: Report) -> dict[str, Any]:
    """Return the report for scripts."""
    return asdict(report) | {"f1": report.rates.f1, "baseline_f1": report.baseline.f1}


def _rates(name: str, rates: Rates) -> list[str]:
    values = (rates.precision, rates.recall, rates.f1, rates.average_precision)
    return [name, *(f"{value:.3f}" for value in values)]


def _counts(
    title: str, counts: Mapping[str, tuple[int, int]], words: Words
) -> RenderableType:  # fmt: skip
    rows = (
        (words(ACTS.get(name, name)), f"{hit / total:.0%}" if total else "-", f"{hit}/{total}")
        for name, (hit, total) in counts.items()
    )
    return grid([title, words("share"), words("number")], rows)
