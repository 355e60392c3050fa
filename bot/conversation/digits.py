"""Numbers as people type them: digits of any script, with spaces, dashes and dots between them."""

import unicodedata

BETWEEN = frozenset(" -‐‑‒–—.･·\u00a0\u3000")
UNSEEN = ("Cf", "Mn", "Me")
"""Categories of what stands around a digit and is no letter: bidi and joining marks, the keycap of an emoji."""


def digits(text: str) -> str:
    """The digits in ASCII, or empty if there is anything else."""
    seen = (letter for letter in text.strip() if letter not in BETWEEN and unicodedata.category(letter) not in UNSEEN)
    found = [unicodedata.decimal(letter, -1) for letter in seen]
    return "".join(map(str, found)) if -1 not in found else ""


def of_length(text: str, shortest: int, longest: int) -> str | None:
    found = digits(text)
    return found if shortest <= len(found) <= longest else None
