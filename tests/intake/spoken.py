"""Conversations in workers' own words, digits and languages, as files: read, played on a simulated phone, checked.

A line of `tests/conversations/languages/<language>.talk` is one of
    # ...             for people
    ~ sms 1           a new worker, on an SMS phone or one with LINE (`line 1`)
    > words           what she types, exactly
    ? step            the question that stands then
    = name=value      of her case, once it is there: an answer, or language, urgent
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.intake.alphabets import script_of
from bot.intake.locale_rules import JUDGED_FROM, OWN_LETTERS, PARTS
from bot.intake.locale_table import Language
from bot.intake.wording import GAP
from channels.text import sms_parts
from tests.intake.house import House

FOLDER = Path(__file__).parents[1] / "conversations" / "languages"
MOST_PARTS = 3


@dataclass
class Talk:
    """One worker's conversation: what is typed, and after each line what must be so."""

    phone: str
    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def talks(path: Path) -> list[Talk]:
    found: list[Talk] = []
    title = ""
    for line in path.read_text("utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            title = rest
        elif mark == "~":
            kind, _, number = rest.partition(" ")
            found.append(Talk(f"{kind}:{path.stem}{number}", title))
        elif mark:
            found[-1].lines.append((mark, rest))
    return found


async def play(house: House, talk: Talk, language: Language) -> list[str]:
    """Everything that was not as written, or not as anything we say must be."""
    wrong: list[str] = []
    for mark, rest in talk.lines:
        if mark == ">":
            wrong += flaws(await house.say(rest, phone=talk.phone), language, talk.phone)
        elif mark == "?":
            stands = (await house.state(talk.phone)).step
            wrong += [f"{rest} should stand, not {stands}"] if stands != rest else []
        else:
            wrong += await missing(house, talk.phone, rest.split())
    return [f"{talk.title}: {what}" for what in wrong]


async def missing(house: House, phone: str, wanted: Sequence[str]) -> list[str]:
    state, recipient = await house.state(phone), await house.recipient(phone)
    case = next((case for case in await house.cases() if case.conversation_id == recipient.conversation_id), None)
    known: Mapping[str, str] = {
        **dict(state.answers),
        "language": state.language,
        "case": "yes" if case else "no",
        "urgent": "yes" if case and case.urgent else "no",
    }
    return [f"{pair}, but it is {known.get(name)}" for pair in wanted for name, _, value in [pair.partition("=")]
            if known.get(name, "") != value]  # fmt: skip


def flaws(shown: Sequence[str], language: Language, phone: str) -> Iterator[str]:
    """What no answer of ours may have: gaps, another alphabet, more parts than an SMS may cost."""
    if not shown:
        yield "no answer"
    for text in shown:
        if GAP in text or "{" in text:
            yield f"a gap in {text[:40]!r}"
        letters = Counter(filter(None, map(script_of, text)))
        own = PARTS.get(language.scripts[0], {language.scripts[0]})
        if letters.total() >= JUDGED_FROM and sum(letters[part] for part in own) < letters.total() * OWN_LETTERS:
            yield f"another alphabet in {text[:40]!r}"
        if phone.startswith("sms:") and sms_parts(text) > MOST_PARTS:
            yield f"{sms_parts(text)} SMS for {text[:40]!r}"
