"""Taking back a question that has lost its meaning, so that she is not asked it before what came after it.

Her answers stay what they are: a notice that she was shown can still be answered late. What is taken back is only that
it waits to be shown, or stands as the question of her conversation.
"""

from collections.abc import Iterator

from bot.casework.desk import Hand
from bot.casework.lifecycle import Actor
from bot.conversation import snapshot
from bot.conversation.snapshot import Lost
from bot.conversation.vocabulary import REST, State
from storage.cases import Case
from storage.conversations import Conversations
from storage.notices import Notices
from storage.recipients import Recipients


def unask(hand: Hand, case: Case, message_id: str, *, thread_id: str = "") -> None:
    """No question of this kind waits for her any more; with `thread_id` only what was asked about that company.

    In a turn of her own nothing is changed: what it remembers is saved at its end, and the answer would be void anyway.
    """
    if hand.actor is Actor.WORKER:
        return
    conversations, notices = Conversations(hand.unit.cases), Notices(hand.unit.cases, hand.unit.vault.key)
    for conversation_id in places(hand, case):
        key = hand.unit.vault.key(conversation_id)
        saved = conversations.state(conversation_id, key)
        try:
            state = snapshot.load(saved) if saved else State()
        except Lost:
            continue
        asked = {id_ for id_, kind in (*state.waiting, state.shown) if id_ and kind == message_id}
        void = {id_ for id_ in asked if about(notices, id_, case, thread_id)}
        if void:
            conversations.set_state(conversation_id, key, snapshot.dump(without(state, void)))


def places(hand: Hand, case: Case) -> Iterator[str]:
    """Her report, and whichever she is in just now: it is announced there."""
    yield case.conversation_id
    alias = Conversations(hand.unit.cases).alias(case.conversation_id)
    recipient = Recipients(hand.unit.cases).get(alias) if alias else None
    if recipient is not None and recipient.conversation_id not in ("", case.conversation_id):
        yield recipient.conversation_id


def about(notices: Notices, notice_id: str, case: Case, thread_id: str) -> bool:
    told = notices.get(notice_id)
    return told is None or (
        told.conversation_id == case.conversation_id and thread_id in ("", told.params.get("thread", ""))
    )


def without(state: State, void: set[str]) -> State:
    """Nothing of them is remembered; where one stood no question stands, behind the PIN if there is one."""
    waiting = tuple(one for one in state.waiting if one[0] not in void)
    if state.shown[0] not in void:
        return state.but({"waiting": waiting})
    name = state.shown[1]
    trail = tuple(one for one in state.trail if one != name)
    changes: dict[str, object] = {"waiting": waiting, "shown": ("", ""), "trail": trail}
    if state.step == name:
        changes |= {"step": REST, "page": 0, "misses": 0, "locked": state.locked or state.pin}
    return state.but(changes)
