"""Passwords: what is refused, and Argon2id in a thread. Never keeps, logs or returns a password."""

import asyncio
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 15, 256
HASH_BYTES, SALT_BYTES = 32, 16
AT_ONCE = 2
# Words that make a long password no better. What is left beside them must still be hard to guess.
WEAK_WORDS = (
    *("madoguchi", "password", "passphrase", "passwort", "letmein", "welcome", "admin", "administrator", "secret"),
    *("desk", "login", "worker", "changeme", "iloveyou", "sunshine", "princess", "football", "baseball", "dragon"),
    *("monkey", "master", "superman", "batman", "trustno1", "correcthorsebatterystaple", "tobeornottobe"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "qwertz", "azerty", "1qaz2wsx3edc", "1qaz2wsx", "abc123"),
    *("thisismypassword", "パスワード", "窓口", "管理者"),
)
LEAST_LEFT = 6
RUNS = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id takes. The default is 0.2 s, and two at once are 128 MiB at most (`privacy.md` A2)."""

    passes: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024


FULL = Cost()


def normal(password: str) -> str:
    """NFKC, so that one password typed on two keyboards is one password."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, context: Iterable[str] = ()) -> str:
    """`short`, `long`, `common` or empty. `context`: the login, names; what everybody around would try first."""
    password = normal(password)
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    letters = "".join(filter(str.isalnum, password.casefold())) or password
    return "common" if _left(letters, context) < LEAST_LEFT or _patterned(letters) else ""


def _left(letters: str, context: Iterable[str]) -> int:
    """How many characters remain beside known words and runs of the keyboard."""
    own = {"".join(filter(str.isalnum, part)) for word in context for part in word.casefold().replace("@", " ").split()}
    for word in sorted({*WEAK_WORDS, *own}, key=len, reverse=True):
        if len(word) >= 3:
            letters = letters.replace(word, "")
    for run in RUNS:
        for piece in (run, run[::-1]):
            letters = _without_runs(letters, piece)
    return len(letters)


def _without_runs(letters: str, run: str) -> str:
    for size in range(len(run), 3, -1):
        for start in range(len(run) - size + 1):
            letters = letters.replace(run[start : start + size], "")
    return letters


def _patterned(letters: str) -> bool:
    """Few different characters, or a short piece repeated."""
    return len(set(letters)) < 5 or any(
        letters == (letters[:size] * len(letters))[: len(letters)] for size in range(1, min(8, len(letters) // 2) + 1)
    )


def hashed(password: str, salt: bytes, cost: Cost = FULL) -> str:
    """The PHC string to store, which names its cost. Slow on purpose: use `Hasher` in a server."""
    kdf = Argon2id(salt=salt, length=HASH_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    return kdf.derive_phc_encoded(normal(password).encode("utf-8", "replace"))


def matches(password: str, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(normal(password).encode("utf-8", "replace"), phc)
    except InvalidKey:
        return False
    return True


class Hasher:
    """Hashing beside the event loop, two at a time: more would let a stranger fill the memory."""

    def __init__(self, cost: Cost = FULL) -> None:
        self._cost = cost
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = ""

    async def hash(self, password: str, salt: bytes) -> str:
        async with self._turns:
            return await asyncio.to_thread(hashed, password, salt, self._cost)

    async def check(self, password: str, phc: str) -> bool:
        """`phc` is empty for a login that nobody has: that takes as long, and is always wrong."""
        async with self._turns:
            if not phc and not self._nobody:
                self._nobody = await asyncio.to_thread(hashed, "", bytes(SALT_BYTES), self._cost)
            right = await asyncio.to_thread(matches, password[: LONGEST * 4], phc or self._nobody)
        return right and bool(phc)
