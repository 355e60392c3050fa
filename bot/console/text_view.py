"""One text of a case with all that was made and typed of it, for its own page and for the page of one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.casework import desk
from bot.casework.texts import Kind, NothingThere, Text, find_text
from bot.casework.translated import Sentence, Translated, translated
from bot.console.accounts import Role
from bot.console.meanings import kept
from storage.assignments import Assignment, Assignments
from storage.cases import Case
from storage.engine import Unit
from storage.members import Member, Members
from storage.replies import Replies

PAGE = 100
"""Sentences on one page of a long text."""


@dataclass(frozen=True, slots=True)
class TextView:
    """`people` are members' names by id, `assignments` those of this text in this language."""

    case: Case
    text: Text
    made: Translated
    people: Mapping[str, str]
    assignments: Sequence[Assignment] = ()
    translators: Sequence[Member] = ()

    def sentence(self, n: int) -> Sentence:
        """Raises NothingThere."""
        if not 0 <= n < len(self.made.sentences):
            raise NothingThere
        return self.made.sentences[n]


def text_view(unit: Unit, case_id: str, text_id: str, target: str) -> TextView:
    """For readers of `target`; a reply is read by the worker. Raises NothingThere, NoSuchCase, KeyDestroyed."""
    case = desk.find(unit, case_id)
    key = desk.key_of(unit, case)
    text = find_text(unit, key, case.conversation_id, case.language, text_id)
    if text.kind is Kind.REPLY:
        target = reply_target(unit, case, text)
    made = kept(unit, key, case.conversation_id, target).meaning(text_id, text.text)
    members = Members(unit.cases).all()
    return TextView(
        case,
        text,
        made or translated(text_id, text.text, target),
        {member.id: member.name for member in members},
        [
            one
            for one in Assignments(unit.cases).of(case.conversation_id)
            if (one.text_id, one.target) == (text_id, target)
        ],
        [member for member in members if member.role == Role.TRANSLATOR and not member.disabled],
    )


def reply_target(unit: Unit, case: Case, text: Text) -> str:
    reply = Replies(unit.cases, desk.key_of(unit, case)).one(text.id, case.conversation_id)
    return reply.target if reply else case.language
