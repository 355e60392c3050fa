"""What a case's texts mean for one reader: renderings, corrections, transcripts and what the desk wrote, together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.casework.desk import Opened
from bot.casework.replying import SUMMARY
from bot.casework.translated import Translated, by_text, translated
from bot.translation.asking import own_words
from storage.assignments import Assignment, Assignments
from storage.corrections import Correction, Corrections
from storage.crypto import DataKey
from storage.engine import Unit
from storage.messages import Said
from storage.renderings import Renderings, Stored
from storage.replies import SENT, WRITTEN, Replies, Reply
from storage.transcripts import Transcript, Transcripts
from storage.translation_tasks import Standing, Tasks


@dataclass(frozen=True, slots=True)
class Meanings:
    """`texts` by text id, `typed` by file id, `replies` in the order they were written."""

    texts: Mapping[str, Translated] = field(default_factory=dict)
    typed: Mapping[str, Sequence[Transcript]] = field(default_factory=dict)
    replies: Sequence[Reply] = ()
    assignments: Sequence[Assignment] = ()

    @property
    def sent(self) -> Mapping[str, Reply]:
        """What the desk wrote, by what the worker read instead."""
        return {one.sent: one for one in self.replies if one.state == SENT}

    @property
    def unsent(self) -> Sequence[Reply]:
        return [one for one in self.replies if one.state == WRITTEN and one.kind != SUMMARY]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one case for readers of one language, opened."""

    target: str
    renderings: Mapping[str, Stored]
    standings: Mapping[str, Standing]
    corrections: Mapping[str, Sequence[Correction]]

    def meaning(self, text_id: str, text: str) -> Translated | None:
        """None where nobody asked for a translation and nobody typed one."""
        stored, standing = self.renderings.get(text_id), self.standings.get(text_id)
        typed = self.corrections.get(text_id, ())
        if stored is None and standing is None and not typed:
            return None
        return translated(text_id, text, self.target, stored=stored, standing=standing, corrections=typed)


def kept(unit: Unit, key: DataKey, conversation_id: str, target: str) -> Kept:
    return Kept(
        target,
        Renderings(unit.cases, key).of(conversation_id, target),
        {one.text_id: one for one in Tasks(unit.cases).of(conversation_id) if one.target == target},
        by_text(Corrections(unit.cases, key).of(conversation_id), target),
    )


def meanings(unit: Unit, opened: Opened, reader: str) -> Meanings:
    """Everything for the page of a case."""
    conversation_id = opened.case.conversation_id
    key = unit.vault.key(conversation_id)
    rows = kept(unit, key, conversation_id, reader)
    typed = Transcripts(unit.cases, key).of(conversation_id)
    texts = {one.id: rows.meaning(one.id, text) for one in opened.said if (text := hers(one))}
    texts |= {last.id: rows.meaning(last.id, last.text) for last in (versions[-1] for versions in typed.values())}
    return Meanings(
        {text_id: one for text_id, one in texts.items() if one is not None},
        typed,
        Replies(unit.cases, key).of(conversation_id),
        Assignments(unit.cases).of(conversation_id),
    )


def hers(said: Said) -> str:
    return own_words(said.author, said.part, said.body)
