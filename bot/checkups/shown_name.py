"""The name that others see on a worker's phone: it must not tell what she writes about (`conversation.md` B8)."""

import unicodedata
from collections.abc import Iterator

from bot.checkups.finding import Finding, ok, warn

TELLING = (
    "abuse", "complain", "compliance", "grievance", "harass", "hotline", "human rights", "labor rights",
    "labour rights", "report", "speak up", "speakup", "union", "victim", "violation", "whistle",
    "ハラスメント", "ホットライン", "人権", "内部告発", "労働相談", "苦情", "被害", "通報", "違反",
)  # fmt: skip


def neutral(name: str, shown: str, mend: str) -> Iterator[Finding]:
    """`mend` says where to change it."""
    folded = unicodedata.normalize("NFKC", shown).casefold()
    if telling := [word for word in TELLING if word in folded]:
        yield warn(name, f"“{shown}” tells whoever sees the phone what it is for ({telling[0]})", mend)
    else:
        yield ok(name, f"“{shown}”")
