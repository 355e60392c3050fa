"""A voice message as a member typed what is heard, in the worker's language: kept with who and when, every version, and
translated like a written message. One transaction of the caller's.
"""

from collections.abc import Sequence

from bot.casework import desk
from bot.casework.correcting import LONGEST_WHOLE, TypedMeanwhile, fit
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.casework.texts import NothingThere
from bot.translation.asking import Asked, typed
from storage.corrections import Corrections
from storage.media import KEPT, Media
from storage.transcripts import Transcripts

VOICE = "voice"


def type_heard(hand: Hand, case_id: str, file_id: str, words: str, *, seen: int, readers: Sequence[str]) -> None:
    """`seen` is the version that the member saw, 0 for none. Nothing typed takes the last version back.

    Raises NothingThere where this case has no such voice message, TypedMeanwhile, NotAllowed.
    """
    case = desk.find(hand.unit, case_id)
    key = desk.key_of(hand.unit, case)
    if not Corrections(hand.unit.cases, key).hold(case.conversation_id):
        raise NoSuchCase
    file = Media(hand.unit.cases).one(file_id, case.conversation_id, key)
    if file is None or file.state != KEPT or file.facts.get("family") != VOICE:
        raise NothingThere
    last = Transcripts(hand.unit.cases, key).last(file_id)
    if (last.seq if last else 0) != seen:
        raise TypedMeanwhile
    text = fit(words, LONGEST_WHOLE)
    if not text and last is None:
        raise NotAllowed("nothing_written", status=422)
    asked = Asked(case.conversation_id, case.language, case.urgent, tuple(readers))
    whose = {"message_id": file.message_id, "media_id": file_id, "member_id": hand.by}
    if not typed(hand.unit.cases, key, asked, text=text, ids=hand.ids, at=hand.at, **whose):
        raise NoSuchCase
    desk.record(hand, case, "transcribed")
