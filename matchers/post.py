"""The post as matchers see it: decoded, checked, and without opinion about where it came from."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or film that came with a post; only its texts are read, never the file.

    Attributes:
        kind: `image`, `video`, `audio` or whatever the platform says.
        ocr_text: text read from the picture.
        alt_text: the author's description of the picture.
    """

    kind: str
    url: str = field(default="", repr=False)
    sha256: str = ""
    ocr_text: str = field(default="", repr=False)
    alt_text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """One published message, as received.

    Attributes:
        post_id: unique per platform.
        created_at: aware.
        source: name of the feed it came from, empty when unknown.
    """

    post_id: str
    platform: str
    created_at: datetime
    text: str = field(repr=False)
    url: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    media: tuple[Media, ...] = ()
    source: str = ""
    lang: str = ""
    incident_id: str = ""
    reply_to: str = field(default="", repr=False)
    collected_at: datetime | None = None
    flagged_by: str = ""
    flag_reason: str = field(default="", repr=False)

    def readable_parts(self) -> tuple[tuple[str, str], ...]:
        """Return the texts of the post as (where, text): `text`, `media[0].ocr_text`, ..."""
        if not self.media:
            return (("text", self.text),)
        parts = [("text", self.text)]
        for index, item in enumerate(self.media):
            if item.ocr_text:
                parts.append((f"media[{index}].ocr_text", item.ocr_text))
            if item.alt_text:
                parts.append((f"media[{index}].alt_text", item.alt_text))
        return tuple(parts)
