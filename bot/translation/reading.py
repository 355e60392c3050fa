"""A claimed task with all that its translation needs: the text, the names to keep, the sentences people translated.

Opened with the case's key for as long as it is being translated; nothing here logs, stores or raises a word of it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.translation.record import Record, of_work
from bot.translation.works import Work
from storage.corrections import Corrections
from storage.crypto import DataKey, Sealed
from storage.engine import Unit
from storage.keyring import Keyring
from storage.memory import Memory
from storage.messages import Messages
from storage.replies import Replies
from storage.transcripts import Transcripts
from storage.translation_tasks import Task
from storage.vault import KeyDestroyed

MOST_CHARACTERS = 100_000
"""Longer texts are for a person: one would hold all others up."""
GONE, UNREADABLE, TOO_LONG = "gone", "unreadable", "too_long"

Sentences = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """`memory`: sentences that stand in this text and were translated by people. `until`: the end of the lease, ms.

    `back`: the desk wrote it, and whoever sends it reads it translated back beside.
    """

    task: Task
    text: str
    names: tuple[str, ...]
    memory: Mapping[str, str]
    until: int
    back: bool = False

    @property
    def suspect(self) -> bool:
        """The process died over it, or over others with it."""
        return self.task.strikes > 0

    def record(self, *, urgent: bool) -> Record:
        task = self.task
        known = (self.names, self.memory)
        return of_work(Work(task.id, self.text, task.source, task.target, *known, urgent=urgent, back=self.back))


@dataclass(slots=True)
class Common:
    """What was released for all cases, read again when it changed."""

    keyring: Keyring
    _mark: tuple[int, int] = (0, 0)
    _released: Sentences = field(default_factory=dict)

    def released(self, unit: Unit) -> Sentences:
        memory = Memory(unit.cases, self.keyring)
        mark = memory.mark()
        if mark != self._mark:
            self._released, self._mark = memory.by_direction(), mark
        return self._released


def opened(unit: Unit, task: Task, released: Sentences, *, until: int) -> Opened | str:
    """The text, or why there is none."""
    try:
        key = unit.vault.key(task.conversation_id)
        text = _text(unit, key, task)
        reply = None if text else Replies(unit.cases, key).one(task.text_id, task.conversation_id)
        text = reply.text if reply else text
        if not text:
            return GONE
        if len(text) > MOST_CHARACTERS:
            return TOO_LONG
        name = unit.vault.name(task.conversation_id)
        own = Corrections(unit.cases, key).memory(task.conversation_id)
    except KeyDestroyed:
        return GONE
    except (Sealed, ValueError, KeyError):
        return UNREADABLE
    memory = {**standing_in(text, task.target, released), **standing_in(text, task.target, own)}
    return Opened(task, text, (name,) if name else (), memory, until, back=reply is not None)


def standing_in(text: str, target: str, sentences: Sentences) -> dict[str, str]:
    """Those sentences for this reader that the text may contain; the rest need not be carried along."""
    plain = unicodedata.normalize("NFC", text)
    return {
        sentence: known
        for (_, reader), pairs in sentences.items()
        if reader == target
        for sentence, known in pairs.items()
        if sentence in plain
    }


def _text(unit: Unit, key: DataKey, task: Task) -> str:
    if task.text_id == task.message_id:
        body = Messages(unit.cases, key).body(task.message_id)
        return str(body.get("text") or "") if body else ""
    typed = Transcripts(unit.cases, key).one(task.text_id)
    return typed.text if typed else ""
