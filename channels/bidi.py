"""Urdu, Arabic and Persian with references, numbers and Latin names in them: marks that keep each in its place. Pure.

Without them the bidirectional algorithm (UAX 9) shows `1234-5678` as `5678-1234` inside such a line. Chat apps honour
isolates; old handsets show them as boxes, so on SMS the reference stands on a line of its own instead.
"""

import re

FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"
_RUN = re.compile(r"[+@#]?[A-Za-z0-9](?:[A-Za-z0-9 @/+:,._?=&%~-]*[A-Za-z0-9/])?")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEADING = re.compile(r"^([0-9]{4}-[0-9]{4}): ?", re.MULTILINE)


def for_chat(text: str) -> str:
    """`text` with its left-to-right runs isolated, and lines that do not begin right to left told to do so."""
    return "\n".join(_line(line) for line in text.split("\n"))


def for_sms(text: str) -> str:
    """A reference at the beginning of a line stands alone on it."""
    return _LEADING.sub("\\1\n", text)


def _line(line: str) -> str:
    marked = _RUN.sub(lambda run: f"{FSI}{run[0]}{PDI}" if _turns(run[0]) else run[0], line)
    return f"{RLM}{marked}" if line.strip() and not _RTL.match(line) else marked


def _turns(run: str) -> bool:
    """A number alone is shown rightly wherever it stands."""
    return len(run) > 1 and not run.isdecimal()
