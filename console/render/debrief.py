"""The debrief of an exercise: a time line, what was found and when, missed, and in vain.

Texts are shown because they are invented; nothing of this may be used for reality.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cases.debrief import Debrief, Delay, Line, Outcome
from console.render.alert import SHORT_ID, exercise_banner
from console.render.grid import facts, grid
from console.render.highlight import harmless
from console.render.moments import show_clock
from console.translation import Words
from console.vocabulary import ACTS, LEVELS, say

_SLOTS = 30
_WIDEST = 40
_EXCERPT = 90
_STYLES = {Outcome.FOUND: "green", Outcome.MISSED: "red", Outcome.FALSE_ALARM: "yellow"}
_MARKS = {Outcome.FOUND: "█", Outcome.MISSED: "░", Outcome.FALSE_ALARM: "▒"}
_STEPS_MIN = (5, 10, 15, 20, 30, 60, 120, 240)


def parts(outcome: Debrief, texts: Mapping[str, str], words: Words) -> Iterator[RenderableType]:
    """Yield the debrief, part by part.

    Args:
        outcome: what became of every post.
        texts: invented texts by post id.
        words: the language.
    """
    yield exercise_banner(words)
    yield _score(outcome, words)
    yield Text()
    yield from _time_line(outcome, words)
    yield _phases(outcome, words)
    yield _victims(outcome.per_victim, words)
    yield from _posts(outcome, Outcome.MISSED, words("What was missed"), texts, words)
    yield from _posts(outcome, Outcome.FALSE_ALARM, words("False alarms"), texts, words)


def document(outcome: Debrief, name: str) -> dict[str, Any]:
    """Return the debrief for scripts, without texts."""
    return {
        "exercise": name,
        "found": outcome.score.found,
        "missed": outcome.score.missed,
        "false_alarms": outcome.score.false_alarms,
        "precision": outcome.score.precision,
        "recall": outcome.score.recall,
        "by_phase": {phase: asdict(score) for phase, score in outcome.by_phase},
        "per_victim": [asdict(one) | {"minutes": one.minutes} for one in outcome.per_victim],
        "missed_posts": _ids(outcome, Outcome.MISSED),
        "false_alarm_posts": _ids(outcome, Outcome.FALSE_ALARM),
        "unexplained_alerts": outcome.unexplained,
    }


def verdict(outcome: Debrief, words: Words) -> str:
    """Return the debrief in one sentence."""
    return words(
        "{found} of {all} doxing posts found, {alarms} false alarms.",
        found=outcome.score.found,
        all=outcome.score.found + outcome.score.missed,
        alarms=outcome.score.false_alarms,
    )


def _ids(outcome: Debrief, kind: Outcome) -> list[str]:
    return [line.answer.post_id for line in outcome.with_outcome(kind)]


def _score(outcome: Debrief, words: Words) -> Table:
    score, first = outcome.score, outcome.first_found
    rows = [
        (words("found"), str(score.found)),
        (words("missed"), str(score.missed)),
        (words("false alarms"), str(score.false_alarms)),
        (words("alerts that were right"), _percent(score.precision)),
        (words("doxing that was found"), _percent(score.recall)),
    ]
    if first is not None and first.found_at is not None:
        rows.append((words("first alert"), f"{show_clock(first.found_at)}  {first.phase}"))
    return facts(rows)


def _time_line(outcome: Debrief, words: Words) -> Iterator[RenderableType]:
    legend = Text(words("Time line"), "bold")
    for kind, name in (
        (Outcome.FOUND, words("found")),
        (Outcome.MISSED, words("missed")),
        (Outcome.FALSE_ALARM, words("false alarm")),
    ):
        legend.append(f"   {_MARKS[kind]} ", _STYLES[kind]).append(name, "default")
    yield legend
    chart = Table.grid(padding=(0, 2))
    inside = [line for line in outcome.lines if not line.answer.outside_window]
    for start, lines in _slots(inside):
        chart.add_row(Text(show_clock(start)), _bar(lines), Text(_phase_of(lines), "dim"))
    yield chart
    yield Text()


def _slots(lines: Sequence[Line]) -> Iterator[tuple[datetime, list[Line]]]:
    """Yield stretches of equal length that cover the story, at most `_SLOTS` of them."""
    if not lines:
        return
    first, last = lines[0].answer.created_at, lines[-1].answer.created_at
    length = _slot_length(last - first)
    start = datetime.fromtimestamp(first.timestamp() // length.total_seconds()
                                   * length.total_seconds(), first.tzinfo)  # fmt: skip
    while start <= last:
        end = start + length
        yield start, [line for line in lines if start <= line.answer.created_at < end]
        start = end


def _slot_length(whole: timedelta) -> timedelta:
    minutes = whole / timedelta(minutes=1)
    fitting = (step for step in _STEPS_MIN if minutes / step < _SLOTS)
    return timedelta(minutes=next(fitting, _STEPS_MIN[-1]))


def _bar(lines: Sequence[Line]) -> Text:
    bar = Text()
    for kind, mark in _MARKS.items():
        number = sum(line.outcome is kind for line in lines)
        bar.append(mark * min(number, _WIDEST), _STYLES[kind])
    return bar


def _phase_of(lines: Sequence[Line]) -> str:
    return lines[0].phase if lines else ""


def _phases(outcome: Debrief, words: Words) -> Table:
    delays = {one.name: one for one in outcome.per_phase}
    headers = [words("phase"), words("found"), words("missed"), words("false alarms"),
               words("first post"), words("first alert after")]  # fmt: skip
    return grid(
        headers,
        (
            (
                phase,
                str(score.found),
                str(score.missed),
                str(score.false_alarms),
                *_delay(delays.get(phase), words),
            )
            for phase, score in outcome.by_phase
        ),
        words("Per phase"),
    )


def _victims(delays: Sequence[Delay], words: Words) -> Table:
    headers = [words("staff"), words("first doxed"), words("alert after")]
    rows = ((one.name, *_delay(one, words)) for one in delays)
    return grid(headers, rows, words("Per member of staff"))


def _delay(delay: Delay | None, words: Words) -> tuple[str, str]:
    if delay is None:
        return "-", "-"
    if delay.minutes is None:
        return show_clock(delay.published_at), words("never")
    return show_clock(delay.published_at), words("{m:.0f} min", m=delay.minutes)


def _posts(
    outcome: Debrief, kind: Outcome, title: str, texts: Mapping[str, str], words: Words
) -> Iterator[RenderableType]:
    lines = outcome.with_outcome(kind)
    if not lines:
        return
    headers = [words("time"), words("post"), words("alert"), words("text (invented)")]
    rows = (_post_row(line, texts.get(line.answer.post_id, ""), words) for line in lines)
    yield grid(headers, rows, title)


def _post_row(line: Line, text: str, words: Words) -> list[str]:
    act = say(words, ACTS, line.answer.act) if line.answer.act else words("no doxing")
    alert = "-"
    if line.alert_id is not None:
        alert = f"{line.alert_id[:SHORT_ID]} {say(words, LEVELS, line.level or '')}"
    return [show_clock(line.answer.created_at), act, alert, _excerpt(text)]


def _excerpt(text: str) -> str:
    flat = " ".join(harmless(text).split())
    return flat if len(flat) <= _EXCERPT else f"{flat[: _EXCERPT - 1]}…"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
