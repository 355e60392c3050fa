"""What becomes of a task after the translating process answered, died or hung. Pure: chance and time are arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.translation.engine import Refusal
from bot.translation.record import Record, sound
from storage.translation_tasks import Task

REFUSED, GIVEN_UP, FAILED = "refused", "given_up", "failed"
MOST_STRIKES = 3
"""One for being there when the process died, and two for being there alone."""
FOR_A_PERSON = frozenset({Refusal.NO_PACKAGE, Refusal.BROKEN_PACKAGE, Refusal.TOO_LARGE, FAILED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`body`: the rendering to be stored; else `wait`: when to try again; else a person is asked. `why`: a code."""

    task: Task
    body: Record | None = None
    why: str = ""
    wait: timedelta | None = None
    strikes: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits double from `first` to `longest`, spread by `chance` in [0, 1), until a text has waited for `give_up`."""

    chance: Callable[[], float]
    first: timedelta
    longest: timedelta
    give_up: timedelta

    def again(self, task: Task, *, why: str, age: timedelta) -> Verdict:
        if age >= self.give_up:
            return Verdict(task, why=why or GIVEN_UP)
        wait = min(self.longest, self.first * float(2 ** min(task.tries - 1, 16))) * (0.5 + self.chance())
        return Verdict(task, why=why, wait=wait, strikes=task.strikes)

    def answered(self, task: Task, answer: object, *, age: timedelta) -> Verdict:
        """What the process said of it; nothing at all, or nonsense, is worth another try."""
        if not isinstance(answer, dict) or not sound(answer) or answer["id"] != task.id:
            return self.again(task, why=FAILED, age=age)
        why, source = answer["refused"], answer["source"][:16]
        if not why:
            return Verdict(task, body=answer, source=source)
        if why in FOR_A_PERSON:
            return Verdict(task, why=why, source=source)
        return self.again(task, why=Refusal.NO_MEMORY, age=age)

    def struck(self, task: Task, *, certain: bool) -> Verdict:
        """The process died or hung. `certain`: over this one text."""
        strikes = max(task.strikes, 1) + (1 if certain else 0)
        if strikes >= MOST_STRIKES:
            return Verdict(task, why=REFUSED)
        wait = self.first if certain else timedelta(0)
        return Verdict(task, why="died", wait=wait, strikes=strikes)
