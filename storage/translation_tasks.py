"""What is to be translated, for readers of which language: claimed under a lease, urgent cases first.

A task is written in the transaction of the text it is for. `tries` proves that a lease was not given to another, and
`generation` that nobody asked anew meanwhile. No word of a text is here. Nothing here commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storage.engine import Connection
from storage.translation_statements import (
    ADD,
    AGAIN,
    BROKEN_PACKAGE,
    BY_PERSON,
    CLAIM,
    DONE,
    DROP,
    DUE,
    FIGURES,
    FINISH,
    FORGET_MESSAGE,
    FORGET_TEXT,
    GIVE_BACK,
    HURRY,
    LACKING,
    NO_PACKAGE,
    OF,
    REOPEN,
    RETRY,
    SETTLE,
    TAKE_OVER,
    TOPIC,
    UNASKED,
    UNTRANSLATED,
    URGENT,
    USUAL,
    WAITING,
    WANTING,
)

__all__ = [
    "BROKEN_PACKAGE", "BY_PERSON", "DONE", "NO_PACKAGE", "TOPIC", "UNTRANSLATED", "URGENT", "USUAL", "WAITING",
    "Standing", "Task", "Tasks", "Unasked", "Wanting",
]  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Unasked:
    """A worker's text that is translated for others, and not for the readers of one language."""

    conversation_id: str
    message_id: str
    text_id: str
    source: str
    rank: int


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

    def unasked(self, target: str, *, most: int) -> Sequence[Unasked]:
        """Texts in other languages that are translated for others, and not for readers of `target`."""
        tongue = target.partition("-")[0]
        likeness = {"tongue": tongue, "of_tongue": f"{tongue}-%"}
        return [Unasked(*row) for row in self._connection.all(UNASKED, for_target=target, **likeness, most=most)]

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
