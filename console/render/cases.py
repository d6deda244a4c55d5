"""Cases on the screen: ids, states and summaries, never the text of a post."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from alerts.kinds import Grouping
from cases.case import Case, TakenStep
from cases.states import State
from console.render.grid import facts, grid
from console.render.moments import show
from console.translation import Words
from console.vocabulary import (
    ACTS,
    CASE_STATES,
    CATEGORIES,
    GROUPINGS,
    LEVEL_STYLES,
    LEVELS,
    VERDICTS,
    listed,
    say,
)

_MOST_STAFF = 4
_MOST_ACTS = 2


def table(cases: Iterable[Case], words: Words) -> Table:
    """Return cases as a list."""
    headers = [words("case"), words("severity"), words("about"), words("state"), words("alerts"),
               words("what happens"), words("last seen")]  # fmt: skip
    return grid(headers, (_row(one, words) for one in cases))


def details(case: Case, words: Words) -> Table:
    """Return one case in full."""
    return facts(
        [
            (words("case"), case.case_id),
            (words("severity"), severity(case, words)),
            (words("about"), about(case, words)),
            (words("state"), state(case, words)),
            (words("verdict"), say(words, VERDICTS, case.verdict) if case.verdict else "-"),
            (words("incident"), case.incident_id or "-"),
            (words("what happens"), listed(words, ACTS, case.acts)),
            (words("what leaked"), listed(words, CATEGORIES, case.categories)),
            (words("first seen"), show(case.first_seen, words)),
            (words("last seen"), show(case.last_seen, words)),
            (words("version"), str(case.version)),
        ]
    )


def history(steps: Iterable[TakenStep], words: Words) -> Table:
    """Return what was decided, by whom and why."""
    headers = [words("when"), words("who"), words("from"), words("to"), words("verdict"),
               words("reason")]  # fmt: skip
    return grid(
        headers,
        (
            (
                show(one.at, words),
                one.actor,
                say(words, CASE_STATES, one.source),
                say(words, CASE_STATES, one.target),
                say(words, VERDICTS, one.verdict) if one.verdict else "-",
                one.reason_code,
            )
            for one in steps
        ),
    )


def possible(states: Sequence[State], words: Words) -> Text:
    """Return where a case can go from here."""
    return Text(words("Can become: {states}", states=listed(words, CASE_STATES, states)))


def severity(case: Case, words: Words) -> Text:
    """Return how bad a case is."""
    level = say(words, LEVELS, case.severity).upper()
    return Text(f" {level} {case.score:.2f} ", LEVEL_STYLES[case.severity])


def about(case: Case, words: Words) -> str:
    """Return whom a case is about, by id."""
    if not case.staff_ids:
        return say(words, GROUPINGS, case.grouping)
    shown = ", ".join(case.staff_ids[:_MOST_STAFF])
    left = len(case.staff_ids) - _MOST_STAFF
    whole = words("{ids} or {n} others", ids=shown, n=left) if left > 0 else shown
    if case.grouping is not Grouping.CANDIDATES:
        return whole
    is_only = len(case.staff_ids) == 1
    return words("possibly {ids}", ids=whole) if is_only else words("one of {ids}", ids=whole)


def state(case: Case, words: Words) -> str:
    """Return the state of a case, and whether worse came in after the verdict."""
    name = say(words, CASE_STATES, case.state)
    return words("{state}, worse came in since", state=name) if case.has_worsened else name


def _heaviest(case: Case, words: Words) -> str:
    """Return the heaviest acts; all of them stand in the case itself."""
    shown = listed(words, ACTS, case.acts[:_MOST_ACTS])
    left = len(case.acts) - _MOST_ACTS
    return f"{shown}, {words('and {n} more', n=left)}" if left > 0 else shown


def _row(case: Case, words: Words) -> list[str | Text]:
    return [
        case.case_id,
        severity(case, words),
        about(case, words),
        state(case, words),
        str(case.alert_count),
        _heaviest(case, words),
        show(case.last_seen, words),
    ]
