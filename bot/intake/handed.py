"""What a code does that somebody handed to her: she goes on with a report that another person filed for her.

From then on the report is hers: its news come to her, whoever filed it hears no more of it and cannot open it, and the
PIN that guarded it is gone. Each kind of code has one entry in `WAYS`. Hashes are sealed anew, none is computed here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.casework import codes
from bot.casework.codes import Purpose
from bot.casework.filed_for import BOUND
from bot.conversation import snapshot
from bot.conversation.machine import Effect, Event, EventKind, State
from bot.intake.admission import new_conversation
from bot.intake.filing import save_conversation
from bot.intake.joining import join
from bot.intake.pins import opened_hash, sealed_hash
from bot.intake.proofs import continue_here
from bot.intake.scene import Scene
from bot.intake.slow import Answers
from storage.cases import Case, Cases
from storage.codes import Code, Codes
from storage.conversations import Conversations
from storage.notices import Notices
from storage.recipients import Recipients

HOURS = "contact."
"""Answers about how to reach whoever filed it: they say nothing of the person it was filed for."""


def enter_code(scene: Scene, effect: Effect, answers: Answers) -> Event:
    """Unknown, used, too old, tried too often and her own are answered alike."""
    alias, keyring = scene.recipient.alias, scene.intake.keyring
    code = codes.enter(scene.unit.cases, keyring, effect.value, alias=alias, at=scene.at)
    way = WAYS.get(Purpose(code.purpose)) if code else None
    return Event(EventKind.VERDICT, text="ok" if code and way and way(scene, code) else "wrong", ref="code")


def bind(scene: Scene, code: Code) -> bool:
    """The report goes on with her, from her own phone. False: there is none, or it is hers already."""
    unit = scene.unit
    case = Cases(unit.cases).get(code.case_id)
    if case is None or not case.channel or case.conversation_id == scene.conversation_id:
        return False
    filer = Conversations(unit.cases).alias(case.conversation_id) or ""
    going = Conversations(unit.cases).scope(case.conversation_id)
    if going or filer == scene.recipient.alias or not Codes(unit.cases).use(code):
        return False
    leave(scene, case, filer)
    go_on(scene, case)
    cases = Cases(unit.cases)
    cases.flag(case.id, "language", scene.state.language or case.language)
    cases.flag(case.id, "unread", True)
    cases.record(scene.intake.ids(), case.id, scene.key, actor="worker", kind=BOUND, at=scene.at)
    return True


def go_on(scene: Scene, case: Case) -> None:
    """As a report that she takes along to another phone, but as another person, with her own PIN or none."""
    before, conversations = scene.state, Conversations(scene.unit.cases)
    person, phc = scene.person, opened_hash(scene.intake.keyring, scene.conversation_id, scene.pin_ct)
    continue_here(scene, case.conversation_id, case.id, case.reference)
    sealed = None if phc is None else sealed_hash(scene.intake.keyring, case.conversation_id, phc)
    conversations.set_pin(case.conversation_id, sealed)
    conversations.belongs_to(case.conversation_id, person)
    scene.pin_ct, scene.person = sealed, person
    scene.state = replace(
        scene.state,
        language=before.language or case.language,
        answers=tuple(answer for answer in scene.state.answers if not answer[0].startswith(HOURS)),
        reports=(*before.reports, case.reference),
        waiting=(*before.waiting, *of_report(scene, case)),
        pin=sealed is not None,
    )
    scene.change(language=scene.state.language)


def of_report(scene: Scene, case: Case) -> list[tuple[str, str]]:
    """What waited for whoever filed it, and is about this report."""
    notices = Notices(scene.unit.cases, scene.unit.vault.key)
    told = [(one, notices.get(one[0])) for one in scene.state.waiting if one[0]]
    return [one for one, kept in told if kept is not None and kept.conversation_id == case.conversation_id]


def leave(scene: Scene, case: Case, filer: str) -> None:
    """Whoever filed it no longer finds it on her phone; her other reports stay."""
    thread = Recipients(scene.unit.cases).lock(filer)
    if thread is None:
        return
    if thread.recipient.conversation_id != case.conversation_id:
        forget(scene, thread.recipient.conversation_id, case)
        return
    recipient = thread.recipient.but(conversation_id=scene.intake.ids())
    fresh = new_conversation(
        scene.intake, scene.unit, scene.event, recipient, at=scene.at, seq=thread.seq, person=thread.person
    )
    phc = opened_hash(scene.intake.keyring, case.conversation_id, thread.pin_ct)
    sealed = None if phc is None else sealed_hash(scene.intake.keyring, recipient.conversation_id, phc)
    Conversations(scene.unit.cases).set_pin(recipient.conversation_id, sealed)
    others = tuple(one.reference for one in Cases(scene.unit.cases).of_alias(filer) if one.id != case.id)
    fresh.state = replace(fresh.state, reports=others, discreet=recipient.discreet, pin=sealed is not None)
    save_conversation(fresh)
    Recipients(scene.unit.cases).save(recipient)


def forget(scene: Scene, conversation_id: str, case: Case) -> None:
    conversations, key = Conversations(scene.unit.cases), scene.unit.vault.key(conversation_id)
    saved = conversations.state(conversation_id, key)
    if saved is not None:
        state: State = snapshot.load(saved)
        state = replace(state, reports=tuple(one for one in state.reports if one != case.reference))
        conversations.set_state(conversation_id, key, snapshot.dump(state))


WAYS: Mapping[Purpose, Callable[[Scene, Code], bool]] = {Purpose.BIND: bind, Purpose.JOIN: join}
