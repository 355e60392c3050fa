"""Conversations in workers' own words, as text files: what is typed, and what must be so then. Reads, plays nothing.

    # ...             for people
    ~ sms 1           a new worker, on an SMS phone, or one with LINE, Telegram, WhatsApp
    > words           what she types, exactly
    + photo           she sends a sample: photo, voice, location
    @ day             time passes, in a demo: hour, day, due
    ! twice           her app delivers her last message once more
    ? step            the question that stands then
    = name=value      of her case, once it is there: an answer, or language, urgent

The tests play those of all languages, and the simulated phone has some to be looked at (`bot/plays`).
"""

from dataclasses import dataclass, field

SENDS = (">", "+", "@", "!")
"""Marks of lines at which something happens; the others only say what must be so."""


@dataclass
class Talk:
    """One worker's conversation: her phone, and lines as (mark, rest)."""

    phone: str
    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def talks(text: str, *, of: str = "") -> list[Talk]:
    """All conversations of a file; `of` begins the name of each phone."""
    found: list[Talk] = []
    title = ""
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            title = rest
        elif mark == "~":
            kind, _, number = rest.partition(" ")
            found.append(Talk(f"{kind}:{of}{number}", title))
        elif mark:
            found[-1].lines.append((mark, rest))
    return found
