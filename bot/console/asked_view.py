"""The questions that a worker was asked, each with her answer beneath it. Pure but for reading the notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.console.transcript import Line, Reading
from storage.engine import Unit
from storage.notices import Notices, Told

QUESTION = "update.question"
ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Asked:
    """`written` is what the desk wrote, `read` what she read; `state` is waiting, shown or answered. At `at` (ms).

    Answered without `answers`: she skipped it.
    """

    written: str
    read: str
    state: str
    at: int
    answers: Sequence[Line]


def notices(unit: Unit, conversation_id: str) -> Sequence[tuple[Told, int]]:
    return Notices(unit.cases, unit.vault.key).of(conversation_id, QUESTION)


def asked(told: Iterable[tuple[Told, int]], lines: Iterable[Line], reading: Reading) -> list[Asked]:
    """The latest first, as the desk works."""
    hers: dict[str, list[Line]] = {}
    for line in lines:
        if notice := str(line.said.body.get("answers", "")):
            hers.setdefault(notice, []).append(line)
    found = [
        Asked(reading.written(read), read, one.state, at, hers.get(one.id, ()))
        for one, at in told
        if (read := str(one.params.get("question", "")))
    ]
    return found[::-1]
