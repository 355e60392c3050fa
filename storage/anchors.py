"""Where the audit ended on a day, as a signed line that somebody else keeps: whoever has the master key can write a
whole new chain, but cannot change what an auditor has in her mailbox. Nothing here commits.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import bindparam, insert, select, update

from storage.audit import Audit
from storage.engine import Connection
from storage.models.cases import METADATA

ANCHOR = METADATA.tables["audit_anchor"]
WORD = "madoguchi-audit-1"
LINE = re.compile(
    rf"{WORD}\s+(\d{{4}}-\d\d-\d\d)\s+(\d{{1,15}})\s+([\w-]{{43}})\s+([\w-]{{43}})\s+([\w-]{{43}})\s*([\w-]{{43}})(?![\w-])",
    re.ASCII,
)

ADD = insert(ANCHOR).values(day=bindparam("day"), line=bindparam("line"), mailed=False)
OF = select(ANCHOR.c.line).where(ANCHOR.c.day == bindparam("is_day"))
NEWEST = select(ANCHOR.c.line, ANCHOR.c.mailed).order_by(ANCHOR.c.day.desc()).limit(bindparam("most"))
MAILED = update(ANCHOR).where(ANCHOR.c.day == bindparam("is_day")).values(mailed=True)


@dataclass(frozen=True, slots=True)
class Anchor:
    """On that day of the desk the chain had so many rows, the last with this mac. `key` is the signer's public one."""

    day: date
    rows: int
    mac: bytes
    key: bytes
    signature: bytes = b""

    @property
    def said(self) -> bytes:
        """What is signed."""
        return " ".join(
            (WORD, self.day.isoformat(), str(self.rows), in_letters(self.mac), in_letters(self.key))
        ).encode()

    def line(self, between: str = " ") -> str:
        signed = in_letters(self.signature)
        return between.join((*self.said.decode().split(" "), signed[:43], signed[43:]))


def read(text: str) -> Sequence[Anchor]:
    """Every anchor in a text, for example a whole mail; lines may have been broken between the words."""
    found = []
    for day, rows, mac, key, *signed in LINE.findall(text):
        try:
            found.append(Anchor(date.fromisoformat(day), int(rows), octets(mac), octets(key), octets("".join(signed))))
        except ValueError:
            continue
    return found


class Anchors:
    """Rows of `audit_anchor`: one for a day, never changed but for `mailed`."""

    def __init__(self, connection: Connection, audit: Audit) -> None:
        self._connection, self._audit = connection, audit

    def take(self, day: date) -> Anchor | None:
        """The end of the chain now, kept as this day's. None where the day has one, or nothing was ever written."""
        signer = self._audit.signer()
        if signer is None or self._connection.one(OF, is_day=day.toordinal()) is not None:
            return None
        rows, mac = self._audit.end()
        key = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        bare = Anchor(day, rows, mac, key)
        anchor = Anchor(day, rows, mac, key, signer.sign(bare.said))
        self._connection.put(ADD, day=day.toordinal(), line=anchor.line())
        return anchor

    def of(self, day: int) -> Anchor | None:
        """By the day's ordinal."""
        row = self._connection.one(OF, is_day=day)
        return next(iter(read(str(row[0]))), None) if row else None

    def newest(self, most: int) -> Sequence[tuple[Anchor, bool]]:
        """With whether it left by mail, the newest first."""
        rows = self._connection.all(NEWEST, most=most)
        return [(anchor, bool(mailed)) for line, mailed in rows for anchor in read(line)]

    def mailed(self, day: int) -> None:
        self._connection.put(MAILED, is_day=day)

    def fault(self, anchor: Anchor) -> str:
        """Empty if the chain still has what this anchor says, else: `forged` (nobody signed this line), `key` (the
        chain of today is another one), `cut` (it has fewer rows), `rewritten` (that row is another one).
        """
        try:
            Ed25519PublicKey.from_public_bytes(anchor.key).verify(anchor.signature, anchor.said)
        except InvalidSignature:
            return "forged"
        signer = self._audit.signer()
        if signer is None or signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) != anchor.key:
            return "key"
        mac = self._audit.mac_at(anchor.rows)
        if mac is None:
            return "cut"
        return "" if hmac.compare_digest(mac, anchor.mac) else "rewritten"


def in_letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def octets(letters: str) -> bytes:
    return urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
