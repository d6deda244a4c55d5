"""The words of an alert that have fixed values; it knows neither records nor stores."""

from enum import StrEnum


class AlertKind(StrEnum):
    """Whether the alert reached the default bar of 0.5, or only a lower one that was set."""

    ALERT = "alert"
    SIGNAL = "signal"


class Grouping(StrEnum):
    """What holds alerts together in one case."""

    SUBJECT = "subject"
    CANDIDATES = "candidates"
    SOLICITATION = "solicitation"
    STRANGER = "stranger"
    REPORT = "report"
