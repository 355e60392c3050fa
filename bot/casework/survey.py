"""Three questions after the end, each optional, each asked once: how easy, how safe, how content with the result.

What she ticks is kept as a number beside no word of hers, and read in figures only. It is asked some days later: right
after the end `1` would mean "open it again".
"""

from bot.casework import desk
from bot.casework.desk import Hand
from bot.casework.lifecycle import Outcome, Status
from storage.cases import Case
from storage.notices import Told, last_asked
from storage.surveys import SKIPPED, Surveys
from storage.times import DAY_MS, day_of

FIRST = "survey.easy"
QUESTIONS = (FIRST, "survey.safe", "survey.result")
AFTER_MS = 3 * DAY_MS
SILENT = frozenset({Outcome.NO_REPLY, Outcome.WITHDRAWN, Outcome.KEPT_PRIVATE, ""})
"""Whoever did not answer, took it back or told nobody is not asked how she liked it."""


def wanted(case: Case) -> bool:
    return case.status == Status.CLOSED and case.outcome not in SILENT and not case.retaliation


def ask(hand: Hand, case: Case) -> None:
    """Once in a report's life, however often it was opened again."""
    if wanted(case) and last_asked(hand.unit.cases, case.conversation_id, FIRST) is None:
        desk.inform(hand, case, FIRST, {})


def rated(hand: Hand, case: Case, question: str, value: str) -> None:
    """`value` is 1 to 5, or `skip`. The first answer to a question counts."""
    mark = SKIPPED if value == "skip" else int(value)
    Surveys(hand.unit.cases).add(case.id, question, mark, day=day_of(hand.at))


def heard(hand: Hand, case: Case, told: Told, value: str) -> None:
    """She wrote something in place of a number: it stands in her conversation, and nothing else follows from it."""
