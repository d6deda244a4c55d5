"""The alert: a post that scored above the bar, as the machine stores it, once and for all.

It refuses to know what people make of it. The author is kept as a token that changes per
window, addresses on the web are sealed; both become unreadable when the window's key is
destroyed. See docs/alerts.md.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from alerts import ecs
from alerts.kinds import AlertKind, Grouping
from incidents.secrets import WindowKey
from incidents.window import Window
from matchers.finding import Act, Evidence, Finding, Level, Subject
from matchers.post import Media, Post
from runtime.sealing import length_prefixed

SUBJECT_BAR = 0.5
"""From this confidence on a subject has a case of its own."""

_ID_BYTES = 20
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class AlertMedia:
    """What is kept of a picture or film: its texts, its digest and its sealed address."""

    kind: str
    sha256: str = ""
    ocr_text: str = field(default="", repr=False)
    alt_text: str = field(default="", repr=False)
    url_sealed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """What the machine found in one post in one window.

    Attributes:
        alert_id: see `derive_alert_id`.
        created_at: when the post was published; aware, UTC.
        ingested_at: when we first stored it; aware, UTC.
        score: calibrated probability of doxing of staff, in [0, 1].
        reason: sorted codes of the evidence kinds.
        candidates: staff ids that nothing tells apart, sorted.
        group_hash: keyed token of a solicitation cluster, stranger or report; else empty.
        rule_version: version of the scoring model.
        url_sealed: base64; `open_url` reads it.
        message: the text as decoded.
        author_token: keyed per window; empty when there is no author.
        post_ref: keyed token of platform and post id.
    """

    alert_id: str
    created_at: datetime
    ingested_at: datetime
    kind: AlertKind
    score: float
    level: Level
    incident_id: str
    window_id: str
    exercise: bool
    grouping: Grouping
    platform: str
    post_ref: str = field(repr=False)
    message: str = field(repr=False)
    url_sealed: str = field(default="", repr=False)
    author_token: str = field(default="", repr=False)
    group_hash: str = field(default="", repr=False)
    rule_version: str = ""
    reason: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    categories: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    subjects: tuple[Subject, ...] = field(default=(), repr=False)
    candidates: tuple[str, ...] = field(default=(), repr=False)
    media: tuple[AlertMedia, ...] = field(default=(), repr=False)

    @property
    def confident_subjects(self) -> tuple[str, ...]:
        """Return the staff ids with a confidence of at least `SUBJECT_BAR`."""
        return tuple(item.staff_id for item in self.subjects if item.confidence >= SUBJECT_BAR)

    @property
    def staff_ids(self) -> tuple[str, ...]:
        """Return everybody on the list whom the post can mean, sorted."""
        return tuple(sorted({item.staff_id for item in self.subjects} | set(self.candidates)))

    def to_document(self) -> dict[str, Any]:
        """Return the document of docs/alerts.md, without the id."""
        return ecs.build(_document_of(self))

    @classmethod
    def from_document(cls, alert_id: str, document: object) -> "Alert":
        """Read back what `to_document` wrote.

        Raises:
            BadInputError: the document is not one of this version.
        """
        return _alert_of(alert_id, ecs.parse(document))


def derive_alert_id(window_id: str, platform: str, post_id: str) -> str:
    """Return the same 40 hex digits for the same post in the same window, on every machine."""
    parts = (part.encode() for part in (window_id, platform, post_id))
    return hashlib.blake2b(length_prefixed(*parts), digest_size=_ID_BYTES).hexdigest()


def make_alert(
    post: Post, finding: Finding, window: Window, key: WindowKey, ingested_at: datetime
) -> Alert:
    """Turn a finding into the record that is stored.

    Sealing draws a nonce, so two calls differ in their sealed fields; the store keeps the
    first and answers with it.
    """
    alert_id = derive_alert_id(window.window_id, post.platform, post.post_id)
    grouping, candidates = _group(finding)
    return Alert(
        alert_id=alert_id,
        created_at=post.created_at.astimezone(UTC),
        ingested_at=ingested_at.astimezone(UTC),
        kind=AlertKind.ALERT if finding.score >= SUBJECT_BAR else AlertKind.SIGNAL,
        score=finding.score,
        level=finding.level,
        incident_id=window.incident_id,
        window_id=window.window_id,
        exercise=window.exercise,
        grouping=grouping,
        platform=post.platform,
        post_ref=key.token("post", _SEPARATOR.join((post.platform, post.post_id))),
        message=post.text,
        url_sealed=_seal_url(post.url, alert_id, key),
        author_token=key.author_token(post.platform, post.author) if post.author else "",
        group_hash=_group_hash(grouping, finding, key),
        rule_version=finding.model,
        reason=tuple(sorted({item.kind for item in finding.evidence})),
        acts=finding.acts,
        categories=finding.categories,
        evidence=finding.evidence,
        subjects=finding.subjects,
        candidates=candidates,
        media=tuple(_keep_media(item, alert_id, key) for item in post.media),
    )


def open_url(alert: Alert, key: WindowKey) -> str:
    """Return the address of the post, or nothing when it had none.

    Raises:
        TamperedError: it was sealed for another alert or under another window's key.
    """
    if not alert.url_sealed:
        return ""
    sealed = base64.b64decode(alert.url_sealed)
    return key.open(_url_purpose(alert.alert_id), sealed).decode()


def severity_of(level: Level) -> int:
    """Return a level as a number that can be compared: none 0 ... critical 4."""
    return _LEVELS.index(level)


def level_of(severity: int) -> Level:
    """Return the level of a number from `severity_of`."""
    return _LEVELS[severity]


_LEVELS = (Level.NONE, Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL)


def _group(finding: Finding) -> tuple[Grouping, tuple[str, ...]]:
    """Choose what the alert's case is about, the surest first.

    Weak subjects without any description of the officer still are the people to protect, so
    they count as candidates rather than vanish in a cluster of questions.
    """
    if any(item.confidence >= SUBJECT_BAR for item in finding.subjects):
        return Grouping.SUBJECT, finding.candidates
    if finding.candidates:
        return Grouping.CANDIDATES, finding.candidates
    if finding.stranger:
        return Grouping.STRANGER, ()
    if finding.subjects and not finding.sought:
        return Grouping.CANDIDATES, tuple(sorted(item.staff_id for item in finding.subjects))
    return Grouping.SOLICITATION, ()


def _group_hash(grouping: Grouping, finding: Finding, key: WindowKey) -> str:
    if grouping is Grouping.STRANGER:
        return key.token("stranger", finding.stranger or "")
    if grouping is Grouping.SOLICITATION:
        return key.token("solicitation", _SEPARATOR.join((_asked(finding), *finding.sought)))
    return ""


def _asked(finding: Finding) -> str:
    """Return the act that holds a cluster together: asking, unless nobody asks anything."""
    if Act.SOLICITATION in finding.acts or not finding.acts:
        return Act.SOLICITATION
    return finding.acts[0]


def _url_purpose(alert_id: str) -> str:
    return f"alert-url:{alert_id}"


def _seal_url(url: str, alert_id: str, key: WindowKey) -> str:
    if not url:
        return ""
    return base64.b64encode(key.seal(_url_purpose(alert_id), url.encode())).decode()


def _keep_media(item: Media, alert_id: str, key: WindowKey) -> AlertMedia:
    return AlertMedia(
        kind=item.kind,
        sha256=item.sha256,
        ocr_text=item.ocr_text,
        alt_text=item.alt_text,
        url_sealed=_seal_url(item.url, alert_id, key),
    )


def _document_of(alert: Alert) -> ecs.Document:
    return ecs.Document(
        timestamp=alert.created_at,
        event=ecs.Event(
            kind=alert.kind,
            ingested=alert.ingested_at,
            risk_score=alert.score,
            severity=severity_of(alert.level),
            reason=alert.reason,
        ),
        rule=ecs.Rule(version=alert.rule_version),
        labels=ecs.Labels(alert.incident_id, alert.window_id, alert.exercise),
        related=ecs.Related(
            user=alert.staff_ids,
            hash=tuple(sorted({item.sha256 for item in alert.media if item.sha256})),
        ),
        url=ecs.Url(original=alert.url_sealed),
        message=alert.message,
        doxwacht=_own_of(alert),
    )


def _own_of(alert: Alert) -> ecs.Own:
    return ecs.Own(
        platform=alert.platform,
        post_ref=alert.post_ref,
        author_token=alert.author_token,
        acts=alert.acts,
        categories=alert.categories,
        evidence=tuple(
            ecs.EvidenceItem(
                item.kind, item.where, item.start, item.end, item.text, item.reason, item.staff_id
            )
            for item in alert.evidence
        ),
        subjects=tuple(ecs.SubjectItem(item.staff_id, item.confidence) for item in alert.subjects),
        candidates=alert.candidates,
        grouping=alert.grouping,
        group_hash=alert.group_hash,
        media=tuple(
            ecs.MediaItem(item.kind, item.sha256, item.ocr_text, item.alt_text, item.url_sealed)
            for item in alert.media
        ),
    )


def _alert_of(alert_id: str, document: ecs.Document) -> Alert:
    own = document.doxwacht
    return Alert(
        alert_id=alert_id,
        created_at=document.timestamp.astimezone(UTC),
        ingested_at=document.event.ingested.astimezone(UTC),
        kind=document.event.kind,
        score=document.event.risk_score,
        level=level_of(document.event.severity),
        incident_id=document.labels.incident,
        window_id=document.labels.window,
        exercise=document.labels.exercise,
        grouping=own.grouping,
        platform=own.platform,
        post_ref=own.post_ref,
        message=document.message,
        url_sealed=document.url.original,
        author_token=own.author_token,
        group_hash=own.group_hash,
        rule_version=document.rule.version,
        reason=document.event.reason,
        acts=own.acts,
        categories=own.categories,
        evidence=tuple(
            Evidence(
                item.kind, item.where, item.start, item.end, item.text, item.reason, item.staff_id
            )
            for item in own.evidence
        ),
        subjects=tuple(Subject(item.staff_id, item.confidence) for item in own.subjects),
        candidates=own.candidates,
        media=tuple(
            AlertMedia(item.kind, item.sha256, item.ocr_text, item.alt_text, item.url_sealed)
            for item in own.media
        ),
    )
