"""The one commit of a batch: position, counts, dead letters and audit entry, or none of them.

What was stored before it (alerts, cases) carries derived ids and may be stored again, so this
transaction alone decides what has been done. See
docs/adr/0005-exactly-once-by-derived-ids-and-one-commit.md.
"""

import hashlib
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Engine

from consumers.counts import Counts, Tally
from consumers.deadletters import DeadLetters
from consumers.judging import Judged
from consumers.progress import Progress
from consumers.source import Batch
from runtime.audit import Audit, Entry
from runtime.database import writing

ACTOR = "machine:consumer"

_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ledger:
    """Keeps what has been done."""

    engine: Engine = field(repr=False)
    progress: Progress
    counts: Counts
    letters: DeadLetters
    audit: Audit = field(repr=False)

    def note(self, origin: str, batch: Batch) -> None:
        """Remember that alerts of this batch are about to be stored.

        Raises:
            ConflictError: another process has moved on in this source.
            StoreUnavailableError: the database did not answer.
        """
        if batch.stretches:
            self.progress.note(origin, batch)

    def commit(self, origin: str, batch: Batch, judged: Judged) -> None:
        """Store that a batch is done, with one audit entry.

        Raises:
            ConflictError: another process has moved on in this source.
            StoreUnavailableError: the database did not answer; nothing was stored.
        """
        with writing(self.engine) as connection:
            for stretch in batch.stretches:
                self.progress.advance(connection, origin, stretch)
            self.counts.add(connection, origin, judged.tally)
            self.letters.remove(connection, judged.readable_letters)
            for received, reason in judged.dead:
                self.letters.add(connection, origin, received, reason)
            digest = _digest(batch, judged.tally)
            entry = Entry(ACTOR, "posts_ingested", "source", source_id(origin), "", digest)
            self.audit.append(connection, entry)


def source_id(origin: str) -> str:
    """Return the short id of a source for logs and audit: its name may be a private path."""
    return "s-" + hashlib.blake2b(origin.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _digest(batch: Batch, tally: Tally) -> str:
    """Return a digest of what was read and counted, which gives no post away."""
    read = [(item.begin.part, item.begin.offset, item.end.offset) for item in batch.stretches]
    counted = sorted((*key, count) for key, count in tally.counts.items())
    message = msgspec.json.encode((read, counted))
    return hashlib.blake2b(message, digest_size=_DIGEST_BYTES).hexdigest()
