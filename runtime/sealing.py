"""Sealing of what must not be read: AES-256-GCM under a key that can be replaced.

It refuses to know what is sealed and where it is kept. Sealed bytes are: format (1 byte),
key id (8 bytes), nonce (12 bytes), ciphertext with tag. See docs/adr/0002-sealing-and-keys.md.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from runtime.errors import TamperedError
from runtime.keyfile import KeyFile
from runtime.settings import KEY_BYTES, RuntimeSettings

_FORMAT = b"\x01"
_KEY_ID_BYTES = 8
_NONCE_BYTES = 12
_HEADER_BYTES = len(_FORMAT) + _KEY_ID_BYTES


class UnknownKeyError(TamperedError):
    """The key it was sealed under is not in the keyring; the message names its id."""


class Keyring:
    """One primary key that seals and opens, and retired keys that only open.

    Args:
        primary: 32 random bytes.
        retired: earlier primaries, 32 bytes each.
    """

    def __init__(self, primary: bytes, retired: Iterable[bytes] = ()) -> None:
        keys = (primary, *retired)
        if any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"a key is {KEY_BYTES} bytes long")
        self._primary = primary
        self._by_id = {key_id(key): key for key in reversed(keys)}

    def __repr__(self) -> str:
        """Show key ids, which give nothing away."""
        return f"{type(self).__name__}({', '.join(self.key_ids())})"

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of all keys, the primary first."""
        own = self.primary_id()
        return (own, *(other for other in self._keys() if other != own))

    def primary_id(self) -> str:
        """Return the id of the key that seals."""
        return key_id(self._first())

    def seal(self, purpose: str, plain: bytes, bound_to: bytes = b"") -> bytes:
        """Seal under the primary key.

        Args:
            purpose: what it is for, e.g. `watchlist`; each purpose has a sub-key of its own.
            plain: at most 2 GiB; may be empty.
            bound_to: what the sealed bytes belong to (an id, a version); opening them as
                belonging to something else fails.
        """
        key = self._first()
        header = _FORMAT + bytes.fromhex(key_id(key))
        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound = _associated(header, purpose, bound_to)
        return header + nonce + AESGCM(_sub_key(key, purpose)).encrypt(nonce, plain, bound)

    def open(self, purpose: str, sealed: bytes, bound_to: bytes = b"") -> bytes:
        """Open what `seal` made with the same purpose and `bound_to`.

        Raises:
            UnknownKeyError: sealed under a key that is not on this ring.
            TamperedError: changed, cut off, or sealed for something else.
        """
        key = self._key_named(key_id_of(sealed))
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        nonce, ciphertext = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        bound = _associated(header, purpose, bound_to)
        try:
            return AESGCM(_sub_key(key, purpose)).decrypt(nonce, ciphertext, bound)
        except (InvalidTag, ValueError):
            raise TamperedError(
                f"Sealed data for {purpose!r} was changed or belongs to something else."
                " Restore it from a backup."
            ) from None

    def derive(self, info: str, salt: bytes = b"", length: int = 32) -> bytes:
        """Derive bytes from the primary key with HKDF-SHA256.

        A rotation changes them: what must outlive a rotation is made at random and sealed.
        """
        return derive(self._first(), f"derive:{info}", salt, length)

    def _first(self) -> bytes:
        return self._primary

    def _keys(self) -> dict[str, bytes]:
        return self._by_id

    def _key_named(self, wanted: str) -> bytes:
        try:
            return self._keys()[wanted]
        except KeyError:
            raise UnknownKeyError(
                f"Sealed under key {wanted}, which is not in the key file."
                " Put that key back as a retired key, or restore a backup."
            ) from None


class LiveKeyring(Keyring):
    """A keyring that follows its key file, so that a running process survives a rotation.

    The file is read again when it was replaced, and once more when a key is met that is not
    on the ring.
    """

    def __init__(self, key_file: KeyFile) -> None:
        self._file = key_file
        self._seen = key_file.mark()
        super().__init__(*_split(key_file.read()))

    def _first(self) -> bytes:
        self._follow()
        return super()._first()

    def _keys(self) -> dict[str, bytes]:
        self._follow()
        return super()._keys()

    def _key_named(self, wanted: str) -> bytes:
        if wanted not in self._keys():
            self._read(self._file.mark())
        return super()._key_named(wanted)

    def _follow(self) -> None:
        mark = self._file.mark()
        if mark != self._seen:
            self._read(mark)

    def _read(self, mark: tuple[int, ...]) -> None:
        # The mark was taken before reading: a change in between is noticed next time.
        fresh = Keyring(*_split(self._file.read()))
        self._primary, self._by_id, self._seen = fresh._primary, fresh._by_id, mark  # noqa: SLF001


def load_keyring(settings: RuntimeSettings) -> Keyring:
    """Return the keyring the settings point at; keys in the environment win over the file.

    Raises:
        ConfigError: there is no usable key; `doxwacht init` makes one.
    """
    if settings.watchlist_key is None:
        return LiveKeyring(KeyFile(settings.watchlist_key_file))
    return Keyring(_decoded(settings.watchlist_key), map(_decoded, settings.watchlist_key_retired))


def key_id(key: bytes) -> str:
    """Return the public name of a key: 16 hexadecimal characters."""
    return hashlib.blake2b(key).digest()[:_KEY_ID_BYTES].hex()


def key_id_of(sealed: bytes) -> str:
    """Return the id of the key that `sealed` was sealed under.

    Raises:
        TamperedError: these are no sealed bytes.
    """
    if len(sealed) < _HEADER_BYTES or not sealed.startswith(_FORMAT):
        raise TamperedError("Sealed data is damaged. Restore it from a backup.")
    return sealed[len(_FORMAT) : _HEADER_BYTES].hex()


def derive(key: bytes, info: str, salt: bytes = b"", length: int = 32) -> bytes:
    """Derive `length` bytes from `key` with HKDF-SHA256."""
    expanded = HKDF(SHA256(), length, salt or None, b"doxwacht/v1/" + info.encode())
    return expanded.derive(key)


def length_prefixed(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _sub_key(key: bytes, purpose: str) -> bytes:
    return derive(key, f"seal:{purpose}")


def _associated(header: bytes, purpose: str, bound_to: bytes) -> bytes:
    return length_prefixed(header, purpose.encode(), bound_to)


def _split(keys: tuple[bytes, ...]) -> tuple[bytes, tuple[bytes, ...]]:
    return keys[0], keys[1:]


def _decoded(key: SecretStr) -> bytes:
    return base64.b64decode(key.get_secret_value())
