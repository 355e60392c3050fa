"""The audit: who did or looked at what, as a chain that cannot be changed, cut or put in another order unseen.

`mac = HMAC-SHA256(K_audit, mac of the row before || canonical JSON of this row)`. K_audit is random, sealed with the
master key in the one row of `audit_head`; that row also says where the chain ends, under a mac of its own, so that a
missing end is found. Every writer takes the head's row first: the chain cannot fork. Ids and codes only, never a word;
nothing here commits. Whoever has the master key can write a whole new chain: hence the anchors outside.
"""

import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, func, insert, select, update

from storage.crypto import Place
from storage.engine import Connection
from storage.keyring import Keyring, Purpose
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

AUDIT, HEAD = METADATA.tables["audit"], METADATA.tables["audit_head"]
COLUMNS = ("seq", "at", "actor", "kind", "subject", "detail")
CHAIN = "chain"
START = bytes(32)
BATCH = 1000
CODE = re.compile(r"[A-Za-z0-9_.:/{}>+=-]*", re.ASCII)

BEGIN = insert_or_ignore(HEAD)
TAKE = (
    update(HEAD).where(HEAD.c.id == CHAIN).values(seq=HEAD.c.seq + 1).returning(HEAD.c.seq, HEAD.c.mac, HEAD.c.key_ct)
)
END = update(HEAD).where(HEAD.c.id == CHAIN).values(mac=bindparam("to"), seal=bindparam("under"))
GET_HEAD = select(HEAD.c.seq, HEAD.c.mac, HEAD.c.seal, HEAD.c.key_ct).where(HEAD.c.id == CHAIN)
ADD = insert(AUDIT).values({name: bindparam(name) for name in (*COLUMNS, "mac")})
ROWS = [AUDIT.c[name] for name in (*COLUMNS, "mac")]
AFTER = select(*ROWS).where(AUDIT.c.seq > bindparam("after")).order_by(AUDIT.c.seq).limit(BATCH)
NEWEST = select(*ROWS).where(AUDIT.c.seq < bindparam("before")).order_by(AUDIT.c.seq.desc()).limit(bindparam("most"))
MAC_AT = select(AUDIT.c.mac).where(AUDIT.c.seq == bindparam("is_seq"))
COUNT = select(func.count()).select_from(AUDIT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `at` is ms since 1970 UTC, `actor` a member's id, or a word for who is none (`operator`)."""

    seq: int
    at: int
    actor: str
    kind: str
    subject: str = ""
    detail: str = ""

    def canonical(self) -> bytes:
        return json.dumps(astuple(self), separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `fault` is empty, or `changed` (also: removed, put elsewhere, added by somebody without
    the key) at row `at`, `cut` (the end is missing), or `head` (the row that tells the end is missing or changed).
    """

    rows: int
    fault: str = ""
    at: int = 0
    mac: bytes = b""

    @property
    def whole(self) -> bool:
        return not self.fault


class Audit:
    """Rows of `audit` and `audit_head`, within one transaction of the caller's."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring

    def append(self, *, at: int, actor: str, kind: str, subject: str = "", detail: str = "") -> int:
        """The number of the new row. Raises ValueError for what is no code: a word must never get here.

        Let it be the last of a transaction: the next writer waits until this one has committed.
        """
        for value in (actor, kind, subject, detail):
            if not CODE.fullmatch(value):
                raise ValueError(f"the audit takes codes only; look at the caller of {kind!r}"[:120])
        seq, before, key = self._taken()
        entry = Entry(seq, at, actor[:32], kind[:40], subject[:36], detail[:120])
        mac = linked(key, before, entry)
        self._connection.put(ADD, mac=mac, **{name: getattr(entry, name) for name in COLUMNS})
        self._connection.put(END, to=mac, under=sealed_end(key, seq, mac))
        return seq

    def _taken(self) -> tuple[int, bytes, bytes]:
        """The number of the next row, the mac before it, the key. From here on every other writer waits."""
        row = self._connection.one(TAKE)
        if row is None:
            key = self._keyring.new_data_key(CHAIN).secret
            key_ct = self._keyring.seal(Purpose.AUDIT, Place("audit_head", "key_ct", CHAIN), key)
            self._connection.put(BEGIN, id=CHAIN, key_ct=key_ct, seq=0, mac=START, seal=sealed_end(key, 0, START))
            row = self._connection.one(TAKE)  # another may have been first: then with its key
        if row is None:
            raise LookupError("the head of the audit just written is not there")
        return int(row[0]), bytes(row[1]), self._key(bytes(row[2]))

    def _key(self, key_ct: bytes) -> bytes:
        return self._keyring.open(Purpose.AUDIT, Place("audit_head", "key_ct", CHAIN), key_ct)

    def newest(self, most: int, *, before: int = 2**62) -> list[Entry]:
        rows = self._connection.all(NEWEST, before=before, most=most)
        return [Entry(*row[:-1]) for row in rows]

    def entries(self) -> Iterator[tuple[Entry, bytes]]:
        """Every row with its mac, oldest first, a batch at a time."""
        after = -(2**62)
        while rows := self._connection.all(AFTER, after=after):
            for row in rows:
                yield Entry(*row[:-1]), bytes(row[-1])
            after = rows[-1][0]

    def mac_at(self, seq: int) -> bytes | None:
        row = self._connection.one(MAC_AT, is_seq=seq)
        return None if row is None else bytes(row[0])

    def verify(self) -> Verdict:
        """Follow the chain from its first row to the end that the head tells. Reads all of it; use a reader."""
        head = self._connection.one(GET_HEAD)
        if head is None:
            many = self._connection.one(COUNT)
            return Verdict(int(many[0]) if many else 0, "head" if many and many[0] else "")
        last, last_mac, seal, key = int(head[0]), bytes(head[1]), bytes(head[2]), self._key(bytes(head[3]))
        before, expected = START, 0
        for entry, mac in self.entries():
            expected += 1
            if entry.seq != expected or not hmac.compare_digest(mac, linked(key, before, entry)):
                return Verdict(expected - 1, "changed", expected)
            before = mac
        if not hmac.compare_digest(seal, sealed_end(key, last, last_mac)):
            return Verdict(expected, "head", last)
        if (expected, before) != (last, last_mac):
            return Verdict(expected, "cut", expected + 1)
        return Verdict(expected, mac=before)

    def end(self) -> tuple[int, bytes]:
        """(number, mac) of the last row; (0, zeros) before the first."""
        head = self._connection.one(GET_HEAD)
        return (0, START) if head is None else (int(head[0]), bytes(head[1]))

    def signer(self) -> Ed25519PrivateKey | None:
        """What signs anchors: derived from the chain's key, the same after the master key was changed."""
        head = self._connection.one(GET_HEAD)
        if head is None:
            return None
        return Ed25519PrivateKey.from_private_bytes(hmac.digest(self._key(bytes(head[3])), b"anchor", "sha256"))


def linked(key: bytes, before: bytes, entry: Entry) -> bytes:
    return hmac.digest(key, before + entry.canonical(), "sha256")


def sealed_end(key: bytes, seq: int, mac: bytes) -> bytes:
    return hmac.digest(key, b"end" + seq.to_bytes(8, "big") + mac, "sha256")
