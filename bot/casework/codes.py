"""Codes of twelve digits that let somebody into a report: to `join` a shared one, or go on with one filed for her.

Random, for fourteen days, and of one use where one person is meant; kept only as an HMAC. Wrong ones are counted for
each contact and for everybody together, and all that do not work are answered alike (`decisions.md` 13, 31). A code
names nothing. Runs inside the caller's transaction.
"""

from collections.abc import Callable
from enum import StrEnum

from storage.codes import ALL_ALIASES, Code, Codes
from storage.engine import Connection
from storage.keyring import Keyring
from storage.keyring import Purpose as Kept
from storage.times import DAY_MS, HOUR_MS

DIGITS, DAYS = 12, 14
TRIES_AN_HOUR, TRIES_OF_ALL = 5, 300
"""Of 10^12 codes: whoever tries as fast as everybody together may would need centuries for one of a hundred."""
DRAWN = 20


class Purpose(StrEnum):
    JOIN = "join"  # a shared report, by its owner's wish
    BIND = "bind"  # a report that was filed for her


USES = {Purpose.JOIN: 10_000, Purpose.BIND: 1}


def written(digits: str) -> str:
    """As people read it out: 1234-5678-9012."""
    return "-".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def issue(
    connection: Connection,
    keyring: Keyring,
    *,
    purpose: Purpose,
    case_id: str,
    by_id: str,
    at: int,
    ids: Callable[[], str],
) -> tuple[str, int]:
    """A new code and when (ms) it ends; of a kind that one person is meant by, older ones of this case are dead.

    `ids` gives 128 random bits in hexadecimal.
    """
    codes, expires_at = Codes(connection), at + DAYS * DAY_MS
    if USES[purpose] == 1:
        codes.withdraw(case_id, purpose)
    for _ in range(DRAWN):
        digits = f"{int(ids(), 16) % 10**DIGITS:0{DIGITS}d}"
        key_id, digest = keyring.digests(Kept.CODE, digits)[0]
        if codes.add(Code(digest, key_id, purpose, case_id, by_id, USES[purpose], at, expires_at)):
            return digits, expires_at
    raise RuntimeError("no free code was found")


def enter(connection: Connection, keyring: Keyring, digits: str, *, alias: str, at: int) -> Code | None:
    """The code somebody typed, if it works and she has not tried too often; it is not used up by this."""
    codes, hour_ago = Codes(connection), at - HOUR_MS
    held = codes.wrong(alias, hour_ago=hour_ago) >= TRIES_AN_HOUR
    if held or codes.wrong(ALL_ALIASES, hour_ago=hour_ago) >= TRIES_OF_ALL:
        return None
    found = codes.find([digest for _, digest in keyring.digests(Kept.CODE, digits)], at=at)
    if found is None:
        for whose in (alias, ALL_ALIASES):
            codes.count_wrong(whose, at=at, hour_ago=hour_ago)
    return found
