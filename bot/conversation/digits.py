"""Numbers as people type them: digits of any script, with spaces, dashes and dots between them."""

import unicodedata

BETWEEN = frozenset(" -‐‑‒–—.･·\u00a0\u3000\u200b\u200e\u200f\u2066\u2067\u2068\u2069")


def digits(text: str) -> str:
    """The digits in ASCII, or empty if there is anything else."""
    found = [unicodedata.decimal(letter, -1) for letter in text.strip() if letter not in BETWEEN]
    return "".join(map(str, found)) if -1 not in found else ""


def of_length(text: str, shortest: int, longest: int) -> str | None:
    found = digits(text)
    return found if shortest <= len(found) <= longest else None
