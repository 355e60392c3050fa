"""The whole script, as data: which answer leads where. Wording lives in locales/, and no edge is hidden in code."""

from collections.abc import Mapping, Sequence

from bot.conversation.desk_questions import NOTICES
from bot.conversation.questions import EXTRA, OPENING, REPORT
from bot.conversation.side_trips import SIDE
from bot.conversation.vocabulary import Choice, Script, Step

VERSION = 1
DEFAULT_LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("id", "Bahasa Indonesia"), ("ja", "Nihongo"))

# How a conversation comes to a question that no answer leads to.
ENTRIES: Mapping[str, str] = {
    "first words": "lang.which",
    "L, before a language is chosen": "start.language",
    "L": "lang.change",
    "HI": "start.resume",
    "MENU": "menu.main",
    "STATUS": "status.ask",
    "DELETE": "delete.ask",
    "0, or two misses": "human.ask",
    "a code of twelve digits": "join.ask",
    "words near to a choice": "near.ask",
    "after HIDE": "safe.again",
    "a PIN is set": "pin.ask",
    "after 60 days": "lock.ask",
    "a notice": "update.notice",
    "20 hours of silence": "remind.draft",
    **{f"the desk: {step.name}": step.name for step in NOTICES if step.notice},
}

# Notices that only tell.
TOLD_BY_DESK = (
    "update.received",
    "update.message",
    "update.reviewing",
    "update.accepted",
    "update.sent",
    "update.answered",
    "update.investigating",
    "update.agreed",
    "update.delay",
    "update.reopened",
    "update.unchanged",
    "update.dormant",
    "update.referral",
    "bind.code",
    "reopen.late",
)

STEPS: Mapping[str, Step] = {step.name: step for step in (*OPENING, *REPORT, *EXTRA, *SIDE, *NOTICES)}


def build(
    *, languages: Sequence[tuple[str, str]] = DEFAULT_LANGUAGES, countries: Sequence[tuple[str, str]] = ()
) -> Script:
    """`languages` are (BCP 47 tag, autonym), `countries` (ISO 3166 code, name as shown), both in the order shown."""
    return Script(
        version=VERSION,
        steps=STEPS,
        languages=tuple(Choice(tag, autonym, literal=True) for tag, autonym in languages),
        countries=tuple(Choice(code, name, literal=True) for code, name in countries),
    )


# For rehearsals, talks and drawings; a desk builds its own from its configuration.
SCRIPT = build(countries=(("JP", "Japan"), ("VN", "Viet Nam")))
