"""Time as a thing to be handed over, so that exercises and tests can drive it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class DrivenClock:
    """A clock that stands still until it is moved: for exercises, replays and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return where the clock was last set."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Set the clock; moving back is allowed, as real clocks are set back too."""
        self._now = moment.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Move the clock on by `step`."""
        self._now += step
