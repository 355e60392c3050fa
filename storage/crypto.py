"""The envelope every sealed byte lies in: AES-256-GCM, bound to the one place it was written for, its length hidden.

`01 | key id (4) | nonce (12) | ciphertext and tag`, associated data `mg/v1|table|column|row id`. The plaintext is its
length in four bytes, the text, and zeros up to a multiple of 256. Nothing here knows a database or a master key, and
nothing here puts text or key material in an exception.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = 16
SECRET_BYTES = 32
BUCKET = 256
CHUNK = 1024 * 1024

_LENGTH_BYTES = 4
_NONCE_AT = len(VERSION) + KEY_ID_BYTES
_BODY_AT = _NONCE_AT + NONCE_BYTES
_SHORTEST = _BODY_AT + BUCKET + TAG_BYTES

Random = Callable[[int], bytes]


class Sealed(Exception):
    """These bytes stay sealed. Keep the row as it is and tell the operator the place named here; never reset it."""


class WrongKey(Sealed):
    """They were sealed with another key, whose id is named: configure that key too (`madoguchi keys check`)."""


class Tampered(Sealed):
    """The right key does not open them: damaged, altered, or moved from another row. Restore the row from a backup."""


class Place(NamedTuple):
    """Where sealed bytes live. Sealed for one place, they open in no other."""

    table: str
    column: str
    row_id: str

    @property
    def aad(self) -> bytes:
        aad = f"mg/v1|{self.table}|{self.column}|{self.row_id}".encode()
        if aad.count(b"|") != 3:  # else two places could share one name
            raise ValueError("a place may not contain '|'")
        return aad


class SealingKey:
    """One AES-256-GCM key. The cipher is built once: building it costs more than sealing a message."""

    __slots__ = ("_aead", "_head", "_random", "id")

    def __init__(self, id: str, key_id: bytes, secret: bytes, random: Random) -> None:
        if len(key_id) != KEY_ID_BYTES or len(secret) != SECRET_BYTES:
            raise ValueError("a key is 32 bytes, its id in the envelope 4")
        self.id = id
        self._head = VERSION + key_id
        self._aead = AESGCM(secret)
        self._random = random

    def seal(self, place: Place, plain: bytes) -> bytes:
        return self._seal(place.aad, plain)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Raises WrongKey or Tampered."""
        return self._open(place.aad, sealed)

    def seal_file(self, place: Place, source: BinaryIO) -> Iterator[bytes]:
        """Sealed chunks, in order. Each knows its number and whether it is the last: none can be cut off or swapped."""
        index, chunk = 0, _read(source, CHUNK)
        while True:
            after = _read(source, CHUNK)
            yield self._seal(_chunk_aad(place, index, last=not after), chunk)
            if not after:
                return
            index, chunk = index + 1, after

    def open_file(self, place: Place, source: BinaryIO) -> Iterator[bytes]:
        """The chunks again. Use none of them before the iterator has ended without Tampered."""
        index, chunk = 0, _read(source, SEALED_CHUNK)
        while True:
            after = _read(source, SEALED_CHUNK)
            yield self._open(_chunk_aad(place, index, last=not after), chunk)
            if not after:
                return
            index, chunk = index + 1, after

    def seal_chunk(self, place: Place, index: int, plain: bytes, *, last: bool) -> bytes:
        """One chunk as `seal_file` makes them, for a file whose length is known: it can be opened alone."""
        return self._seal(_chunk_aad(place, index, last=last), plain)

    def open_chunk(self, place: Place, index: int, sealed: bytes, *, last: bool) -> bytes:
        """Raises WrongKey or Tampered. `last` comes from a sealed length, never from what rows there are."""
        return self._open(_chunk_aad(place, index, last=last), sealed)

    def _seal(self, aad: bytes, plain: bytes) -> bytes:
        nonce = self._random(NONCE_BYTES)
        return self._head + nonce + self._aead.encrypt(nonce, pad(plain), aad)

    def _open(self, aad: bytes, sealed: bytes) -> bytes:
        if len(sealed) < _SHORTEST or not sealed.startswith(VERSION):
            raise Tampered(f"not an envelope: {aad.decode()}")
        if not sealed.startswith(self._head):
            raise WrongKey(f"sealed with key {readable(key_id_of(sealed))}, not {self.id}: {aad.decode()}")
        try:
            plain = self._aead.decrypt(sealed[_NONCE_AT:_BODY_AT], sealed[_BODY_AT:], aad)
        except InvalidTag:
            raise Tampered(f"does not open: {aad.decode()}") from None
        return unpad(plain)


class DataKey(SealingKey):
    """The key of one conversation or one disclosure. Destroying it is how a report is erased."""

    __slots__ = ("secret",)

    def __init__(self, id: str, secret: bytes, random: Random) -> None:
        super().__init__(id, hashlib.sha256(id.encode()).digest()[:KEY_ID_BYTES], secret, random)
        self.secret = secret


def pad(plain: bytes) -> bytes:
    size = _LENGTH_BYTES + len(plain)
    return (len(plain).to_bytes(_LENGTH_BYTES, "big") + plain).ljust(-(-size // BUCKET) * BUCKET, b"\0")


def unpad(padded: bytes) -> bytes:
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if end > len(padded):
        raise Tampered("the length inside is longer than the text")
    return padded[_LENGTH_BYTES:end]


def key_id_of(sealed: bytes) -> bytes:
    """The four bytes that name the key these bytes need."""
    return sealed[len(VERSION) : _NONCE_AT]


def readable(key_id: bytes) -> str:
    """`k1` for a master key's id, hexadecimal for a data key's."""
    name = key_id.rstrip(b"\0")
    return name.decode() if name.isalnum() and name.isascii() else key_id.hex()


def _chunk_aad(place: Place, index: int, *, last: bool) -> bytes:
    return place.aad + b"|%d|%d" % (index, last)


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, or what is left: a raw stream may give less at a time."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


SEALED_CHUNK = _BODY_AT + len(pad(b"\0" * CHUNK)) + TAG_BYTES
