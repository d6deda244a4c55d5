"""Reading personal data needs a reason, and the reason is logged before anything is shown."""

from console.commands.options import ReadReason
from console.process import Process
from runtime.errors import BadInputError


def record_reading(
    process: Process, action: str, subject_id: str, reason: ReadReason | None
) -> None:
    """Log that somebody reads personal data.

    Raises:
        BadInputError: no reason was given.
    """
    if reason is None:
        raise BadInputError("Reading personal data needs a reason. Add --reason.")
    process.record(action, action.partition("_")[0], subject_id, reason.value)
