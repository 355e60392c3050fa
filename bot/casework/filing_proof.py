"""A code that shows that a report of this number came on this day, and what it said by the time she asked for it.

It holds no content: an HMAC over number, day and a digest of her messages that means nothing without the report's own
key. Sixty bits, so that it fits an SMS and can be read out; whoever doubts it asks the desk, or who runs it
(`madoguchi proof verify`). There is no public page: it would tell strangers which numbers exist. Nothing here commits.
"""

import hashlib
import hmac
import json
from base64 import b32encode
from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from enum import StrEnum

from storage.cases import Case, Cases
from storage.crypto import DataKey
from storage.engine import Unit
from storage.keyring import Keyring
from storage.messages import Messages, Said
from storage.proofs import FilingProof, Proofs
from storage.times import moment
from storage.vault import KeyDestroyed

EPOCH = date(1970, 1, 1)
LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
"""No 0 and O, no 1 and I: people copy it by hand."""
LENGTH, GROUP = 12, 4
SECRET = "secret"  # noqa: S105 - the part of a message that is never kept
KEPT_APART = b"mg/v1/filing proof"


class Verdict(StrEnum):
    GENUINE = "genuine"  # and what she sent is as it was
    CHANGED = "changed"  # genuine; what she sent was changed or taken back since
    ERASED = "erased"  # genuine; nothing is left to compare
    NOT = "not"


def proof(unit: Unit, keyring: Keyring, case: Case, zone: tzinfo) -> tuple[date, str]:
    """The day it came, at the desk, and the code; always the same for one report. Raises KeyDestroyed."""
    proofs = Proofs(unit.cases, keyring)
    kept = proofs.get(case.reference) or proofs.keep(fresh(unit, case, zone))
    return EPOCH + timedelta(kept.day), written(proofs.new_key(), kept)


def fresh(unit: Unit, case: Case, zone: tzinfo) -> FilingProof:
    key = unit.vault.key(case.conversation_id)
    sent = hers(Messages(unit.cases, key).of(case.conversation_id))
    day = (moment(case.created_at).astimezone(zone).date() - EPOCH).days
    return FilingProof(case.reference, day, max((one.seq for one in sent), default=0), digest(key, sent))


def verify(unit: Unit, keyring: Keyring, reference: str, code: str) -> tuple[Verdict, date | None]:
    """Whether the code is one of ours for this number, and the day it came."""
    proofs = Proofs(unit.cases, keyring)
    kept, key = proofs.get(reference), proofs.key()
    if kept is None or key is None or not hmac.compare_digest(written(key, kept).encode(), plain(code).encode()):
        return Verdict.NOT, None
    return compared(unit, kept), EPOCH + timedelta(kept.day)


def compared(unit: Unit, kept: FilingProof) -> Verdict:
    case = Cases(unit.cases).by_reference(kept.reference)
    if case is None:
        return Verdict.ERASED
    try:
        key = unit.vault.key(case.conversation_id)
    except KeyDestroyed:
        return Verdict.ERASED
    sent = [one for one in hers(Messages(unit.cases, key).of(case.conversation_id)) if one.seq <= kept.last_seq]
    return Verdict.GENUINE if hmac.compare_digest(digest(key, sent), kept.digest) else Verdict.CHANGED


def hers(said: Sequence[Said]) -> list[Said]:
    """What she sent, in order; digits that prove who she is were never kept."""
    return [one for one in said if one.author == "worker" and one.part != SECRET]


def digest(key: DataKey, sent: Sequence[Said]) -> bytes:
    """Under a key derived from the report's own, so that nobody can try out what it may have said."""
    words = [[one.seq, one.part, one.body.get("text", ""), one.body.get("attachments", [])] for one in sent]
    derived = hmac.new(key.secret, KEPT_APART, hashlib.sha256).digest()
    return hmac.new(derived, json.dumps(words).encode(), hashlib.sha256).digest()


def written(key: bytes, kept: FilingProof) -> str:
    """As she reads it: K7QF-2M9X-B4TH."""
    message = f"{kept.reference}|{kept.day}|".encode() + kept.digest
    letters = b32encode(hmac.new(key, message, hashlib.sha256).digest()).translate(LETTERS)[:LENGTH].decode()
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def plain(code: str) -> str:
    """However it was copied: case, spaces and dashes make no difference."""
    letters = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))
