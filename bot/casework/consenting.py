"""What her answer to a preview does. It counts only for the version she was shown, and "send" only if a vendor accepted
every part of it: else she is shown it again. Nothing here sends.

That nothing else was asked since, and that her PIN was given, is the conversation's to see to (`decisions.md` 2).
"""

from bot.casework import desk, threads
from bot.casework.desk import Hand
from bot.casework.lifecycle import Status
from storage import accepted
from storage.cases import Case
from storage.conversations import Conversations
from storage.disclosures import Disclosures
from storage.engine import Unit
from storage.messages import Messages
from storage.notices import Notices, Told
from storage.summaries import State, Summaries

PREVIEW, VERSION, DIGEST = "consent.preview", "version", "digest"
"""The question, and what its notice carries so that an answer counts for this version alone."""
SEND, NO, SKIP = "send", "no", "skip"
CONSENT, SHOWN_AGAIN = "consent", "consent_again"
LEADS = {SEND: (State.AGREED, Status.ACCEPTED), NO: (State.REFUSED, Status.KEPT_PRIVATE)}
CHANGE = (State.CHANGED, Status.IN_REVIEW)
"""Words of her own are a wish for a change too: whatever is not a plain yes sends nothing."""


def answered(hand: Hand, case: Case, told: Told, value: str) -> None:
    """`hand` acts as the worker; `value` is a choice of the question, `skip`, or empty for words of her own."""
    of_case = Summaries(hand.unit.cases, desk.key_of(hand.unit, case))
    version = of_case.one(told.params.get(VERSION, ""))
    if version is None or version.state != State.SHOWN or version.digest.hex() != told.params.get(DIGEST):
        return
    thread = Disclosures(hand.unit.cases).get(version.disclosure_id)
    if thread is None or thread.case_id != case.id or thread.status != Status.CONSENT_WAIT:
        return
    if of_case.of(thread.id)[-1].id != version.id:
        return
    if value == SKIP:  # no answer: the question stands, and she is reminded of it
        Notices(hand.unit.cases, hand.unit.vault.key).move(told.id, "shown")
        return
    if value == SEND and not came_whole(hand.unit, told):
        desk.record(hand, case, SHOWN_AGAIN)
        hand.tell(hand.unit, told.conversation_id, told.message_id, told.params, at=hand.at)
        return
    state, status = LEADS.get(value, CHANGE)
    if of_case.answer(version, state, at=hand.at):
        name = threads.company_name(hand.unit, thread.company_id)
        desk.record(hand, case, CONSENT, now=state, reason=f"{name}: {version.n}")
        threads.step(hand, thread, status)
        threads.settle(hand, case.id)


def came_whole(unit: Unit, told: Told) -> bool:
    """A message that showed this notice was accepted to its last part; she may have read it in another report."""
    conversations = Conversations(unit.cases)
    alias = conversations.alias(told.conversation_id)
    choice = f"{PREVIEW}@{told.id}:{SEND}"
    for conversation_id in conversations.of(alias) if alias else ():
        for said in reversed(Messages(unit.cases, unit.vault.key(conversation_id)).of(conversation_id)):
            if any(one[0] == choice for one in said.body.get("choices", ())) and accepted.whole(unit.cases, said.id):
                return True
    return False
