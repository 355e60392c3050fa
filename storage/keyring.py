"""What the master keys are used for: one derived key for each purpose, so that nothing sealed or indexed for one thing
can be opened or matched as another. Knows no database, file or clock.

The newest master key seals; every configured one opens, found by the id in the envelope and never by trying. A digest
is given under every master key, newest first, because an index cannot say which key made it.
"""

import hmac
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.crypto import (
    SECRET_BYTES,
    DataKey,
    Place,
    Random,
    SealingKey,
    Tampered,
    WrongKey,
    key_id_of,
    readable,
)
from storage.master import KeyMalformed, KeyMissing, MasterKey


class Purpose(StrEnum):
    """A purpose either seals or digests: no key serves two algorithms."""

    ADDRESS = "address"
    INBOX = "inbox"
    PIN = "pin"
    WRAP = "wrap"
    CHECK = "check"
    REMOVAL = "removal"
    MEMORY = "memory"
    FACTOR = "factor"
    KEPT = "kept"
    AUDIT = "audit"
    PROOF = "proof"

    INDEX = "index"
    SEEN = "seen"
    VENDOR = "vendor"
    SESSION = "session"
    TERM = "term"
    CODE = "code"


Sealing = Literal[
    Purpose.ADDRESS,
    Purpose.INBOX,
    Purpose.PIN,
    Purpose.WRAP,
    Purpose.CHECK,
    Purpose.REMOVAL,
    Purpose.MEMORY,
    Purpose.FACTOR,
    Purpose.KEPT,
    Purpose.AUDIT,
    Purpose.PROOF,
]
Digesting = Literal[Purpose.INDEX, Purpose.SEEN, Purpose.VENDOR, Purpose.SESSION, Purpose.TERM, Purpose.CODE]
SEALING: tuple[Sealing, ...] = (
    Purpose.ADDRESS,
    Purpose.INBOX,
    Purpose.PIN,
    Purpose.WRAP,
    Purpose.CHECK,
    Purpose.REMOVAL,
    Purpose.MEMORY,
    Purpose.FACTOR,
    Purpose.KEPT,
    Purpose.AUDIT,
    Purpose.PROOF,
)
DIGESTING: tuple[Digesting, ...] = (
    Purpose.INDEX,
    Purpose.SEEN,
    Purpose.VENDOR,
    Purpose.SESSION,
    Purpose.TERM,
    Purpose.CODE,
)


class Keyring:
    """All derived keys of all configured masters, made once. Holds secrets: never log it, never pickle it."""

    __slots__ = ("_digesting", "_newest", "_random", "_sealing", "ids")

    def __init__(self, masters: Sequence[MasterKey], random: Random) -> None:
        if not masters:
            raise KeyMissing("no master key is configured; run: madoguchi init")
        self.ids = tuple(master.id for master in masters)
        if len(set(self.ids)) < len(masters):
            raise KeyMalformed("two master keys have one id; keep one of each, then: madoguchi keys check")
        self._random = random
        self._sealing = {
            purpose: {m.key_id: SealingKey(m.id, m.key_id, subkey(m, purpose), random) for m in masters}
            for purpose in SEALING
        }
        self._newest = {purpose: keys[masters[0].key_id] for purpose, keys in self._sealing.items()}
        self._digesting = {
            purpose: tuple((m.id, hmac.new(subkey(m, purpose), digestmod="sha256")) for m in masters)
            for purpose in DIGESTING
        }

    @property
    def newest(self) -> str:
        return self.ids[0]

    def seal(self, purpose: Sealing, place: Place, plain: bytes) -> bytes:
        return self._newest[purpose].seal(place, plain)

    def open(self, purpose: Sealing, place: Place, sealed: bytes) -> bytes:
        """Raises WrongKey when its master key is not configured, Tampered when that key does not open it."""
        key = self._sealing[purpose].get(key_id_of(sealed))
        if key is None:
            wanted = readable(key_id_of(sealed))
            raise WrongKey(f"{place.table}.{place.column} needs master key {wanted}; run: madoguchi keys check")
        return key.open(place, sealed)

    def digests(self, purpose: Digesting, *parts: str) -> tuple[tuple[str, bytes], ...]:
        """(key id, HMAC-SHA256) under every master key, newest first. Write the first, look for all."""
        message = b"".join([len(part).to_bytes(4, "big") + part for part in map(_utf8, parts)])
        return tuple([(id, _digest(key, message)) for id, key in self._digesting[purpose]])

    def new_data_key(self, id: str) -> DataKey:
        return DataKey(id, self._random(SECRET_BYTES), self._random)

    def wrap(self, key: DataKey, wrap_id: str) -> bytes:
        """The data key, sealed for its row. Its id is inside: a wrap given to another conversation is refused."""
        return self.seal(Purpose.WRAP, _wrap_place(wrap_id), key.secret + key.id.encode())

    def unwrap(self, data_key_id: str, wrap_id: str, wrap: bytes) -> DataKey:
        plain = self.open(Purpose.WRAP, _wrap_place(wrap_id), wrap)
        if plain[SECRET_BYTES:] != data_key_id.encode():
            raise Tampered(f"the wrap of another data key: key_wrap {wrap_id}")
        return DataKey(data_key_id, plain[:SECRET_BYTES], self._random)


def subkey(master: MasterKey, purpose: Purpose) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=None, info=f"mg/v1/{purpose}".encode())
    return derivation.derive(master.secret)


def _digest(begun: hmac.HMAC, message: bytes) -> bytes:
    """The key is hashed once, at start: every turn makes three digests."""
    going = begun.copy()
    going.update(message)
    return going.digest()


def _wrap_place(wrap_id: str) -> Place:
    return Place("key_wrap", "wrap", wrap_id)


def _utf8(part: str) -> bytes:
    return part.encode("utf-8", "surrogatepass")  # a vendor's broken id is still an id
