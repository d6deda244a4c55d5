"""Settings of taking posts in: how much at a time, and from which score on an alert is made."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from runtime.settings import Settings


class ConsumerSettings(Settings):
    """How posts are taken in."""

    batch_size: int = Field(
        default=500,
        ge=1,
        le=10_000,
        description="posts that are decided, stored and committed together at most",
    )
    alert_bar: float = Field(
        default=0.5,
        ge=0.2,
        le=1.0,
        description="score from which a post becomes an alert",
    )
    dead_letter_h: int = Field(
        default=72,
        ge=1,
        le=72,
        description="how long an unreadable message is kept, sealed, hours",
    )

    spacy_model: Path | None = Field(
        default=None,
        description="folder of a spaCy pipeline with names, used instead of the bundled one",
    )

    @property
    def dead_letter_lifetime(self) -> timedelta:
        """Return `dead_letter_h` as a length of time."""
        return timedelta(hours=self.dead_letter_h)
