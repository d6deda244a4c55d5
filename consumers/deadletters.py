"""Messages that could not be read: sealed, with the reason, for three days at most.

They are kept so that a mistake of a feed or of a decoder can be mended without losing a post.
It refuses to show what is in them: `list` gives reasons and positions, only `source` of the
retry opens them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    delete,
    func,
    insert,
    select,
    update,
)

from consumers.source import Batch, Extent, Position, Received
from consumers.tables import consumer_dead_letters
from runtime.clock import Clock
from runtime.database import reading, writing
from runtime.sealing import Keyring, length_prefixed

LIFETIME = timedelta(hours=72)
ORIGIN = "dead-letters"
"""The origin under which letters that are tried again are counted."""

_PURPOSE = "consumers.dead_letter"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What may be shown of a dead letter.

    Attributes:
        attempts: how often it could not be read.
    """

    letter_id: str
    origin: str
    position: Position
    reason: str
    received_at: datetime
    expires_at: datetime
    attempts: int


def derive_letter_id(origin: str, position: Position) -> str:
    """Return the same 32 hex digits for the same place in the same source."""
    parts = (origin, position.part, str(position.offset))
    message = length_prefixed(*(part.encode() for part in parts))
    return hashlib.blake2b(message, digest_size=_ID_BYTES).hexdigest()


class DeadLetters:
    """Keeps dead letters; `keyring` seals them."""

    def __init__(
        self, engine: Engine, clock: Clock, keyring: Keyring, lifetime: timedelta = LIFETIME
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._keyring = keyring
        self._lifetime = lifetime

    def add(self, connection: Connection, origin: str, received: Received, reason: str) -> None:
        """Keep one inside the caller's write transaction; a repeat changes nothing.

        A letter that was tried again and failed again counts the attempt.
        """
        if received.letter_id:
            self._fail_again(connection, received.letter_id, reason)
            return
        letter_id = derive_letter_id(origin, received.position)
        columns = consumer_dead_letters.c
        if connection.scalar(select(columns.attempts).where(columns.letter_id == letter_id)):
            return
        values = {
            "letter_id": letter_id,
            "origin": origin,
            "part": received.position.part,
            "line": received.position.line + 1,
            "offset": received.position.offset,
            "reason": reason,
            "received_at": received.arrived_at,
            "expires_at": received.arrived_at + self._lifetime,
            "attempts": 1,
            # Sealed inside the transaction: a key rotation that reseals waits for it.
            "sealed": self._keyring.seal(_PURPOSE, received.raw, letter_id.encode()),
        }
        connection.execute(insert(consumer_dead_letters).values(values))

    def remove(self, connection: Connection, letter_ids: Sequence[str]) -> None:
        """Remove letters that could be read after all, inside the caller's transaction."""
        if letter_ids:
            is_gone = consumer_dead_letters.c.letter_id.in_(letter_ids)
            connection.execute(delete(consumer_dead_letters).where(is_gone))

    def list(self, reason: str | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
        """Return the newest letters that have not expired, without what is in them.

        Raises:
            StoreUnavailableError: the database did not answer.
        """
        columns = consumer_dead_letters.c
        query = select(consumer_dead_letters).where(columns.expires_at > self._clock.now())
        if reason is not None:
            query = query.where(columns.reason == reason)
        query = query.order_by(columns.received_at.desc(), columns.origin, columns.offset)
        with reading(self._engine) as connection:
            return tuple(map(_letter, connection.execute(query.limit(limit)).mappings()))

    def count_by_reason(self) -> dict[str, int]:
        """Return reason → how many letters are kept and have not expired."""
        columns = consumer_dead_letters.c
        query = (
            select(columns.reason, func.count())
            .where(columns.expires_at > self._clock.now())
            .group_by(columns.reason)
            .order_by(columns.reason)
        )
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def expire(self) -> int:
        """Erase the letters whose time is over; return how many."""
        is_over = consumer_dead_letters.c.expires_at <= self._clock.now()
        with writing(self._engine) as connection:
            return connection.execute(delete(consumer_dead_letters).where(is_over)).rowcount

    def reseal(self) -> int:
        """Seal every letter under the primary key; return how many.

        Run it between the rotation of the key and dropping the retired ones.
        """
        columns = consumer_dead_letters.c
        with writing(self._engine) as connection:
            rows = connection.execute(select(columns.letter_id, columns.sealed)).all()
            for letter_id, sealed in rows:
                fresh = self._keyring.seal(
                    _PURPOSE, self._open(letter_id, sealed), letter_id.encode()
                )
                change = update(consumer_dead_letters).where(columns.letter_id == letter_id)
                connection.execute(change.values(sealed=fresh))
        return len(rows)

    def open_all(self, letter_ids: Iterable[str] | None = None) -> Iterator[Received]:
        """Yield letters that have not expired as they were received, oldest first.

        Raises:
            TamperedError: a letter was changed, or its key is gone.
        """
        wanted = self._kept_ids() if letter_ids is None else letter_ids
        for letter_id in wanted:
            received = self._open_one(letter_id)
            if received is not None:
                yield received

    def _kept_ids(self) -> Sequence[str]:
        columns = consumer_dead_letters.c
        query = select(columns.letter_id).order_by(columns.received_at, columns.letter_id)
        with reading(self._engine) as connection:
            return connection.scalars(query).all()

    def _open_one(self, letter_id: str) -> Received | None:
        columns = consumer_dead_letters.c
        query = select(consumer_dead_letters).where(
            columns.letter_id == letter_id, columns.expires_at > self._clock.now()
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        raw = self._open(letter_id, row["sealed"])
        # Nothing was kept of what was too long to be read, so it stays unreadable.
        mistake = "" if raw else row["reason"]
        return Received(_position(row), raw, row["received_at"], mistake, letter_id)

    def _fail_again(self, connection: Connection, letter_id: str, reason: str) -> None:
        columns = consumer_dead_letters.c
        change = update(consumer_dead_letters).where(columns.letter_id == letter_id)
        connection.execute(change.values(attempts=columns.attempts + 1, reason=reason))

    def _open(self, letter_id: str, sealed: bytes) -> bytes:
        return self._keyring.open(_PURPOSE, sealed, letter_id.encode())


class RetrySource:
    """Hands dead letters to the loop once more; those that can be read now are removed.

    A letter keeps the moment of its first arrival, so one that came while a window was open
    still counts for it.
    """

    origin = ORIGIN

    def __init__(
        self,
        letters: DeadLetters,
        letter_ids: Iterable[str] | None = None,
        batch_size: int = 100,
    ) -> None:
        self._letters = letters
        self._letter_ids = letter_ids
        self._batch_size = batch_size
        self._done = 0

    @property
    def extent(self) -> Extent:
        """Return how many letters were handed out."""
        return Extent(self._done)

    def batches(self) -> Iterator[Batch]:
        """Yield the letters; no position is kept, a letter's being there is its position."""
        gathered: list[Received] = []
        for received in self._letters.open_all(self._letter_ids):
            gathered.append(received)
            self._done += 1
            if len(gathered) == self._batch_size:
                yield Batch(tuple(gathered), is_repeat=True)
                gathered = []
        if gathered:
            yield Batch(tuple(gathered), is_repeat=True)

    def commit(self, batch: Batch) -> None:
        """Do nothing: letters were removed by the commit itself."""

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""


def _letter(row: RowMapping) -> DeadLetter:
    return DeadLetter(
        letter_id=row["letter_id"],
        origin=row["origin"],
        position=_position(row),
        reason=row["reason"],
        received_at=row["received_at"],
        expires_at=row["expires_at"],
        attempts=row["attempts"],
    )


def _position(row: RowMapping) -> Position:
    return Position(row["offset"], row["line"], row["part"])
