"""Writing to a worker in the desk's own language: kept as it was written, translated, looked at, sent once.

What is sent is exactly what the member was shown: the page carries a digest of it, and a sentence that is `bad` goes
out only if she confirmed it. Each act is one transaction of the caller's.
"""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.casework import closing, collective, desk, offering
from bot.casework.desk import Hand, MovedMeanwhile, NoSuchCase, NotAllowed, Seen
from bot.casework.phrases import GROUPS, PHRASES, asks
from bot.casework.texts import NothingThere
from bot.casework.translated import How, Translated, by_text, translated
from bot.intake.renderer import TRANSLATED
from bot.intake.wording import Wording
from storage.cases import Case
from storage.conversations import Conversations
from storage.corrections import Corrections
from storage.crypto import DataKey
from storage.engine import Unit
from storage.recipients import Recipients
from storage.renderings import Renderings
from storage.replies import WRITTEN, Replies, Reply
from storage.translation_tasks import Tasks

ASK, TELL = "ask", "tell"
CLOSES = "close"
"""The kind of a text that says what a company did, with the question whether it is over."""
KINDS = frozenset({ASK, TELL, CLOSES, offering.OFFERS, offering.BINDS})
SUMMARY = "summary"
"""The kind of a text that is translated here and sent only by `bot.casework.disclosure`."""
BAD = "bad"


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply as the member sees it before it is sent. `text` is what the worker would read, letter by letter; empty
    while there is no translation.
    """

    reply: Reply
    made: Translated
    text: str

    @property
    def machine(self) -> bool:
        """Some of it is a machine's words: the worker is told so."""
        return self.made.how is How.MACHINE and any(one.last is None or one.confirmed for one in self.made.sentences)

    @property
    def to_confirm(self) -> frozenset[int]:
        """Sentences that may be wrong: each has to be confirmed."""
        return frozenset(one.n for one in self.made.sentences if one.doubt == BAD and self.made.how is How.MACHINE)

    @property
    def digest(self) -> str:
        """Changes with every letter that was written or would be sent, and with every flag."""
        flags = [(one.n, one.doubt, one.text) for one in self.made.sentences]
        what = [self.reply.id, self.reply.text, self.reply.kind, self.text, self.machine, flags]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def write(hand: Hand, seen: Seen, text: str, *, kind: str, source: str, how: Mapping[str, Any] | None = None) -> str:
    """Keep what was written and have it translated at once; the reply's id. Nothing is sent."""
    case, text = desk.expected(hand, seen), desk.words(text)
    target, reply_id = hers(hand.unit, case), hand.ids()
    kept = Replies(hand.unit.cases, desk.key_of(hand.unit, case)).add(
        reply_id,
        conversation_id=case.conversation_id,
        member_id=hand.by,
        kind=kind if kind in KINDS else TELL,
        source=source,
        target=target,
        text=text,
        at=hand.at,
        how=how,
    )
    if not kept:
        raise NoSuchCase
    Tasks(hand.unit.cases).add(
        hand.ids(),
        conversation_id=case.conversation_id,
        message_id=reply_id,
        text_id=reply_id,
        source=source,
        target=target,
        urgent=True,
        at=hand.at,
    )
    return reply_id


def hers(unit: Unit, case: Case) -> str:
    """The language she is written to in."""
    alias = Conversations(unit.cases).alias(case.conversation_id)
    recipient = Recipients(unit.cases).get(alias) if alias else None
    return recipient.language if recipient and recipient.language else case.language


def shown(unit: Unit, case: Case, reply_id: str) -> Shown:
    """Raises NothingThere; `storage.vault.KeyDestroyed`."""
    key = desk.key_of(unit, case)
    reply = Replies(unit.cases, key).one(reply_id, case.conversation_id)
    if reply is None:
        raise NothingThere
    made = translation(unit, key, reply)
    return Shown(reply, made, desk.plain(reply.sent or made.text))


def translation(unit: Unit, key: DataKey, reply: Reply) -> Translated:
    conversation_id, target = reply.conversation_id, reply.target
    standing = [one for one in Tasks(unit.cases).of(conversation_id) if (one.text_id, one.target) == (reply.id, target)]
    typed = by_text(Corrections(unit.cases, key).of(conversation_id), target)
    return translated(
        reply.id,
        reply.text,
        target,
        stored=Renderings(unit.cases, key).one(conversation_id, reply.id, target),
        standing=standing[0] if standing else None,
        corrections=typed.get(reply.id, ()),
    )


def send(hand: Hand, seen: Seen, reply_id: str, *, digest: str, confirmed: Set[int]) -> None:
    """Send what was shown, once. Raises NotAllowed `unconfirmed` or `not_translated`, MovedMeanwhile."""
    case = desk.expected(hand, seen)
    key = desk.key_of(hand.unit, case)
    if not Corrections(hand.unit.cases, key).hold(case.conversation_id):
        raise NoSuchCase
    now = shown(hand.unit, case, reply_id)
    if now.reply.kind == SUMMARY:
        raise NotAllowed("no_such_step")
    if now.reply.state != WRITTEN or now.digest != digest or now.reply.target != hers(hand.unit, case):
        raise MovedMeanwhile
    if not now.text:
        raise NotAllowed("not_translated")
    if now.to_confirm - confirmed:
        raise NotAllowed("unconfirmed", status=422)
    text = desk.words(now.text)
    how = {"route": str(now.made.route or ""), "confirmed": sorted(now.to_confirm), "by": hand.by}
    if not Replies(hand.unit.cases, key).send(now.reply, sent=text, how=how):
        raise MovedMeanwhile
    if now.reply.kind == CLOSES:
        closing.proposed(hand, now.reply.how, text, written=now.reply.text, machine=now.machine)
        return
    say(hand, seen, now.reply.kind, text, written=now.reply.text, machine=now.machine, reply_id=reply_id)


def say(
    hand: Hand, seen: Seen, kind: str, text: str, *, written: str = "", machine: bool = False, reply_id: str = ""
) -> None:
    """Ask, tell, or put before her what a company offers. `written` is what the desk wrote, for its history; of a
    machine's words the worker is told.
    """
    if machine:
        hand = replace(hand, tell=_noted(hand.tell))
    if reply_id and offering.tell_of(hand, reply_id, kind, text, written=written):
        return
    act = desk.ask if kind == ASK else desk.tell
    act(hand, seen, text, written=written)


def _noted(tell: desk.Tell) -> desk.Tell:
    def noted(unit: Unit, conversation_id: str, message_id: str, params: Mapping[str, str], *, at: int) -> str | None:
        return tell(unit, conversation_id, message_id, {**params, TRANSLATED: "yes"}, at=at)

    return noted


def send_phrase(hand: Hand, seen: Seen, phrase: str, wording: Wording, *, reader: str) -> None:
    """A ready sentence, in her language as it was worded beforehand. Raises NotAllowed."""
    if phrase not in PHRASES:
        raise NotAllowed("nothing_written", status=422)
    language = hers(hand.unit, desk.find(hand.unit, seen.case_id))
    kind = ASK if asks(wording.text(phrase, "en")) else TELL
    say(hand, seen, kind, wording.text(phrase, language), written=wording.text(phrase, reader))


def send_to_all(hand: Hand, case_id: str, phrase: str, wording: Wording, *, reader: str) -> int:
    """A ready sentence that asks nothing, to everybody in a shared report: each reads it in her own language, under her
    own number. How many were told. Raises NotAllowed.
    """
    shared = desk.find(hand.unit, case_id)
    if phrase not in for_all(wording) or not collective.open_to_others(hand.unit, shared):
        raise NotAllowed("nothing_written", status=422)
    everybody = [shared, *collective.together(hand.unit, shared.id)]
    for case in everybody:
        desk.record(hand, case, "told", reason=wording.text(phrase, reader))
        desk.inform(hand, case, desk.TOLD, {"text": wording.text(phrase, hers(hand.unit, case))})
    return len(everybody)


def for_all(wording: Wording) -> list[str]:
    """The ready sentences that ask nothing: an answer to one would be of one worker alone."""
    return [one for group in GROUPS.values() for one in group if not asks(wording.text(one, "en"))]
