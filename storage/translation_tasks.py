"""What is to be translated, for readers of which language: claimed under a lease, urgent cases first.

A task is written in the transaction of the text it is for. `tries` proves that a lease was not given to another, and
`generation` that nobody asked anew meanwhile. No word of a text is here. Nothing here commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update

from storage.engine import Connection
from storage.models.cases import METADATA
from storage.statements import insert_or_ignore

TASK = METADATA.tables["translation_task"]
TOPIC = "translation"
WAITING, DONE, UNTRANSLATED, BY_PERSON = "waiting", "done", "untranslated", "by_person"
URGENT, USUAL = 0, 1
NO_PACKAGE, BROKEN_PACKAGE = "no_package", "broken_package"

WHAT = tuple(
    TASK.c[name]
    for name in (
        *("id", "conversation_id", "message_id", "text_id", "source", "target"),
        *("generation", "rank", "tries", "strikes", "created_at"),
    )
)
ADD = insert_or_ignore(TASK)
DUE = (
    select(*WHAT)
    .where(
        TASK.c.state == WAITING,
        TASK.c.rank == bindparam("is_rank"),
        TASK.c.due_at <= bindparam("at"),
        TASK.c.lease_until <= bindparam("at"),
    )
    .order_by(TASK.c.due_at, TASK.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(TASK)
    .where(TASK.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_until=bindparam("until"), tries=TASK.c.tries + 1)
)
MINE = and_(
    TASK.c.id == bindparam("is_id"),
    TASK.c.state == WAITING,
    TASK.c.tries == bindparam("at_try"),
    TASK.c.generation == bindparam("at_generation"),
)
FINISH = (
    update(TASK)
    .where(MINE)
    .values(state=bindparam("to"), reason=bindparam("why"), source=bindparam("written"), lease_until=0)
)
RETRY = (
    update(TASK)
    .where(MINE)
    .values(due_at=bindparam("at"), reason=bindparam("why"), strikes=bindparam("struck"), lease_until=0)
)
GIVE_BACK = update(TASK).where(MINE).values(lease_until=0)
DROP = delete(TASK).where(MINE)
TAKE_OVER = update(TASK).where(TASK.c.state == WAITING, TASK.c.lease_until > 0).values(lease_until=0)
HURRY = update(TASK).where(TASK.c.conversation_id == bindparam("of"), TASK.c.state == WAITING).values(rank=URGENT)
ANEW = {
    "state": WAITING,
    "reason": "",
    "generation": TASK.c.generation + 1,
    "due_at": bindparam("at"),
    "lease_until": 0,
    "strikes": 0,
}
AGAIN = (
    update(TASK)
    .where(TASK.c.conversation_id == bindparam("of"), TASK.c.state != WAITING, TASK.c.state != BY_PERSON)
    .values(ANEW)
)
REOPEN = (
    update(TASK)
    .where(
        TASK.c.state == UNTRANSLATED,
        TASK.c.reason.in_((NO_PACKAGE, BROKEN_PACKAGE)),
        TASK.c.source == bindparam("is_source"),
        TASK.c.target == bindparam("is_target"),
    )
    .values(ANEW)
)
LACKING = (
    select(TASK.c.source, TASK.c.target)
    .where(TASK.c.state == UNTRANSLATED, TASK.c.reason.in_((NO_PACKAGE, BROKEN_PACKAGE)))
    .distinct()
)
SETTLE = (
    update(TASK)
    .where(
        TASK.c.text_id == bindparam("of"),
        TASK.c.target == bindparam("for_target"),
        or_(TASK.c.state == UNTRANSLATED, TASK.c.state == WAITING),
    )
    .values(state=BY_PERSON, lease_until=0)
)
OF = (
    select(*(TASK.c[name] for name in ("text_id", "message_id", "target", "source", "generation", "state", "reason")))
    .where(TASK.c.conversation_id == bindparam("of"))
    .order_by(TASK.c.created_at, TASK.c.id)
)
WANTING = (
    select(TASK.c.conversation_id, TASK.c.source, TASK.c.target, func.count(), func.min(TASK.c.created_at))
    .where(TASK.c.state == UNTRANSLATED)
    .group_by(TASK.c.conversation_id, TASK.c.source, TASK.c.target)
    .order_by(func.min(TASK.c.rank), func.min(TASK.c.created_at))
    .limit(bindparam("most"))
)
FORGET_MESSAGE = delete(TASK).where(TASK.c.message_id == bindparam("of"))
FORGET_TEXT = delete(TASK).where(TASK.c.text_id == bindparam("of"))
FORGET = delete(TASK).where(TASK.c.conversation_id == bindparam("is_id"))
OLDEST = func.min(case((TASK.c.state == WAITING, TASK.c.created_at)))
FIGURES = select(TASK.c.state, TASK.c.reason, func.count(), OLDEST).group_by(TASK.c.state, TASK.c.reason)


@dataclass(frozen=True, slots=True)
class Task:
    """A claimed task. `text_id` is the message or the transcript to be translated; `tries` counts this attempt."""

    id: str
    conversation_id: str
    message_id: str
    text_id: str
    source: str
    target: str
    generation: int
    rank: int
    tries: int
    strikes: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the translation of one text into one language is. `reason` says why it is `untranslated`."""

    text_id: str
    message_id: str
    target: str
    source: str
    generation: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wanting:
    """Texts of one case that no machine translated and no person has: work for a translator. Since `since` (ms)."""

    conversation_id: str
    source: str
    target: str
    texts: int
    since: int


class Tasks:
    """Rows of `translation_task`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        task_id: str,
        *,
        conversation_id: str,
        message_id: str,
        text_id: str,
        source: str,
        target: str,
        urgent: bool,
        at: int,
    ) -> None:
        """To be translated as soon as this is committed. A text that has a task for `target` keeps it."""
        self._connection.put(
            ADD,
            id=task_id,
            conversation_id=conversation_id,
            message_id=message_id,
            text_id=text_id,
            source=source,
            target=target,
            generation=1,
            state=WAITING,
            reason="",
            rank=URGENT if urgent else USUAL,
            due_at=at,
            lease_until=0,
            tries=0,
            strikes=0,
            created_at=at,
        )
        self._connection.notify(TOPIC)

    def claim(self, rank: int, *, at: int, until: int, most: int) -> Sequence[Task]:
        """Up to `most` due tasks of this rank, the oldest first, leased until `until`."""
        rows = self._connection.all(DUE, is_rank=rank, at=at, most=most)
        if rows:
            self._connection.put(CLAIM, ids=[row[0] for row in rows], until=until)
        return [replace(task, tries=task.tries + 1) for task in (Task(*row) for row in rows)]

    def take_over(self) -> int:
        """End all leases: for the one process of its database, whose forerunner translates nothing any more."""
        return self._connection.run(TAKE_OVER)

    def finish(self, task: Task, *, source: str = "") -> bool:
        """A rendering is stored with this. False: the task is gone, somebody else's, or asked for anew.

        `source`: the language it turned out to be written in.
        """
        return self._end(task, DONE, "", source)

    def give_up(self, task: Task, *, why: str, source: str = "") -> bool:
        """No machine translates it; a person is asked. False: as for `finish`."""
        return self._end(task, UNTRANSLATED, why, source)

    def retry(self, task: Task, *, at: int, why: str, strikes: int) -> bool:
        return self._connection.run(RETRY, **_mine(task), at=at, why=why, struck=strikes) == 1

    def give_back(self, tasks: Sequence[Task]) -> None:
        """They were claimed and not begun."""
        for task in tasks:
            self._connection.put(GIVE_BACK, **_mine(task))

    def drop(self, tasks: Sequence[Task]) -> None:
        """There is no text any more."""
        for task in tasks:
            self._connection.put(DROP, **_mine(task))

    def hurry(self, conversation_id: str) -> None:
        """The case became urgent: what waits of it goes before others."""
        self._connection.put(HURRY, of=conversation_id)
        self._connection.notify(TOPIC)

    def again(self, conversation_id: str, *, at: int) -> int:
        """Translate the whole case anew, except what a person translated; how many texts that is."""
        count = self._connection.run(AGAIN, of=conversation_id, at=at)
        self._connection.notify(TOPIC)
        return count

    def lacking(self) -> Sequence[tuple[str, str]]:
        """(source, target) of texts that wait for a package."""
        return [(row[0], row[1]) for row in self._connection.all(LACKING)]

    def reopen(self, source: str, target: str, *, at: int) -> int:
        """A package has come: what was left untranslated for lack of one is due. How many texts that is."""
        return self._connection.run(REOPEN, is_source=source, is_target=target, at=at)

    def settle(self, text_id: str, target: str) -> bool:
        """A person translated the whole text; no machine is asked any more."""
        return self._connection.run(SETTLE, of=text_id, for_target=target) == 1

    def of(self, conversation_id: str) -> Sequence[Standing]:
        return [Standing(*row) for row in self._connection.all(OF, of=conversation_id)]

    def wanting(self, most: int = 1000) -> Sequence[Wanting]:
        """What waits for a translator, case by case, urgent and old first."""
        return [
            Wanting(row[0], row[1], row[2], int(row[3]), int(row[4]))
            for row in self._connection.all(WANTING, most=most)
        ]

    def forget_message(self, message_id: str) -> None:
        """She took the message back."""
        self._connection.put(FORGET_MESSAGE, of=message_id)

    def forget_text(self, text_id: str) -> None:
        """An earlier transcript: nobody reads it any more."""
        self._connection.put(FORGET_TEXT, of=text_id)

    def figures(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """(state, reason) -> (how many, when the oldest that waits was written in ms; 0 for other states)."""
        rows = self._connection.all(FIGURES)
        return {(state, reason): (int(count), int(oldest or 0)) for state, reason, count, oldest in rows}

    def backlog(self) -> tuple[int, int | None, int]:
        """(texts that wait for a machine, since when the oldest of them in ms, texts that wait for a person)."""
        figures = self.figures()
        waiting = [found for (state, _), found in figures.items() if state == WAITING]
        for_a_person = sum(count for (state, _), (count, _) in figures.items() if state == UNTRANSLATED)
        return sum(count for count, _ in waiting), min((since for _, since in waiting), default=None), for_a_person

    def _end(self, task: Task, to: str, why: str, source: str) -> bool:
        written = source or task.source
        return self._connection.run(FINISH, **_mine(task), to=to, why=why[:16], written=written) == 1


def _mine(task: Task) -> dict[str, object]:
    return {"is_id": task.id, "at_try": task.tries, "at_generation": task.generation}
