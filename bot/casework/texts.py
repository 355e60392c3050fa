"""The texts of a case that are translated, found by their id: hers, what was typed of her voice, our replies."""

from dataclasses import dataclass
from enum import StrEnum

from bot.casework.desk import CaseworkError
from bot.translation.asking import own_words
from storage.crypto import DataKey
from storage.engine import Unit
from storage.messages import Messages
from storage.replies import Replies
from storage.transcripts import Transcripts


class Kind(StrEnum):
    MESSAGE = "message"
    TRANSCRIPT = "transcript"
    REPLY = "reply"


class NothingThere(CaseworkError):
    """This case has no such text, or this member must not learn of it."""

    status = 404

    def __init__(self) -> None:
        super().__init__("nothing_here")


@dataclass(frozen=True, slots=True)
class Text:
    """`message_id` is the message it belongs to; of a reply its own id. `language` is the one it is written in."""

    id: str
    kind: Kind
    message_id: str
    language: str
    text: str


def find_text(unit: Unit, key: DataKey, conversation_id: str, language: str, text_id: str) -> Text:
    """`language` is the worker's. Raises NothingThere."""
    for said in Messages(unit.cases, key).of(conversation_id):
        if said.id == text_id and (text := own_words(said.author, said.part, said.body)):
            return Text(text_id, Kind.MESSAGE, said.id, language, text)
    for versions in Transcripts(unit.cases, key).of(conversation_id).values():
        if versions[-1].id == text_id:
            last = versions[-1]
            return Text(text_id, Kind.TRANSCRIPT, last.message_id, last.language, last.text)
    reply = Replies(unit.cases, key).one(text_id, conversation_id)
    if reply is None:
        raise NothingThere
    return Text(text_id, Kind.REPLY, reply.id, reply.source, reply.text)
