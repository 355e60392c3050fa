"""What the machine asked for, done to the rows of this turn. One small function an effect; nothing here sends."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.casework import answers, filing_proof, holding, lifecycle, survey
from bot.casework.alerting import Occasion
from bot.casework.categories import category
from bot.conversation.machine import Effect, EffectKind, Event, Filing, advance, filed
from bot.conversation.vocabulary import SKIP
from bot.delivery import reach
from bot.intake import handed, joining, proofs
from bot.intake.acting import hand
from bot.intake.admission import new_conversation
from bot.intake.filing import file_inbound, save_conversation
from bot.intake.pins import opened_hash, sealed_hash
from bot.intake.scene import Scene
from bot.intake.slow import Answers
from bot.translation.asking import Asked, ask_for_all
from storage.case_columns import Columns
from storage.cases import Cases
from storage.conversations import Conversations
from storage.deadlines import Deadlines
from storage.notices import Notices
from storage.parking import park
from storage.times import milliseconds, moment
from storage.translation_tasks import Tasks
from storage.vault import KeyDestroyed

LONGEST_DRIVE = 8  # verdicts answered within one turn; more would be a loop in the script
REFERENCES_TRIED = 20


def drive(scene: Scene, event: Event, given: Answers) -> list[Effect]:
    """Advance the machine, answer what it asks of us, perform the rest. Returns what is to be said, in order."""
    said: list[Effect] = []
    queue = [event]
    for _ in range(LONGEST_DRIVE):
        if not queue:
            break
        scene.was = scene.state
        scene.state, effects = advance(scene.intake.script, scene.state, queue.pop(0))
        for effect in effects:
            verdict = perform(scene, effect, given)
            if verdict is not None:
                queue.append(verdict)
        said += [*effects, *scene.also]
        scene.also.clear()
    return said


def perform(scene: Scene, effect: Effect, given: Answers) -> Event | None:
    """Do one effect. Those that need an answer give it back as the machine's next event."""
    asked = ASKED.get(effect.kind)
    if asked is not None:
        return asked(scene, effect, given)
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
    intake, cases = scene.intake, Cases(scene.unit.cases)
    case_id, due = intake.ids(), limit(scene, lifecycle.Status.RECEIVED, urgent=urgent)
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
    intake.alarm(scene.unit, case_id, Occasion.URGENT if urgent else Occasion.NEW, at=scene.at)
    asked = Asked(scene.conversation_id, scene.recipient.language, urgent, intake.config.desk.languages)
    ask_for_all(scene.unit.cases, scene.key, asked, ids=intake.row_ids, at=scene.at)
    if scene.state.joins:
        joining.ask(scene, case_id)
    return reference


def limit(scene: Scene, status: lifecycle.Status, *, urgent: bool = False) -> int | None:
    """When the days of a status end that begins now."""
    due = scene.intake.timetable.due(status, moment(scene.at), urgent=urgent)
    return None if due is None else milliseconds(due)


def _amend(scene: Scene, effect: Effect) -> None:
    if scene.case_id:
        report = dict(scene.state.answers)
        Cases(scene.unit.cases).amend(scene.case_id, scene.key, report, category=category(report))


def _urgent(scene: Scene, effect: Effect) -> None:
    if scene.case_id:
        cases = Cases(scene.unit.cases)
        cases.flag(scene.case_id, "urgent", True)
        scene.intake.alarm(scene.unit, scene.case_id, Occasion.URGENT, at=scene.at)
        case, due = cases.get(scene.case_id), limit(scene, lifecycle.Status.RECEIVED, urgent=True)
        if case is not None and case.status == lifecycle.Status.RECEIVED and due and due < (case.due_at or due + 1):
            Deadlines(scene.unit.cases).limit(case.id, due_at=due, late=case.late)
        Tasks(scene.unit.cases).hurry(scene.conversation_id)


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
    told = Notices(scene.unit.cases, scene.unit.vault.key).get(effect.ref)
    if told is not None:
        scene.about = told.conversation_id
        scene.answers = "" if effect.value == SKIP else told.id
        answers.answer(hand(scene), told, effect.value)


def _rate(scene: Scene, effect: Effect) -> None:
    """How she found it, as a number; of an answer to another report of hers nothing stays in this one."""
    notices = Notices(scene.unit.cases, scene.unit.vault.key)
    told = notices.get(effect.ref) if effect.ref else None
    case = Cases(scene.unit.cases).of_conversation(told.conversation_id) if told else None
    if told is not None and case is not None:
        notices.move(told.id, "answered")
        scene.about = told.conversation_id
        survey.rated(hand(scene), case, dict(effect.params)["question"], effect.value)


def _hide(scene: Scene, effect: Effect) -> None:
    """Nothing more is said, and what can be taken off her phone is: at the end of this turn (`wiping.after`)."""
    scene.change(hidden=True, window_wait=scene.recipient.window_wait or reach.KEPT)
    park(scene.unit.cases, scene.recipient.alias, why="hidden", at=scene.at)


def _forget(scene: Scene, effect: Effect) -> None:
    """Marked now, done when the confirmation has gone out, at the latest when the promised time is over."""
    conversations, at = Conversations(scene.unit.cases), scene.at + scene.intake.terms.erase
    left = scene.was or scene.state
    if effect.value != "contact" and scene.case_id is None and left.step and not left.submitted:
        Columns(scene.unit.cases).stop(left.trail[0] if left.trail else left.step, day=scene.day)
    whole = effect.value in ("all", "contact")
    for conversation_id in conversations.of(scene.recipient.alias) if whole else (scene.conversation_id,):
        conversations.erase_later(conversation_id, at=at, scope=effect.value)
        if effect.value == "all":
            tell_of_hold(scene, conversation_id)


def tell_of_hold(scene: Scene, conversation_id: str) -> None:
    """What a legal hold keeps of it she is told now: her contact is what we erase first. Only what is hers: two people
    may share one phone.
    """
    if Conversations(scene.unit.cases).person(conversation_id) != scene.person:
        return
    case = Cases(scene.unit.cases).of_conversation(conversation_id)
    zone = ZoneInfo(scene.intake.config.desk.time_zone)
    told = holding.told(scene.unit, case, zone, at=scene.at) if case else None
    if told is not None:
        scene.also.append(Effect(EffectKind.TELL, holding.TOLD, params=tuple(told.items())))


def _status(scene: Scene, effect: Effect) -> None:
    """Beside how her reports stand, the code that shows that each has come: she asked, and it may be all she has."""
    zone = ZoneInfo(scene.intake.config.desk.time_zone)
    for case in Cases(scene.unit.cases).of_alias(scene.recipient.alias):
        try:
            day, code = filing_proof.proof(scene.unit, scene.intake.keyring, case, zone)
        except KeyDestroyed:
            continue
        told = (("ref", case.reference), ("date", day.isoformat()), ("code", code))
        scene.also.append(Effect(EffectKind.TELL, "proof.show", params=told))


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
    EffectKind.RATE: _rate,
    EffectKind.HIDE: _hide,
    EffectKind.FORGET: _forget,
    EffectKind.NEW_REPORT: _new_report,
    EffectKind.STATUS: _status,
}
ASKED: dict[EffectKind, Callable[[Scene, Effect, Answers], Event | None]] = {
    EffectKind.PIN: proofs.keep_pin,
    EffectKind.CHECK_PIN: proofs.check_pin,
    EffectKind.LOOK_UP: proofs.look_up,
    EffectKind.CODE: handed.enter_code,
}
