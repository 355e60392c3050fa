"""What the machine asked for, done to the rows of this turn. One small function an effect; nothing here sends."""

from collections.abc import Callable
from dataclasses import replace

from bot.casework import lifecycle
from bot.casework.categories import category
from bot.conversation import snapshot
from bot.conversation.machine import Effect, EffectKind, Event, EventKind, Filing, State, advance, filed
from bot.intake.admission import new_conversation
from bot.intake.filing import file_inbound
from bot.intake.pins import NOBODY, Tries, hash_of, matches, opened_hash, sealed_hash
from bot.intake.scene import Scene
from bot.intake.slow import Answers
from storage.cases import Cases
from storage.conversations import Conversations
from storage.notices import Notices
from storage.outbox import Outbox
from storage.recipients import Recipients

LONGEST_DRIVE = 8  # verdicts answered within one turn; more would be a loop in the script
REFERENCES_TRIED = 20


def drive(scene: Scene, event: Event, answers: Answers) -> list[Effect]:
    """Advance the machine, answer what it asks of us, perform the rest. Returns what is to be said, in order."""
    said: list[Effect] = []
    queue = [event]
    for _ in range(LONGEST_DRIVE):
        if not queue:
            break
        scene.was = scene.state
        scene.state, effects = advance(scene.intake.script, scene.state, queue.pop(0))
        for effect in effects:
            verdict = perform(scene, effect, answers)
            if verdict is not None:
                queue.append(verdict)
        said.extend(effects)
    return said


def perform(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """Do one effect. Those that need an answer give it back as the machine's next event."""
    asked = ASKED.get(effect.kind)
    if asked is not None:
        return asked(scene, effect, answers)
    done = DONE.get(effect.kind)
    if done is not None:
        done(scene, effect)
    return None


def _file(scene: Scene, effect: Effect) -> None:
    scene.part = effect.ref
    if effect.ref == Filing.ADDED and effect.value:
        case = Cases(scene.unit.cases).by_reference(effect.value)
        if case is not None and Conversations(scene.unit.cases).alias(case.conversation_id) == scene.recipient.alias:
            scene.about = case.conversation_id


def _language(scene: Scene, effect: Effect) -> None:
    scene.change(language=effect.value)
    if scene.case_id:
        Cases(scene.unit.cases).flag(scene.case_id, "language", effect.value)


def _country(scene: Scene, effect: Effect) -> None:
    scene.change(country=effect.value)


def _discreet(scene: Scene, effect: Effect) -> None:
    scene.change(discreet=effect.value != "no")


def _name(scene: Scene, effect: Effect) -> None:
    scene.unit.vault.set_name(scene.conversation_id, effect.value)


def _submit(scene: Scene, effect: Effect) -> None:
    urgent = effect.value == "urgent"
    case = Cases(scene.unit.cases).get(scene.case_id) if scene.case_id else None
    reference = case.reference if case else open_case(scene, urgent=urgent)
    if case is not None:  # she had asked for a person before
        scene.due_at = case.due_at
        _amend(scene, effect)
        if urgent:
            _urgent(scene, effect)
    if reference not in scene.state.reports:
        scene.state = filed(scene.state, reference)


def open_case(scene: Scene, *, urgent: bool) -> str:
    """The conversation becomes a case; its reference."""
    intake, cases, terms = scene.intake, Cases(scene.unit.cases), scene.intake.terms
    case_id, due = intake.ids(), scene.at + (terms.look_urgent if urgent else terms.look)
    report = dict(scene.state.answers)
    for _ in range(REFERENCES_TRIED):
        reference = intake.references()
        if cases.open(
            case_id,
            scene.key,
            reference=reference,
            conversation_id=scene.conversation_id,
            status=lifecycle.Status.RECEIVED,
            urgent=urgent,
            category=category(report),
            language=scene.recipient.language,
            channel=scene.recipient.channel,
            report=report,
            at=scene.at,
            due_at=due,
        ):
            break
    else:
        raise RuntimeError("no free reference was found; the report was not submitted")
    cases.record(intake.ids(), case_id, scene.key, actor="worker", kind="submitted", at=scene.at, now="received")
    Conversations(scene.unit.cases).bind(scene.conversation_id, case_id)
    scene.case_id, scene.due_at = case_id, due
    return reference


def _amend(scene: Scene, effect: Effect) -> None:
    if scene.case_id:
        report = dict(scene.state.answers)
        Cases(scene.unit.cases).amend(scene.case_id, scene.key, report, category=category(report))


def _urgent(scene: Scene, effect: Effect) -> None:
    if scene.case_id:
        Cases(scene.unit.cases).flag(scene.case_id, "urgent", True)


def _person(scene: Scene, effect: Effect) -> None:
    """Whoever asks for a person is seen by one, finished report or not: the desk works on cases only."""
    if not scene.case_id:
        open_case(scene, urgent=False)
    if scene.case_id:
        Cases(scene.unit.cases).flag(scene.case_id, "wants_person", True)


def _show(scene: Scene, effect: Effect) -> None:
    notices = Notices(scene.unit.cases, scene.unit.vault.key)
    told = notices.get(effect.ref)
    if told is not None:
        scene.told[effect.ref] = told
        notices.move(effect.ref, "shown")


def _answer(scene: Scene, effect: Effect) -> None:
    """Her answer belongs to the report that was asked about, whichever she is in just now."""
    notices, cases = Notices(scene.unit.cases, scene.unit.vault.key), Cases(scene.unit.cases)
    told = notices.get(effect.ref)
    case = cases.of_conversation(told.conversation_id) if told else None
    if told is None or case is None:
        return
    notices.move(effect.ref, "answered")
    scene.about = told.conversation_id
    cases.flag(case.id, "unread", True)
    to = lifecycle.Status.IN_REVIEW
    if to in lifecycle.open_to(case.status, lifecycle.Actor.WORKER):
        due = scene.at + scene.intake.terms.review
        cases.move(case.id, was=case.status, version=case.version, to=to, at=scene.at, due_at=due)
        cases.record(
            scene.intake.ids(),
            case.id,
            scene.unit.vault.key(told.conversation_id),
            actor="worker",
            kind="answered",
            at=scene.at,
            was=case.status,
            now=to,
        )


def _hide(scene: Scene, effect: Effect) -> None:
    scene.change(hidden=True)
    Outbox(scene.unit.cases).withhold(scene.recipient.alias, at=scene.at, why="hidden")


def _forget(scene: Scene, effect: Effect) -> None:
    """Marked now, done when the confirmation has gone out, at the latest when the promised time is over."""
    conversations, at = Conversations(scene.unit.cases), scene.at + scene.intake.terms.erase
    whole = effect.value in ("all", "contact")
    for conversation_id in conversations.of(scene.recipient.alias) if whole else (scene.conversation_id,):
        conversations.erase_later(conversation_id, at=at, scope=effect.value)


def _new_report(scene: Scene, effect: Effect) -> None:
    """`other`: another person at the same phone, who hears nothing of the first and has no PIN yet."""
    file_inbound(scene)  # what she pressed belongs to the old report
    save_conversation(scene, scene.was)
    intake, other = scene.intake, effect.value == "other"
    phc = None if other else opened_hash(intake.keyring, scene.conversation_id, scene.pin_ct)
    scene.change(conversation_id=intake.ids())
    new_id = scene.recipient.conversation_id
    person = new_id if other else scene.person
    fresh = new_conversation(
        intake, scene.unit, scene.event, scene.recipient, at=scene.at, seq=scene.seq, person=person
    )
    scene.conversation_id, scene.key, scene.case_id, scene.person = new_id, fresh.key, None, person
    scene.pin_ct = None if phc is None else sealed_hash(intake.keyring, new_id, phc)
    if scene.pin_ct is not None:
        Conversations(scene.unit.cases).set_pin(new_id, scene.pin_ct)


def save_conversation(scene: Scene, state: State | None = None) -> None:
    """The state and the clock of an unfinished report; a submitted one has no draft days any more."""
    terms = scene.intake.terms
    open_draft = scene.case_id is None
    Conversations(scene.unit.cases).save(
        scene.conversation_id,
        scene.key,
        state=snapshot.dump(state or scene.state),
        seq=scene.seq,
        expires_at=scene.at + terms.draft if open_draft else None,
        remind_at=scene.at + terms.remind if open_draft else None,
    )


def _pin(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """Keep a new PIN, or take it away."""
    sealed = None
    if effect.value:
        phc = hash_of(effect.value, answers, salt=bytes.fromhex(scene.intake.ids()))
        sealed = sealed_hash(scene.intake.keyring, scene.conversation_id, phc)
    Conversations(scene.unit.cases).set_pin(scene.conversation_id, sealed)
    scene.pin_ct = sealed
    return None


def _check_pin(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
    """From her own address she is never locked out; the inbound limits slow down whoever guesses."""
    phc = opened_hash(scene.intake.keyring, scene.conversation_id, scene.pin_ct) or NOBODY
    return Event(EventKind.VERDICT, text="ok" if matches(effect.value, phc, answers) else "wrong", ref="pin")


def _look_up(scene: Scene, effect: Effect, answers: Answers) -> Event | None:
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
        tries = Tries(*cases.pin_tries(case.id))
        pin_ct = conversations.pin(case.conversation_id)
        phc = opened_hash(scene.intake.keyring, case.conversation_id, pin_ct) or NOBODY
    right = matches(effect.value, phc, answers)
    if case is None or not (right and tries.allowed(scene.at)):
        if case is not None:
            after = tries.wrong(scene.at)
            cases.pin_tried(case.id, in_all=after.in_all, since=after.since, lately=after.lately)
        return Event(EventKind.VERDICT, text="wrong", ref="look_up")
    _continue_here(scene, case.conversation_id, case.id, case.reference)
    return Event(EventKind.VERDICT, text="ok", ref="look_up")


def _continue_here(scene: Scene, conversation_id: str, case_id: str, reference: str) -> None:
    """The report goes on at this address: updates come here from now on."""
    conversations = Conversations(scene.unit.cases)
    if conversation_id == scene.conversation_id:
        return
    file_inbound(scene)
    save_conversation(scene, scene.was)
    conversations.rebind(conversation_id, scene.recipient.alias)
    scene.change(conversation_id=conversation_id)
    Recipients(scene.unit.cases).save(scene.recipient)
    thread = Recipients(scene.unit.cases).lock(scene.recipient.alias)
    if thread is None:
        raise RuntimeError("the conversation of a known case is gone")
    key = scene.unit.vault.key(conversation_id)
    saved = thread.state(key)
    scene.key, scene.seq, scene.case_id, scene.pin_ct = key, thread.seq, case_id, thread.pin_ct
    scene.conversation_id, scene.person = conversation_id, thread.person
    if saved is not None:
        kept = snapshot.load(saved)
        scene.state = replace(
            scene.state,
            answers=kept.answers,
            reports=kept.reports,
            waiting=kept.waiting,
            submitted=True,
            consented=True,
            pin=True,
        )


DONE: dict[EffectKind, Callable[[Scene, Effect], None]] = {
    EffectKind.FILE: _file,
    EffectKind.LANGUAGE: _language,
    EffectKind.COUNTRY: _country,
    EffectKind.DISCREET: _discreet,
    EffectKind.NAME: _name,
    EffectKind.SUBMIT: _submit,
    EffectKind.AMEND: _amend,
    EffectKind.URGENT: _urgent,
    EffectKind.PERSON: _person,
    EffectKind.SHOW: _show,
    EffectKind.ANSWER: _answer,
    EffectKind.HIDE: _hide,
    EffectKind.FORGET: _forget,
    EffectKind.NEW_REPORT: _new_report,
}
ASKED: dict[EffectKind, Callable[[Scene, Effect, Answers], Event | None]] = {
    EffectKind.PIN: _pin,
    EffectKind.CHECK_PIN: _check_pin,
    EffectKind.LOOK_UP: _look_up,
}
