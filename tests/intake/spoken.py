"""Conversations in workers' own words, digits and languages, played on a simulated phone and checked.

The lines of `tests/conversations/languages/<language>.talk` are those of `bot.spoken`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.intake.alphabets import script_of
from bot.intake.locale_rules import JUDGED_FROM, OWN_LETTERS, PARTS
from bot.intake.locale_table import Language
from bot.intake.wording import GAP
from bot.spoken import Talk
from bot.spoken import talks as read
from channels.text import sms_parts
from tests.intake.house import House

FOLDER = Path(__file__).parents[1] / "conversations" / "languages"
MOST_PARTS = 3


def talks(path: Path) -> list[Talk]:
    return read(path.read_text("utf-8"), of=path.stem)


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
