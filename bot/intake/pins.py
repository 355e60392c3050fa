"""PINs: their slow hashes, and how many wrong tries a report allows."""

from base64 import b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.intake.slow import Answers, Slow
from storage.crypto import Place
from storage.keyring import Keyring, Purpose
from storage.times import HOUR_MS

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane is the minimum; 25 ms here.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
TRIES_AN_HOUR, TRIES_IN_ALL = 5, 15


def hash_of(pin: str, answers: Answers, salt: bytes) -> str:
    """The PHC string of a new PIN; `salt` is 16 random bytes. Raises Slow until it is computed."""
    known = answers.hashes.get(pin)
    if known is None:
        raise Slow(lambda: Answers({**answers.hashes, pin: hashed(pin, salt)}, answers.matches))
    return known


def matches(pin: str, phc: str, answers: Answers) -> bool:
    """Whether a PIN is the one hashed. Raises Slow until it is computed."""
    known = answers.matches.get((phc, pin))
    if known is None:
        raise Slow(lambda: Answers(answers.hashes, {**answers.matches, (phc, pin): matches_hash(pin, phc)}))
    return known


def hashed(pin: str, salt: bytes) -> str:
    argon = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return str(argon.derive_phc_encoded(pin.encode()))


def matches_hash(pin: str, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(pin.encode(), phc)
    except InvalidKey:
        return False
    return True


# Compared with when there is no report or no PIN, so that the answer takes as long and says nothing.
NOBODY = (
    f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${b64encode(b'no such report!!').decode().rstrip('=')}$"
    + (b64encode(bytes(32)).decode().rstrip("="))
)


def pin_place(conversation_id: str) -> Place:
    return Place("conversation", "pin_ct", conversation_id)


def sealed_hash(keyring: Keyring, conversation_id: str, phc: str) -> bytes:
    """The hash of four digits is not a secret by itself: it is sealed with a key derived from the master key."""
    return keyring.seal(Purpose.PIN, pin_place(conversation_id), phc.encode())


def opened_hash(keyring: Keyring, conversation_id: str, pin_ct: bytes | None) -> str | None:
    return None if pin_ct is None else keyring.open(Purpose.PIN, pin_place(conversation_id), pin_ct).decode()


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs given for one report from elsewhere than its own address."""

    in_all: int
    since: int
    lately: int

    @property
    def dead(self) -> bool:
        """Only the desk can make it live again."""
        return self.in_all >= TRIES_IN_ALL

    def allowed(self, at: int) -> bool:
        return not self.dead and (at - self.since >= HOUR_MS or self.lately < TRIES_AN_HOUR)

    def wrong(self, at: int) -> "Tries":
        if at - self.since >= HOUR_MS:
            return Tries(self.in_all + 1, at, 1)
        return Tries(self.in_all + 1, self.since, self.lately + 1)
