"""An alert for somebody who is tired: how bad, who, why, the text, what leaked, what else.

It refuses to look anything up: names and the rest of the case are handed to it, and only when
they may be seen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alerts.kinds import Grouping
from alerts.record import Alert
from console.render.grid import facts, grid
from console.render.highlight import AGAINST, has_leak, highlighted, masked
from console.render.moments import show
from console.translation import N_, Words
from console.vocabulary import ACTS, CATEGORIES, GROUPINGS, LEVEL_STYLES, LEVELS, listed, say
from matchers.finding import Evidence, Subject

SHORT_ID = 12
"""Characters of an alert id that lists show and commands accept."""

_SURE = (
    (0.9, N_("almost certainly")),
    (0.7, N_("probably")),
    (0.5, N_("possibly")),
    (0.0, N_("perhaps")),
)
_MOST_SUBJECTS = 5
_MOST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class View:
    """What goes beside an alert.

    Attributes:
        names: staff id → name; empty when the list is not unlocked.
        reveal: whether leaked data and the address of the post are shown.
        url: of the post; empty unless revealed.
        case_ids: the cases it belongs to.
        others: other alerts of those cases, latest first.
        count_others: how many there are in all.
    """

    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    reveal: bool = False
    url: str = field(default="", repr=False)
    case_ids: tuple[str, ...] = ()
    others: tuple[Alert, ...] = ()
    count_others: int = 0


def badge(alert: Alert, words: Words) -> Text:
    """Return level and score as one mark."""
    level = say(words, LEVELS, alert.level).upper()
    return Text(f" {level} {alert.score:.2f} ", LEVEL_STYLES[alert.level])


def explained(alert: Alert, view: View, words: Words) -> Panel:
    """Return an alert with its reasons."""
    parts: list[RenderableType] = [_heading(alert, words), Text()]
    parts += [_who(alert, view, words), Text()]
    parts += [*_why(alert, words), Text()]
    parts += [*_texts(alert, view, words)]
    parts += [_facts(alert, view, words), *_others(view, words)]
    title = words("alert {alert}", alert=alert.alert_id[:SHORT_ID])
    return Panel(Group(*parts), title=Text(title), title_align="left", padding=(1, 2))


def document(alert: Alert, view: View, words: Words) -> dict[str, Any]:
    """Return an alert for scripts; what leaked is masked unless it may be seen."""
    own = alert.to_document()
    if not view.reveal:
        own["message"] = masked(alert.message, _of_part(alert, "text"), words)
        own["doxwacht"]["evidence"] = [
            {name: value for name, value in item.items() if name != "text"}
            for item in own["doxwacht"]["evidence"]
        ]
        own["doxwacht"]["media"] = [{"kind": item.kind} for item in alert.media]
    own["url"]["original"] = view.url
    return {"alert_id": alert.alert_id, **own, "cases": list(view.case_ids)}


def summary(alert: Alert, case_ids: Sequence[str]) -> dict[str, Any]:
    """Return what a list says of an alert, for scripts: ids and codes only."""
    return {
        "alert_id": alert.alert_id,
        "created_at": alert.created_at,
        "level": alert.level,
        "score": alert.score,
        "acts": alert.acts,
        "categories": alert.categories,
        "staff_ids": alert.staff_ids,
        "grouping": alert.grouping,
        "incident_id": alert.incident_id,
        "window_id": alert.window_id,
        "exercise": alert.exercise,
        "cases": case_ids,
    }


def table(alerts: Iterable[tuple[Alert, Sequence[str]]], words: Words) -> Table:
    """Return alerts with their cases as a list, without any text of a post."""
    headers = [words("level"), words("published"), words("what happens"), words("what leaked"),
               words("staff"), words("case"), words("alert")]  # fmt: skip
    return grid(headers, (_row(alert, case_ids, words) for alert, case_ids in alerts))


def exercise_banner(words: Words) -> Text:
    """Return the mark that nobody can overlook."""
    return Text(f" {words('EXERCISE - nothing here is real')} ", "bold black on bright_cyan")


def _row(alert: Alert, case_ids: Sequence[str], words: Words) -> list[str | Text]:
    return [
        badge(alert, words),
        show(alert.created_at, words),
        listed(words, ACTS, alert.acts),
        listed(words, CATEGORIES, alert.categories),
        whom(alert, words),
        ", ".join(case_ids) or "-",
        alert.alert_id[:SHORT_ID],
    ]


def whom(alert: Alert, words: Words) -> str:
    """Return whom an alert is about, by id."""
    if alert.grouping is Grouping.SUBJECT:
        return ", ".join(alert.confident_subjects)
    if alert.grouping is Grouping.CANDIDATES:
        ids = alert.candidates
        shown = ", ".join(ids[:3])
        return shown if len(ids) <= 3 else words("{ids} or {n} others", ids=shown, n=len(ids) - 3)  # noqa: PLR2004
    return say(words, GROUPINGS, alert.grouping)


def _heading(alert: Alert, words: Words) -> Text:
    line = badge(alert, words)
    line.append("  ")
    if alert.exercise:
        line.append_text(exercise_banner(words)).append("  ")
    return line.append(listed(words, ACTS, alert.acts), "bold")


def _who(alert: Alert, view: View, words: Words) -> RenderableType:
    if alert.grouping is Grouping.SUBJECT:
        subjects = [one for one in alert.subjects if one.confidence >= _SURE[2][0]]
        lines = [_subject(one, view, words) for one in subjects[:_MOST_SUBJECTS]]
    elif alert.grouping is Grouping.CANDIDATES and len(alert.candidates) == 1:
        lines = [words("possibly {ids}", ids=_named(alert.candidates[0], view))]
    elif alert.grouping is Grouping.CANDIDATES:
        lines = [words("One of these; nothing tells them apart:")]
        lines += [_named(staff_id, view) for staff_id in alert.candidates[:_MOST_SUBJECTS]]
    else:
        lines = [say(words, GROUPINGS, alert.grouping)]
    return _titled(words("Who"), [Text(line) for line in lines])


def _subject(subject: Subject, view: View, words: Words) -> str:
    sure = next(word for bound, word in _SURE if subject.confidence >= bound)
    return f"{_named(subject.staff_id, view)} ({words(sure)}, {subject.confidence:.2f})"


def _named(staff_id: str, view: View) -> str:
    return " ".join(filter(None, (staff_id, view.names.get(staff_id))))


def _why(alert: Alert, words: Words) -> Iterator[RenderableType]:
    reasons = dict.fromkeys((one.kind in AGAINST, one.reason) for one in alert.evidence)
    speaking_for = [Text(f"+ {words(text)}") for against, text in reasons if not against]
    speaking_against = [Text(f"- {words(text)}", "green") for against, text in reasons if against]
    yield _titled(words("Why"), [*speaking_for, *speaking_against] or [Text("-")])


def _texts(alert: Alert, view: View, words: Words) -> Iterator[RenderableType]:
    for where, text in _readable(alert):
        shown = highlighted(text, _of_part(alert, where), words, reveal=view.reveal)
        yield _titled(_place(where, words), [shown])
        yield Text()


def _readable(alert: Alert) -> Iterator[tuple[str, str]]:
    if alert.message:
        yield "text", alert.message
    for index, item in enumerate(alert.media):
        if item.ocr_text:
            yield f"media[{index}].ocr_text", item.ocr_text
        if item.alt_text:
            yield f"media[{index}].alt_text", item.alt_text


def _place(where: str, words: Words) -> str:
    if where.endswith("ocr_text"):
        return words("Text in the picture")
    if where.endswith("alt_text"):
        return words("Description of the picture")
    return words("Post")


def _of_part(alert: Alert, where: str) -> list[Evidence]:
    return [one for one in alert.evidence if one.where == where]


def _facts(alert: Alert, view: View, words: Words) -> Table:
    rows: list[tuple[str, str | Text]] = [
        (words("What leaked"), listed(words, CATEGORIES, alert.categories)),
        (words("Published"), f"{show(alert.created_at, words, seconds=True)}, {alert.platform}"),
        (words("Found"), show(alert.ingested_at, words, seconds=True)),
        (words("Case"), ", ".join(view.case_ids) or "-"),
        (words("Model"), alert.rule_version),
    ]
    if view.reveal:
        rows.insert(2, (words("Address of the post"), view.url or "-"))
    elif _is_masked(alert):
        rows.insert(1, ("", Text(words("masked; --reveal --reason ... shows it"), "dim")))
    return facts(rows)


def _is_masked(alert: Alert) -> bool:
    return any(has_leak(text, _of_part(alert, where)) for where, text in _readable(alert))


def _others(view: View, words: Words) -> Iterator[RenderableType]:
    if not view.others:
        return
    title = words.count(
        "{n} other post in the same case", "{n} other posts in the same case", view.count_others
    )
    lines = [
        Text.assemble(
            badge(one, words),
            f" {show(one.created_at, words)}  {one.platform}  {listed(words, ACTS, one.acts)}",
        )
        for one in view.others[:_MOST_OTHERS]
    ]
    yield Text()
    yield _titled(title, lines)


def _titled(title: str, lines: Sequence[Text]) -> RenderableType:
    return Group(Text(title, "bold"), Padding(Group(*lines), (0, 0, 0, 2)))
