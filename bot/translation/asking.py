"""What is to be translated for the readers of the desk, written in the same transaction as the text itself.

Nothing here translates, opens a model or reads a clock: a text that is committed has its tasks, whatever dies next.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from storage import renderings
from storage.crypto import DataKey
from storage.engine import Connection
from storage.messages import Messages
from storage.transcripts import Transcripts
from storage.translation_tasks import URGENT, Tasks

WORKER = "worker"
SECRET = "secret"  # noqa: S105 - the part of a message whose words are not kept
EMPTY = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The case whose texts are to be read: her language, whether it cannot wait, and the languages of its readers."""

    conversation_id: str
    language: str
    urgent: bool
    readers: tuple[str, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """The readers' languages but her own; easy Japanese is Japanese to a reader."""
        return tuple(reader for reader in self.readers if tongue(reader) != tongue(self.language))


def tongue(language: str) -> str:
    """The language without its region, script or ease."""
    return language.partition("-")[0]


def own_words(author: str, part: str, body: Mapping[str, Any]) -> str:
    """What a worker wrote herself; empty for what she chose from a list, for a number, a secret or a picture."""
    if author != WORKER or part == SECRET or "choice" in body:
        return EMPTY
    text = str(body.get("text") or EMPTY)
    return text if any(map(str.isalpha, text)) else EMPTY


def ask(
    connection: Connection, asked: Asked, *, message_id: str, text_id: str, ids: Callable[[], str], at: int
) -> None:
    """A task for every reader's language. What has one already keeps it."""
    for target in asked.targets:
        Tasks(connection).add(
            ids(),
            conversation_id=asked.conversation_id,
            message_id=message_id,
            text_id=text_id,
            source=asked.language,
            target=target,
            urgent=asked.urgent,
            at=at,
        )


def ask_for_all(connection: Connection, key: DataKey, asked: Asked, *, ids: Callable[[], str], at: int) -> int:
    """The conversation became a case, or gets readers of another language: all she wrote so far. How many texts."""
    count = 0
    for said in Messages(connection, key).of(asked.conversation_id):
        if own_words(said.author, said.part, said.body):
            ask(connection, asked, message_id=said.id, text_id=said.id, ids=ids, at=at)
            count += 1
    for versions in Transcripts(connection, key).of(asked.conversation_id).values():
        last = versions[-1]
        ask(connection, asked, message_id=last.message_id, text_id=last.id, ids=ids, at=at)
        count += 1
    return count


def typed(
    connection: Connection,
    key: DataKey,
    asked: Asked,
    *,
    message_id: str,
    media_id: str,
    text: str,
    member_id: str,
    ids: Callable[[], str],
    at: int,
) -> bool:
    """A member typed what a voice message says: kept, translated like a written message instead of the last version.

    False: the conversation was erased meanwhile.
    """
    transcripts, transcript_id = Transcripts(connection, key), ids()
    before = transcripts.last(media_id)
    if not transcripts.add(
        transcript_id,
        conversation_id=asked.conversation_id,
        message_id=message_id,
        media_id=media_id,
        text=text,
        language=asked.language,
        member_id=member_id,
        at=at,
    ):
        return False
    if before is not None:
        forget_texts(connection, [before.id])
    if any(map(str.isalpha, text)):
        ask(connection, asked, message_id=message_id, text_id=transcript_id, ids=ids, at=at)
    return True


def ask_for_new_readers(
    connection: Connection, readers: Iterable[str], *, ids: Callable[[], str], at: int, most: int
) -> int:
    """A language was added to the desk's: what is translated for others is for its readers too. How many texts, up to
    `most` for each language.
    """
    count = 0
    for target in readers:
        for text in Tasks(connection).unasked(target, most=most):
            Tasks(connection).add(
                ids(),
                conversation_id=text.conversation_id,
                message_id=text.message_id,
                text_id=text.text_id,
                source=text.source,
                target=target,
                urgent=text.rank == URGENT,
                at=at,
            )
            count += 1
    return count


def forget_texts(connection: Connection, text_ids: Iterable[str]) -> None:
    """Nobody reads these versions any more. What was typed stays, what it meant goes."""
    for text_id in text_ids:
        Tasks(connection).forget_text(text_id)
        renderings.forget_text(connection, text_id)
