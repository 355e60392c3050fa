"""Who she is, shown by PIN or reference: set, checked, and taken to another address. Hashes are computed elsewhere."""

from dataclasses import replace

from bot.conversation import snapshot
from bot.conversation.machine import Effect, Event, EventKind
from bot.delivery import moving
from bot.intake.filing import file_inbound, save_conversation
from bot.intake.pins import NOBODY, Tries, hash_of, matches, opened_hash, sealed_hash
from bot.intake.scene import Scene
from bot.intake.slow import Answers
from storage import pin_tries
from storage.cases import Cases
from storage.conversations import Conversations
from storage.recipients import Recipients


def keep_pin(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """Keep a new PIN, or take it away."""
    sealed = None
    if effect.value:
        phc = hash_of(effect.value, answers, salt=bytes.fromhex(scene.intake.ids()))
        sealed = sealed_hash(scene.intake.keyring, scene.conversation_id, phc)
    Conversations(scene.unit.cases).set_pin(scene.conversation_id, sealed)
    scene.pin_ct = sealed
    return None


def check_pin(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """From her own address she is never locked out; the inbound limits slow down whoever guesses."""
    phc = opened_hash(scene.intake.keyring, scene.conversation_id, scene.pin_ct) or NOBODY
    return Event(EventKind.VERDICT, text="ok" if matches(effect.value, phc, answers) else "wrong", ref="pin")


def look_up(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """A report by reference and PIN, from any address. Unknown, without PIN, wrong and dead are answered alike.

    Without a PIN the reference only proves that it is still she who writes from the address that reported it.
    """
    cases, conversations = Cases(scene.unit.cases), Conversations(scene.unit.cases)
    case = cases.by_reference(effect.ref)
    if not effect.value:
        own = case is not None and conversations.alias(case.conversation_id) == scene.recipient.alias
        return Event(EventKind.VERDICT, text="ok" if own else "wrong", ref="look_up")
    phc, tries = NOBODY, Tries(0, 0, 0)
    if case is not None:
        tries = Tries(*pin_tries.get(scene.unit.cases, case.id))
        pin_ct = conversations.pin(case.conversation_id)
        phc = opened_hash(scene.intake.keyring, case.conversation_id, pin_ct) or NOBODY
    right = matches(effect.value, phc, answers)
    if case is None or not (right and tries.allowed(scene.at)):
        if case is not None:
            after = tries.wrong(scene.at)
            pin_tries.put(scene.unit.cases, case.id, in_all=after.in_all, since=after.since, lately=after.lately)
        return Event(EventKind.VERDICT, text="wrong", ref="look_up")
    continue_here(scene, case.conversation_id, case.id, case.reference)
    return Event(EventKind.VERDICT, text="ok", ref="look_up")


def continue_here(scene: Scene, conversation_id: str, case_id: str, reference: str) -> None:
    """The report goes on at this address: updates come here from now on."""
    conversations = Conversations(scene.unit.cases)
    if conversation_id == scene.conversation_id:
        return
    left = conversations.alias(conversation_id) or ""
    file_inbound(scene)
    save_conversation(scene, scene.was)
    conversations.rebind(conversation_id, scene.recipient.alias)
    Cases(scene.unit.cases).out_of_reach(scene.recipient.alias, scene.recipient.stopped)
    scene.change(conversation_id=conversation_id)
    Recipients(scene.unit.cases).save(scene.recipient)
    moving.after_her(scene.unit, conversation_id, left=left, at=scene.at, answered=True)
    thread = Recipients(scene.unit.cases).lock(scene.recipient.alias)
    if thread is None:
        raise RuntimeError("the conversation of a known case is gone")
    key = scene.unit.vault.key(conversation_id)
    saved = thread.state(key)
    scene.key, scene.case_id, scene.pin_ct = key, case_id, thread.pin_ct
    scene.seq = max(scene.seq, thread.seq)  # what we say now comes after all that is queued for her here
    scene.conversation_id, scene.person = conversation_id, thread.person
    if saved is not None:
        kept = snapshot.load(saved)
        scene.state = replace(
            scene.state,
            trail=(),  # what stood here before was about a report that she did not make
            answers=kept.answers,
            reports=kept.reports,
            waiting=(*kept.waiting, kept.shown) if kept.shown[0] else kept.waiting,
            submitted=True,
            consented=True,
            pin=True,
        )
