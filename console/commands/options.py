"""Options that several commands share, so that they read and mean the same everywhere."""

from enum import StrEnum
from typing import Annotated

import typer

from console.translation import N_

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for scripts.")]
IsSure = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]
OfExercise = Annotated[
    bool, typer.Option("--exercise", help="Exercises instead of reality; never both.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="At most so many.")]


class ReadReason(StrEnum):
    """Why somebody reads personal data; it stands in the audit log."""

    TRIAGE = "triage"
    REVIEW = "review"
    NOTICE = "notice"
    CARE = "care"
    CHECK = "check"
    EXERCISE = "exercise"


REASON_HELP = N_(
    "Why you read it; stands in the audit log: triage, review, notice (take-down), care (of the"
    " colleague), check (of quality) or exercise."
)
