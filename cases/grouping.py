"""Which cases an alert belongs to, and how such a case is called.

Pure and the same on every machine, so that a replay finds the cases of the first run. It
refuses to know what is stored.
"""

import base64
import hashlib
from dataclasses import dataclass

from alerts.kinds import Grouping
from alerts.record import Alert
from runtime.sealing import length_prefixed

SHORT = 8
"""Characters after `Z-`; 40 bits, longer only when two cases would get the same name."""

_DIGEST_BYTES = 20


@dataclass(frozen=True, slots=True)
class CaseKey:
    """What alerts of one case have in common.

    Attributes:
        window_id: empty for a report, which needs no window.
        name: the staff id, the candidate ids, or the keyed token of the group.
        staff_ids: whom on the list the case is about, sorted.
    """

    window_id: str
    exercise: bool
    grouping: Grouping
    name: str
    staff_ids: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """32 base32 characters that no other key has."""
        parts = (self.window_id, str(self.exercise), self.grouping, self.name)
        message = length_prefixed(*(part.encode() for part in parts))
        raw = hashlib.blake2b(message, digest_size=_DIGEST_BYTES).digest()
        return base64.b32encode(raw).decode()


def case_id_of(digest: str, length: int = SHORT) -> str:
    """Return the name of a case: short enough to be said over the telephone.

    Base32 has no 0, 1, 8 and 9, so O, I and B cannot be misread.
    """
    return f"Z-{digest[:length]}"


def keys_of(alert: Alert) -> tuple[CaseKey, ...]:
    """Return the cases an alert belongs to: one per confident subject, else exactly one."""
    if alert.grouping is Grouping.SUBJECT:
        return tuple(_key(alert, staff_id, (staff_id,)) for staff_id in _subjects(alert))
    if alert.grouping is Grouping.CANDIDATES:
        members = tuple(sorted(set(alert.candidates)))
        return (_key(alert, "\x1f".join(members), members),)
    return (_key(alert, alert.group_hash, alert.staff_ids if _is_report(alert) else ()),)


def _subjects(alert: Alert) -> tuple[str, ...]:
    return tuple(sorted(set(alert.confident_subjects)))


def _is_report(alert: Alert) -> bool:
    return alert.grouping is Grouping.REPORT


def _key(alert: Alert, name: str, staff_ids: tuple[str, ...]) -> CaseKey:
    return CaseKey(alert.window_id, alert.exercise, alert.grouping, name, staff_ids)
