"""The secret of one window: tokens that say "the same", and seals, until it is destroyed.

It refuses to give itself away: with the secret gone, tokens mean nothing and seals stay shut.
Another window has another secret, so that nobody can be followed from one to the next.
"""

import hashlib
import secrets

from runtime.sealing import Keyring, derive, length_prefixed

SECRET_BYTES = 32
_TOKEN_BYTES = 16


def new_secret() -> bytes:
    """Return the 32 random bytes a new window starts with."""
    return secrets.token_bytes(SECRET_BYTES)


class WindowKey:
    """Makes tokens and seals under the secret of one window.

    Args:
        secret: 32 random bytes.
    """

    __slots__ = ("_seals", "_token_key")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"a window's secret is {SECRET_BYTES} bytes long")
        self._token_key = derive(secret, "window:token")
        self._seals = Keyring(derive(secret, "window:seal"))

    def __repr__(self) -> str:
        """Show nothing."""
        return "WindowKey()"

    def author_token(self, platform: str, author: str) -> str:
        """Return the token that stands for an author in this window only."""
        return self._token("author", platform, author)

    def token(self, kind: str, value: str) -> str:
        """Return 32 hexadecimal characters that are equal for equal kind and value."""
        return self._token("value", kind, value)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Seal something that may be needed until the window is purged, such as an URL."""
        return self._seals.seal(purpose, plain)

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Open what `seal` of the same window made for the same purpose.

        Raises:
            TamperedError: changed, or sealed for another window or purpose.
        """
        return self._seals.open(purpose, sealed)

    def _token(self, *parts: str) -> str:
        message = length_prefixed(*(part.encode("utf-8", "surrogatepass") for part in parts))
        return hashlib.blake2b(message, digest_size=_TOKEN_BYTES, key=self._token_key).hexdigest()
