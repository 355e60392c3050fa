"""Six digits that change every half minute (TOTP, RFC 6238), and codes for the day the phone is gone.

Knows nobody: whoever has an id can have a factor, a member as well as a company's contact. A code works once, also
within its half minute; a recovery code works once. Neither is ever logged or put in an error.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from datetime import datetime

import pyotp
import segno

from storage.second_factors import SecondFactors

PERIOD = 30
DRIFT = 1  # half minutes that a phone's clock may be early or late (RFC 6238 5.2)
SECRET_BYTES = 20  # RFC 4226 4, R6
CODE_BYTES = 10
CODES = 10
Random = Callable[[], bytes]
"""Sixteen random bytes at each call."""


def new_secret(random: Random) -> str:
    """160 random bits in base32, as authenticator apps read them."""
    return base64.b32encode((random() + random())[:SECRET_BYTES]).decode()


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the square holds: an otpauth address, the form that authenticator apps agree on."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def square(content: str) -> str:
    """A QR code as the source of an image: black on white in every colour scheme, or phones cannot read it."""
    return segno.make(content, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def grouped(secret: str) -> str:
    """In fours, for whoever types it."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def typed(code: str) -> str:
    """What she typed without spaces, hyphens and case; digits of any keyboard are digits."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code)[:80])).lower()


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The half minute that this code belongs to, if it is a right one for now, the one before or the one after."""
    code, totp, current = typed(code), pyotp.TOTP(secret), int(now.timestamp()) // PERIOD
    steps = range(current - DRIFT, current + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return right[0] if right else None


def new_codes(random: Random) -> list[str]:
    """Ten recovery codes of 80 random bits each, as they are shown once."""
    drawn = [base64.b32encode(random()[:CODE_BYTES]).decode().lower() for _ in range(CODES)]
    return ["-".join(code[n : n + 4] for n in range(0, 16, 4)) for code in drawn]


def digest_of(secret: str, code: str) -> bytes:
    """What is stored of a recovery code. The secret is sealed: a copy of the table alone tests no guess."""
    return hmac.digest(secret.encode(), typed(code).encode(), hashlib.sha256)


def set_up(factors: SecondFactors, id: str, secret: str, step: int, codes: list[str], *, at: int) -> None:
    """From now on this secret is hers. `step`: the code she has shown with it is used up."""
    factors.begin(id, secret)
    factors.use_step(id, step)
    factors.confirm(id, at=at)
    factors.set_codes(id, [digest_of(secret, code) for code in codes])


def opens(factors: SecondFactors, id: str, code: str, *, now: datetime) -> str:
    """`code`, `recovery`, or empty where it is neither, or was used before. What is right is used up here."""
    factor = factors.of(id)
    if factor is None or not factor.confirmed:
        return ""
    step = step_of(factor.secret, code, now=now)
    if step is not None:
        return "code" if factors.use_step(id, step) else ""
    return "recovery" if factors.use_code(id, digest_of(factor.secret, code)) else ""
