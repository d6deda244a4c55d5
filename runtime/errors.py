"""The errors of all rooms: one base whose class attributes say how a process reacts.

A message names the remedy and never a person's data: ids, column names and counts only.
"""


class DoxwachtError(Exception):
    """Something went wrong that doxwacht can name.

    Attributes:
        exit_code: what the command line ends with; listed in docs/formats.md.
        http_status: what the console answers.
        retryable: whether the same call may succeed later without a change.
    """

    exit_code = 1
    http_status = 500
    retryable = False


class ConfigError(DoxwachtError):
    """Settings cannot be used; the process refuses to start and lists every bad one."""

    exit_code = 2


class BadInputError(DoxwachtError):
    """A file or value handed in is wrong; the message lists what and how to mend it."""

    exit_code = 3
    http_status = 422


class BadPostError(BadInputError):
    """A received post cannot be read; it becomes a dead letter and work goes on.

    The message is a reason code (snake_case), never a part of the post.
    """


class NotFoundError(DoxwachtError):
    """There is nothing under that id."""

    exit_code = 4
    http_status = 404


class RefusedError(DoxwachtError):
    """A rule forbids it (four eyes, maximum length, a closed window)."""

    exit_code = 5
    http_status = 403


class ConflictError(DoxwachtError):
    """Somebody else changed it meanwhile; reload and decide again."""

    exit_code = 5
    http_status = 409


class StoreUnavailableError(DoxwachtError):
    """A store did not answer; keep the position and retry."""

    exit_code = 6
    http_status = 503
    retryable = True


class TamperedError(DoxwachtError):
    """Sealed or chained data does not verify; somebody or something changed it."""

    exit_code = 7
