"""The document of an alert, in the field names of the Elastic Common Schema.

Shapes only: what is kept under which name, so that SQLite and Elasticsearch hold the same
document. It refuses to know how an alert is made, grouped or searched. A field that is not
declared here cannot be stored or read back. See docs/alerts.md.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from alerts.kinds import AlertKind, Grouping
from matchers.finding import Act
from runtime.errors import BadInputError

Moment = Annotated[datetime, Meta(tz=True)]
Fraction = Annotated[float, Meta(ge=0, le=1)]


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`event.*`: what happened, when we took it in, and how bad it is."""

    kind: AlertKind
    ingested: Moment
    risk_score: Fraction
    severity: Annotated[int, Meta(ge=0, le=4)]
    reason: tuple[str, ...]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rule.*`: which scoring model spoke."""

    version: str


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`labels.*`: where the alert belongs."""

    incident: str
    window: str
    exercise: bool


class Related(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`related.*`: staff ids that the post can mean, digests of its pictures."""

    user: tuple[str, ...] = ()
    hash: tuple[str, ...] = ()


class Url(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`url.*`: the address of the post, sealed and in base64."""

    original: str = ""


class EvidenceItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`doxwacht.evidence[]`: one reason and the characters that gave it."""

    kind: str
    where: str
    start: int
    end: int
    text: str
    reason: str
    staff_id: str | None = None


class SubjectItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`doxwacht.subjects[]`: one member of staff with a confidence in [0, 1]."""

    staff_id: str
    confidence: Fraction


class MediaItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`doxwacht.media[]`: the texts and digest of one picture; its address is sealed."""

    kind: str
    sha256: str = ""
    ocr_text: str = ""
    alt_text: str = ""
    url_sealed: str = ""


class Own(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`doxwacht.*`: what the common schema has no name for."""

    platform: str
    post_ref: str
    author_token: str
    acts: tuple[Act, ...]
    categories: tuple[str, ...]
    evidence: tuple[EvidenceItem, ...]
    subjects: tuple[SubjectItem, ...]
    candidates: tuple[str, ...]
    grouping: Grouping
    group_hash: str
    media: tuple[MediaItem, ...]


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One alert as stored; its id is kept beside it (`_id`), not in it."""

    timestamp: Moment = msgspec.field(name="@timestamp")
    event: Event
    rule: Rule
    labels: Labels
    related: Related
    url: Url
    message: str
    doxwacht: Own


def build(document: Document) -> dict[str, Any]:
    """Return plain dicts, lists, strings and numbers, with times in ISO 8601."""
    built: dict[str, Any] = msgspec.to_builtins(document)
    return built


def parse(document: object) -> Document:
    """Check a stored document and return it typed.

    Raises:
        BadInputError: a field is missing, unknown or of the wrong type. The message shows no
            value of the document.
    """
    try:
        return msgspec.convert(document, Document)
    except msgspec.ValidationError:
        # The library's message may quote a value, so it is not passed on.
        raise BadInputError(
            "A stored alert does not have the fields of this version (docs/alerts.md);"
            " run `doxwacht init`, or restore the alert store from a backup."
        ) from None
