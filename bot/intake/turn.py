"""One inbound event = one transaction: seen before? load, interpret, advance, save, enqueue.

Runs inside `Store.write`; whatever it raises rolls back this event alone. Nothing here waits, sends or reads a clock.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.casework import retention
from bot.conversation.machine import Effect, EffectKind, EventKind, Filing, begin
from bot.conversation.machine import Event as Heard
from bot.delivery import fates, reach, window
from bot.intake import corrections, groups, language, wiping
from bot.intake.admission import enter, long_away, over_limit
from bot.intake.effects import drive
from bot.intake.files import ANSWER_EVERY, UNOPENED, copies_of_kept, forget_copies
from bot.intake.filing import file_inbound, file_outbound, save_conversation
from bot.intake.interpreter import interpret
from bot.intake.kept import event_json, handle_json, outgoing_body
from bot.intake.locale_table import at_home
from bot.intake.quoting import pressed_on
from bot.intake.rendering import said
from bot.intake.reopened import reopened
from bot.intake.scene import Intake, Ready, Scene, Turned
from bot.intake.sequence import order_of, overtaken
from bot.intake.silence import asked_for, opted_in, went
from bot.intake.slow import Answers, Slow
from channels.base import Address, Event, Outgoing, ReplyHandle
from storage.cases import Cases
from storage.conversations import Conversations
from storage.engine import Unit
from storage.inbox import Inbox
from storage.keyring import Purpose
from storage.media import Media
from storage.outbox import LAST_WORD, NEVER, NOTICE, REPLY, Outbox
from storage.recipients import Recipients
from storage.seen import Seen
from storage.times import day_of

TOLD = frozenset({Filing.NARRATIVE, Filing.NAMES, Filing.EVIDENCE, Filing.ADDED, Filing.CHAT, corrections.EDITED})


def apply(intake: Intake, unit: Unit, event: Event, *, at: int, answers: Answers, crowded: bool = False) -> Turned:
    """Apply a fresh event of a vendor. `at` is ms since 1970 UTC; `crowded`: its channel is over its limit just now.

    Raises `pins.Slow` when a hash must be computed first, `snapshot.Lost` for a saved state that cannot be read.
    """
    if event.kind in ("group_joined", "group_message"):
        return groups.met(intake, unit, event, at=at)
    if event.kind in ("ignored", "invalid"):
        return Turned("ignored")
    if not Seen(unit.cases).first_time(intake.keyring.digests(Purpose.SEEN, event.dedup), day_of(at)):
        return Turned("duplicate")
    if event.kind == "status":
        fates.told(intake, unit, event, at=at)
        return Turned("status")
    if event.sender is None:
        return Turned("ignored")
    scene = enter(intake, unit, event, event.sender, at)
    if scene.erase_scope:
        # She asked us to forget and writes again before it was done: it is done now, and she starts anew.
        retention.erase_now(unit, scene.recipient.alias, at=at)
        scene = enter(intake, unit, event, event.sender, at)
    return applied(scene, answers, to=event.sender, crowded=crowded)


def again(intake: Intake, unit: Unit, event: Event, *, alias: str, at: int, answers: Answers) -> Turned:
    """Apply an event that was kept in the inbox. Its sender is known by alias; she has waited in line."""
    address = unit.vault.address(alias)
    if address is None:
        return Turned("ignored")
    scene = enter(intake, unit, event, Address(*address), at)
    scene.change(held=max(0, scene.recipient.held - 1))
    return at_once(scene, Address(*address)) or heard(scene, answers, to=Address(*address))


def applied(scene: Scene, answers: Answers, *, to: Address, crowded: bool) -> Turned:
    if scene.event.kind == "message_unsent" and scene.recipient.held:  # what she takes back may be among what waits
        return held(scene, to, tell=False)
    if turned := at_once(scene, to):
        return turned
    too_fast = over_limit(scene)
    if too_fast or crowded:
        return held(scene, to, tell=too_fast)
    return heard(scene, answers, to=to)


def at_once(scene: Scene, to: Address) -> Turned | None:
    """What no limit holds up: silence, and what she takes back."""
    if why := went(scene.event):
        return gone(scene, why)
    if asked_for(scene):
        return farewell(scene, to)
    if scene.event.kind == "message_unsent" or corrections.taken_back_before(scene):
        return taken_back(scene)
    return None


def heard(scene: Scene, answers: Answers, *, to: Address) -> Turned:
    """The ordinary turn: what she sent goes through the machine, and one answer comes out."""
    if scene.event.kind == "message_edited":
        return edited(scene)
    event = scene.event = pressed_on(scene)
    effects: list[Effect] = []
    if long_away(scene):
        effects += drive(scene, Heard(EventKind.AWAY), answers)
    effects += [Effect(EffectKind.TELL, "pause.over")] if opted_in(scene) else []
    reach.back(scene)
    scene.change(
        hidden=False,
        last_in_at=scene.at,
        window_until=window.opened(event.reply_handle, scene.recipient.window_until),
    )
    if window.only_opened(scene):
        window.release(scene)
        file_inbound(scene)
        save(scene)
        return Turned("applied")
    for one in spoken(scene, answers):
        effects += drive(scene, one, answers)
    scene.change(last_order=max(order_of(event, at=scene.at), scene.recipient.last_order))
    file_inbound(scene)
    mark_unread(scene)
    reopened(scene, effects)
    outgoing = said(scene, sparing(scene, effects))
    window.release(scene)
    wiping.after(scene)
    turned = Turned("applied") if outgoing is None else answer(scene, outgoing, to)
    save(scene)
    return replace(turned, later=tuple(scene.later)) if scene.later else turned


def answer(scene: Scene, outgoing: Outgoing, to: Address) -> Turned:
    """What is said when she hides is the last word until she writes again."""
    rank = LAST_WORD if scene.recipient.hidden else REPLY
    return enqueue(scene, outgoing, to=to, handle=scene.event.reply_handle, rank=rank)


def sparing(scene: Scene, effects: Sequence[Effect]) -> Sequence[Effect]:
    """That a sticker or a strange file cannot be opened is said at most once in ten minutes (`channels.md` 5.4)."""
    told = [effect for effect in effects if effect.kind is EffectKind.TELL and effect.ref == UNOPENED]
    alias, at = scene.recipient.alias, scene.at
    if not told or Media(scene.unit.cases).may_answer(alias, UNOPENED, at=at, every=ANSWER_EVERY):
        return effects
    return [effect for effect in effects if effect not in told]


def mark_unread(scene: Scene) -> None:
    """The desk sees that she wrote something, in the case it belongs to."""
    if scene.part in TOLD and (scene.case_id or scene.about):
        case = Cases(scene.unit.cases).of_conversation(scene.about or scene.conversation_id)
        if case is not None:
            Cases(scene.unit.cases).flag(case.id, "unread", True)


def spoken(scene: Scene, answers: Answers) -> tuple[Heard, ...]:
    """What the machine is told of this event, in order."""
    intake = scene.intake

    def guess(text: str, hint: str | None) -> tuple[str, ...]:
        if intake.identifier.waits(text):
            raise Slow(lambda: warmed(intake.identifier, answers))
        return intake.identifier.propose(text, hint or at_home(scene.recipient.country, intake.identifier.known))

    late = overtaken(order_of(scene.event, at=scene.at), scene.recipient.last_order)
    return interpret(scene.event, intake.script, scene.state, intake.wording, guess=guess, late=late)


def warmed(identifier: language.Identifier, answers: Answers) -> Answers:
    identifier.warm()
    return answers


def enqueue(
    scene: Scene,
    outgoing: Outgoing,
    *,
    to: Address | None,
    handle: ReplyHandle | None,
    rank: int = REPLY,
    about: str = "",
) -> Turned:
    """Keep what we say and queue it; leased to this process where it also sends. To nobody who wants silence."""
    at, stopped = scene.at, scene.recipient.stopped if rank > LAST_WORD else ""
    until = reach.not_before(scene) if rank == NOTICE and not stopped else at
    if until > at:
        stopped = reach.NIGHT
    if stopped and not scene.recipient.window_wait:
        scene.change(window_wait=reach.KEPT)
    message_id = file_outbound(scene, outgoing, outgoing_body(outgoing, at=at))
    outbox_id, recipient = scene.intake.row_ids(), scene.recipient
    lease_until = at + scene.intake.terms.lease if scene.intake.sends and to is not None else 0
    leased = Outbox(scene.unit.cases).add(
        outbox_id,
        seq=scene.seq,
        alias=recipient.alias,
        channel=recipient.channel,
        conversation_id=scene.conversation_id,
        message_id=message_id,
        handle=handle_json(handle) if handle else None,
        key=scene.key,
        at=at,
        lease_until=lease_until,
        rank=rank,
        about=about,
        stopped=stopped,
        until=until if until > at else NEVER,
    )
    if not leased or to is None:
        return Turned("applied")
    who = (recipient.alias, recipient.channel, to.value, scene.conversation_id)
    return Turned("applied", ready=Ready(outbox_id, *who, message_id, outgoing, handle, at, lease_until, rank))


def save(scene: Scene) -> None:
    save_conversation(scene)
    Recipients(scene.unit.cases).save(scene.recipient)


def held(scene: Scene, to: Address, *, tell: bool) -> Turned:
    """Too many at once: kept whole, applied when the window is over, and she is told once if it was she."""
    intake, recipient = scene.intake, scene.recipient
    first = tell and recipient.held == 0
    scene.change(held=recipient.held + 1)
    inbox_id = intake.ids()
    copies_of_kept(intake, scene.unit, scene.event, inbox_id, at=scene.at)
    Inbox(scene.unit.cases, intake.keyring).add(
        inbox_id,
        seq=scene.at * 1000 + min(recipient.held, 999),
        channel=recipient.channel,
        alias=recipient.alias,
        event=event_json(scene.event),
        reason="held",
        due_at=scene.recipient.rate_from + intake.limits.window_ms,
    )
    if first:
        notice = said(scene, [Effect(EffectKind.TELL, "err.rate")])
        if notice is not None:
            turned = enqueue(scene, notice, to=to, handle=scene.event.reply_handle)
            save(scene)
            return Turned("held", turned.ready)
    save(scene)
    return Turned("held")


def apologise(intake: Intake, unit: Unit, event: Event, alias: str, *, at: int) -> None:
    """Tell her once that a person looks at what we could not read. The saved state is not touched: it may be why."""
    thread = Recipients(unit.cases).lock(alias)
    if thread is None or Inbox(unit.cases, intake.keyring).troubles(alias):
        return
    recipient = thread.recipient
    key = unit.vault.key(recipient.conversation_id)
    state = begin(intake.script, language=recipient.language)
    scene = Scene(
        intake, unit, at, event, recipient, recipient.conversation_id, key, thread.seq, thread.case_id, None, state
    )
    outgoing = said(scene, [Effect(EffectKind.TELL, "err.kept")])
    if outgoing is not None:
        enqueue(scene, outgoing, to=None, handle=event.reply_handle)
        Conversations(unit.cases).number(scene.conversation_id, scene.seq)


def gone(scene: Scene, why: reach.Stop) -> Turned:
    """She blocked us or opted out: we stop at once, what waits for her is kept until she is back, the desk sees it."""
    reach.stopped(scene, why)
    forget_copies(scene)
    save(scene)
    return Turned(why)


def farewell(scene: Scene, to: Address) -> Turned:
    """She asked for silence in her own words: told once that she has it."""
    file_inbound(scene)
    outgoing = said(scene, [Effect(EffectKind.TELL, "pause.done")])
    reach.stopped(scene, reach.Stop.OPTED_OUT)
    handle, last = scene.event.reply_handle, LAST_WORD
    turned = Turned("opted_out") if outgoing is None else enqueue(scene, outgoing, to=to, handle=handle, rank=last)
    save(scene)
    return turned


def taken_back(scene: Scene) -> Turned:
    """A message that never came leaves the mark that it was: it may be on its way still."""
    if not corrections.withdrawn(scene) and scene.event.message_id:
        file_inbound(scene)
        corrections.withdrawn(scene)
    save(scene)
    return Turned("withdrawn")


def edited(scene: Scene) -> Turned:
    if corrections.corrected(scene):
        mark_unread(scene)
    save(scene)
    return Turned("edited")
