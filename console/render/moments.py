"""Times as people at a Dutch desk say them, and back: Europe/Amsterdam on the screen.

Stores and JSON keep UTC; nothing here is stored.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.translation import Words
from runtime.errors import BadInputError

_DURATION = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


@cache
def zone() -> tzinfo:
    """Return the zone of the screen; UTC on a machine without a zone database."""
    try:
        return ZoneInfo("Europe/Amsterdam")
    except ZoneInfoNotFoundError:
        return UTC


def show(moment: datetime | None, words: Words, *, seconds: bool = False) -> str:
    """Return date and time on the screen, `-` for none."""
    if moment is None:
        return "-"
    local = moment.astimezone(zone())
    day = "%d-%m-%Y" if words.lang == "nl" else "%Y-%m-%d"
    shown = local.strftime(f"{day} %H:%M:%S" if seconds else f"{day} %H:%M")
    return f"{shown} UTC" if zone() is UTC else shown


def show_clock(moment: datetime) -> str:
    """Return the time of day only."""
    return moment.astimezone(zone()).strftime("%H:%M")


def show_length(length: timedelta, words: Words) -> str:
    """Return a length of time in hours and minutes; below a minute, in seconds."""
    total = max(0, int(length.total_seconds()))
    minutes = total // 60
    if minutes == 0:
        return words("{s} s", s=total)
    hours, rest = divmod(minutes, 60)
    return words("{h} h {m} min", h=hours, m=rest) if hours else words("{m} min", m=rest)


def read(text: str, now: datetime) -> datetime:
    """Read a moment a user typed.

    Args:
        text: `2026-06-20T22:00+02:00`; without an offset it is Amsterdam time; `22:00` is the
            next time the clock shows that.
        now: aware.

    Raises:
        BadInputError: it is none of these.
    """
    today = _today_at(text, now)
    if today is not None:
        return today if today > now else today + timedelta(days=1)
    return _read_date(text)


def read_past(text: str, now: datetime) -> datetime:
    """Read a moment to look back to: as `read`, but `22:00` is the last time it was that late.

    Raises:
        BadInputError: it is no moment.
    """
    today = _today_at(text, now)
    if today is not None:
        return today if today < now else today - timedelta(days=1)
    return _read_date(text)


def read_length(text: str) -> timedelta:
    """Read a length of time such as `90m`, `4h` or `1h30m`.

    Raises:
        BadInputError: it is none of these, or nothing.
    """
    found = _DURATION.fullmatch(text.strip().replace(" ", ""))
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0)) if found else None
    if not length:
        raise BadInputError("A length of time reads 90m, 4h or 1h30m.")
    return length


def _read_date(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _unreadable() from None
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone())


def _today_at(text: str, now: datetime) -> datetime | None:
    """Return today's moment of a time of day; none when the text is no such time."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock is None:
        return None
    hour, minute = int(clock[1]), int(clock[2])
    try:
        return now.astimezone(zone()).replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        raise _unreadable() from None


def _unreadable() -> BadInputError:
    return BadInputError("A moment reads 2026-06-20T22:00+02:00, 2026-06-20 22:00 or 22:00.")
