"""One JSON line (or Kafka value) becomes a `Post`, or a reason code why it cannot.

The contract is in docs/formats.md. It refuses to know where the bytes came from and what the
time is, except that `check_not_future` compares a post with the moment it arrived. A reason is
a code from a closed list, so that nothing of a post can reach a log or a message.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, NoReturn

import msgspec

from matchers.post import Media, Post
from runtime.errors import BadPostError

FUTURE_SLACK = timedelta(minutes=5)
"""How far a platform's clock may run ahead of ours before its times are not believed."""

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class _Media(msgspec.Struct, frozen=True, gc=False):
    type: str
    url: str
    sha256: str | None = None
    ocr_text: str | None = None
    alt_text: str | None = None


class _Line(msgspec.Struct, frozen=True, gc=False):
    id: str
    platform: str
    url: str
    author: str
    text: str
    created_at: _Aware
    collected_at: _Aware | None = None
    flagged_by: str | None = None
    flag_reason: str | None = None
    source: str | None = None
    lang: str | None = None
    incident_id: str | None = None
    reply_to: str | None = None
    media: tuple[_Media, ...] | None = None


_REQUIRED = ("id", "platform", "url", "author", "text", "created_at")
_OPTIONAL_TEXTS = ("flagged_by", "flag_reason", "source", "lang", "incident_id", "reply_to")
_TIMES = ("created_at", "collected_at")
_MEDIA_REQUIRED = ("type", "url")
_MEDIA_OPTIONAL = ("sha256", "ocr_text", "alt_text")

# Whoever spells out such a character is looked at closely; a plain line is not.
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_NUL = "\x00"

_decoder = msgspec.json.Decoder(_Line)
_PARSE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def decode(raw: bytes) -> Post:
    """Decode one line.

    Args:
        raw: UTF-8 JSON without the line end. Unknown fields are ignored, an optional field
            that is null counts as absent.

    Raises:
        BadPostError: its message is one of the reason codes of docs/formats.md.
    """
    try:
        line = _decoder.decode(raw)
    except _PARSE_ERRORS:
        _explain(raw)
    post = _post_of(line)
    if _SUSPICIOUS.search(raw):
        _check_characters(post)
    return post


def check_not_future(post: Post, arrived_at: datetime) -> None:
    """Refuse a post that claims to be made more than five minutes after it arrived.

    Raises:
        BadPostError: `created_in_future`.
    """
    if post.created_at - arrived_at > FUTURE_SLACK:
        raise BadPostError("created_in_future")


def _post_of(line: _Line) -> Post:
    media = tuple(_media_of(item) for item in line.media) if line.media else ()
    _check_contents(line, has_media=bool(media))
    return Post(
        post_id=line.id,
        platform=line.platform,
        created_at=_in_utc(line.created_at, "created_at"),
        text=line.text,
        url=line.url,
        author=line.author,
        media=media,
        source=line.source or "",
        lang=line.lang or "",
        incident_id=line.incident_id or "",
        reply_to=line.reply_to or "",
        collected_at=line.collected_at and _in_utc(line.collected_at, "collected_at"),
        flagged_by=line.flagged_by or "",
        flag_reason=line.flag_reason or "",
    )


def _media_of(item: _Media) -> Media:
    return Media(
        kind=item.type,
        url=item.url,
        sha256=item.sha256 or "",
        ocr_text=item.ocr_text or "",
        alt_text=item.alt_text or "",
    )


def _check_contents(line: _Line, *, has_media: bool) -> None:
    if not line.id:
        raise BadPostError("empty_id")
    if not line.platform:
        raise BadPostError("empty_platform")
    if not line.text and not has_media:
        raise BadPostError("empty_text")


def _in_utc(moment: datetime, field: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadPostError(f"bad_{field}") from None


def _check_characters(post: Post) -> None:
    texts = [value for value in _texts_of(post) if value]
    if any(_NUL in value for value in texts):
        raise BadPostError("nul_character")
    if any(_has_lone_surrogate(value) for value in texts):
        raise BadPostError("lone_surrogate")


def _texts_of(post: Post) -> Iterator[str]:
    yield from (post.post_id, post.platform, post.text, post.url, post.author, post.source)
    yield from (post.lang, post.incident_id, post.reply_to, post.flagged_by, post.flag_reason)
    for item in post.media:
        yield from (item.kind, item.url, item.sha256, item.ocr_text, item.alt_text)


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _explain(raw: bytes) -> NoReturn:
    """Find out, slowly, why the fast decoder refused a line.

    The standard library reads what the fast decoder does not (lone surrogates), so that the
    reason can be named.
    """
    document = _read_leniently(raw)
    if _any_lone_surrogate(document):
        raise BadPostError("lone_surrogate")
    if not isinstance(document, dict):
        raise BadPostError("not_object")
    for reason in _mistakes_in(document):
        raise BadPostError(reason)
    raise BadPostError("not_json")


def _read_leniently(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise BadPostError("not_utf8") from None
    except RecursionError:
        raise BadPostError("too_deep") from None
    except ValueError:
        raise BadPostError("not_json") from None


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _any_lone_surrogate(document: object) -> bool:
    """Look through a whole document without recursion, unknown fields included."""
    rest = [document]
    while rest:
        value = rest.pop()
        if isinstance(value, str):
            if _has_lone_surrogate(value):
                return True
        elif isinstance(value, dict):
            rest.extend(value)
            rest.extend(value.values())
        elif isinstance(value, list):
            rest.extend(value)
    return False


def _mistakes_in(document: dict[str, Any]) -> Iterator[str]:
    for field in _REQUIRED:
        if field not in document:
            yield f"missing_{field}"
        elif not isinstance(document[field], str):
            yield f"wrong_type_{field}"
    for field in (*_OPTIONAL_TEXTS, "collected_at"):
        if not isinstance(document.get(field), str | None):
            yield f"wrong_type_{field}"
    for field in _TIMES:
        yield from _mistakes_in_time(field, document.get(field))
    yield from _mistakes_in_media(document.get("media"))


def _mistakes_in_time(field: str, value: object) -> Iterator[str]:
    if not isinstance(value, str):
        return
    try:
        moment = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        yield f"bad_{field}"
    else:
        if moment.utcoffset() is None:
            yield f"naive_{field}"


def _mistakes_in_media(value: object) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        yield "wrong_type_media"
        return
    for item in value:
        for field in _MEDIA_REQUIRED:
            if field not in item:
                yield f"missing_media_{field}"
            elif not isinstance(item[field], str):
                yield f"wrong_type_media_{field}"
        for field in _MEDIA_OPTIONAL:
            if not isinstance(item.get(field), str | None):
                yield f"wrong_type_media_{field}"


REASONS = frozenset(
    {"not_utf8", "not_json", "not_object", "too_deep", "lone_surrogate", "nul_character"}
    | {"empty_id", "empty_platform", "empty_text", "created_in_future"}
    | {f"missing_{field}" for field in _REQUIRED}
    | {f"wrong_type_{field}" for field in (*_REQUIRED, *_OPTIONAL_TEXTS, "collected_at", "media")}
    | {f"{mistake}_{field}" for mistake in ("bad", "naive") for field in _TIMES}
    | {f"missing_media_{field}" for field in _MEDIA_REQUIRED}
    | {f"wrong_type_media_{field}" for field in (*_MEDIA_REQUIRED, *_MEDIA_OPTIONAL)}
)
"""Every reason `decode` and `check_not_future` can give; docs/formats.md lists the same."""
