"""How far each source has been read, kept in SQL beside the counts it led to.

It refuses to know files and brokers: a position is a number and a mark that the source
recognises. `advance` moves on inside the caller's transaction, so that a count and the
position it belongs to are stored together or not at all.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    and_,
    case,
    delete,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from consumers.source import Batch, Position, Stretch
from consumers.tables import consumer_counts, consumer_progress
from runtime.clock import Clock
from runtime.database import UtcDateTime, reading, writing
from runtime.errors import ConflictError

_SALT_ORIGIN = "salt"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a source stands.

    Attributes:
        mark: what the source gave with its last batch.
        noted_offset: end of a batch whose alerts may be stored although it is not committed.
        noted_at: when that batch arrived.
        updated_at: when something was last committed; how long a source has been silent.
    """

    origin: str
    position: Position
    mark: bytes = field(repr=False)
    noted_offset: int | None
    noted_at: datetime | None
    updated_at: datetime


class Progress:
    """Keeps and looks up positions."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def places(self, origin: str | None = None) -> tuple[Place, ...]:
        """Return where the parts of one source stand, or those of all sources.

        Raises:
            StoreUnavailableError: the database did not answer.
        """
        query = select(consumer_progress).order_by(
            consumer_progress.c.origin, consumer_progress.c.part
        )
        if origin is None:
            query = query.where(consumer_progress.c.origin != _SALT_ORIGIN)
        else:
            query = query.where(consumer_progress.c.origin == origin)
        with reading(self._engine) as connection:
            return tuple(map(_place, connection.execute(query).mappings()))

    def place(self, origin: str, part: str = "") -> Place | None:
        """Return where one part stands, None when nothing of it was ever read."""
        found = (item for item in self.places(origin) if item.position.part == part)
        return next(found, None)

    def note(self, origin: str, batch: Batch) -> None:
        """Remember that alerts of this batch are about to be stored, and when it arrived.

        A run that is killed before its commit is repeated with the same borders and the same
        arrival, so that a window which closes meanwhile does not orphan a stored alert.

        Raises:
            ConflictError: another process has moved on in this source.
            StoreUnavailableError: the database did not answer.
        """
        arrived_at = min(item.arrived_at for item in batch.received)
        with writing(self._engine) as connection:
            for stretch in batch.stretches:
                self._move(connection, origin, stretch, _noted(stretch, arrived_at))

    def advance(self, connection: Connection, origin: str, stretch: Stretch) -> None:
        """Move on over `stretch` inside the caller's write transaction.

        Raises:
            ConflictError: another process has moved on in this source.
        """
        is_past_note = consumer_progress.c.noted_offset <= stretch.end.offset
        values = {
            "line": stretch.end.line,
            "offset": stretch.end.offset,
            "mark": stretch.mark,
            "noted_offset": case((is_past_note, null()), else_=consumer_progress.c.noted_offset),
            "noted_at": case((is_past_note, null()), else_=consumer_progress.c.noted_at),
            "updated_at": self._clock.now(),
        }
        self._move(connection, origin, stretch, values)

    def forget(self, origin: str) -> bool:
        """Read a source from its start next time, its counts at zero; say whether it was known.

        Alerts and cases are not doubled by that: their ids are derived from the posts.
        """
        with writing(self._engine) as connection:
            gone = connection.execute(
                delete(consumer_progress).where(consumer_progress.c.origin == origin)
            )
            connection.execute(delete(consumer_counts).where(consumer_counts.c.origin == origin))
        return gone.rowcount > 0

    def salt(self) -> bytes:
        """Return random bytes of this installation, made at first use.

        They key the names of streams without a path, so that a name gives no content away.
        """
        with writing(self._engine) as connection:
            query = select(consumer_progress.c.mark).where(_is_of(_SALT_ORIGIN))
            found: bytes | None = connection.scalar(query)
            if found is not None:
                return found
            fresh = secrets.token_bytes(_SALT_BYTES)
            self._begin(connection, _SALT_ORIGIN, Position(), fresh)
            return fresh

    def _move(
        self, connection: Connection, origin: str, stretch: Stretch, values: dict[str, object]
    ) -> None:
        part, begin = stretch.begin.part, stretch.begin.offset
        is_here = and_(_is_of(origin, part), consumer_progress.c.offset == begin)
        change = update(consumer_progress).where(is_here).values(values)
        if connection.execute(change).rowcount:
            return
        known = select(consumer_progress.c.offset).where(_is_of(origin, part))
        if connection.scalar(known) is not None:
            raise ConflictError(
                "Another process reads the same source and has moved on. Stop one of the two."
            )
        self._begin(connection, origin, stretch.begin)
        connection.execute(change)

    def _begin(
        self, connection: Connection, origin: str, position: Position, mark: bytes = b""
    ) -> None:
        values = {
            "origin": origin,
            "part": position.part,
            "line": position.line,
            "offset": position.offset,
            "mark": mark,
            "updated_at": self._clock.now(),
        }
        connection.execute(insert(consumer_progress).values(values))


def _noted(stretch: Stretch, arrived_at: datetime) -> dict[str, object]:
    """Return the columns of a note; an earlier note of the same batch stays as it is."""
    noted = consumer_progress.c.noted_offset
    end = stretch.end.offset
    return {
        "noted_offset": case((noted > end, noted), else_=end),
        "noted_at": case(
            (noted > stretch.begin.offset, consumer_progress.c.noted_at),
            else_=literal(arrived_at, UtcDateTime),
        ),
    }


def _is_of(origin: str, part: str = "") -> ColumnElement[bool]:
    return and_(consumer_progress.c.origin == origin, consumer_progress.c.part == part)


def _place(row: RowMapping) -> Place:
    return Place(
        origin=row["origin"],
        position=Position(row["offset"], row["line"], row["part"]),
        mark=row["mark"],
        noted_offset=row["noted_offset"],
        noted_at=row["noted_at"],
        updated_at=row["updated_at"],
    )
