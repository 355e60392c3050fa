"""Who is writing: from an address to an alias, a recipient and her current conversation, made at first contact.

The address itself goes to the vault and nowhere else.
"""

from bot.conversation import snapshot
from bot.conversation.machine import begin
from bot.intake.scene import Intake, Scene
from channels.base import Address, Event
from storage.conversations import Conversations
from storage.engine import Unit
from storage.recipients import Recipient, Recipients, Thread
from storage.times import day_of

COSTLY = frozenset({"sms"})
DIALLED = frozenset({"sms", "whatsapp"})


def enter(intake: Intake, unit: Unit, event: Event, sender: Address, at: int) -> Scene:
    """The scene for a sender: her conversation locked and opened, or begun."""
    alias = known_by(intake, unit, event, sender)
    if alias is None:
        alias = unit.vault.admit(sender.channel, sender.value, alias=intake.ids(), now_day=day_of(at))
    for other in event.alt_senders:
        unit.vault.link(alias, other.channel, other.value, id=intake.ids())
    thread = Recipients(unit.cases).lock(alias)
    if thread is None:
        return first_contact(intake, unit, event, alias, sender, at)
    return resume(intake, unit, event, thread, at)


def known_by(intake: Intake, unit: Unit, event: Event, sender: Address) -> str | None:
    """Her alias by this address, or by another of hers that the vendor names with it: then this one is hers too."""
    alias = unit.vault.find(sender.channel, sender.value)
    if alias is not None:
        return alias
    for other in event.alt_senders:
        if alias := unit.vault.find(other.channel, other.value):
            unit.vault.link(alias, sender.channel, sender.value, id=intake.ids())
            return alias
    return None


def first_contact(intake: Intake, unit: Unit, event: Event, alias: str, sender: Address, at: int) -> Scene:
    recipient = Recipient(
        alias,
        sender.channel,
        country=country_of(sender),
        conversation_id=intake.ids(),
        last_in_at=at,
        rate_from=at,
    )
    if not Recipients(unit.cases).add(recipient):
        thread = Recipients(unit.cases).lock(alias)
        if thread is not None:
            return resume(intake, unit, event, thread, at)
    return new_conversation(intake, unit, event, recipient, at=at, seq=0, person=recipient.conversation_id)


def new_conversation(
    intake: Intake, unit: Unit, event: Event, recipient: Recipient, *, at: int, seq: int, person: str
) -> Scene:
    """A conversation with a data key of its own: destroying that key erases all of it and nothing else."""
    id_ = recipient.conversation_id
    key = unit.vault.create_key(id_, wrap_id=intake.ids(), at_ms=at)
    terms = intake.terms
    Conversations(unit.cases).add(
        id_, recipient.alias, person=person, seq=seq, expires_at=at + terms.draft, remind_at=at + terms.remind
    )
    state = begin(
        intake.script, language=recipient.language, country=recipient.country, costly=recipient.channel in COSTLY
    )
    return Scene(intake, unit, at, event, recipient, id_, key, seq, None, None, state, person=person)


def resume(intake: Intake, unit: Unit, event: Event, thread: Thread, at: int) -> Scene:
    recipient = thread.recipient
    key = unit.vault.key(recipient.conversation_id)
    saved = thread.state(key)
    state = begin(intake.script) if saved is None else snapshot.load(saved)
    return Scene(
        intake,
        unit,
        at,
        event,
        recipient,
        recipient.conversation_id,
        key,
        thread.seq,
        thread.case_id,
        thread.pin_ct,
        state,
        thread.erase_scope,
        thread.person,
    )


def over_limit(scene: Scene) -> bool:
    """Count this event; True when it must wait. Whoever has events waiting goes on waiting: order is kept."""
    limits, recipient = scene.intake.limits, scene.recipient
    fresh = scene.at - recipient.rate_from >= limits.window_ms
    count = 1 if fresh else recipient.rate_count + 1
    scene.change(rate_from=scene.at if fresh else recipient.rate_from, rate_count=count)
    return recipient.held > 0 or count > limits.events


def long_away(scene: Scene) -> bool:
    """Numbers are given to new people: after this long nobody is shown anything before she proves who she is."""
    last = scene.recipient.last_in_at
    return bool(last) and scene.at - last >= scene.intake.terms.away


def country_of(sender: Address) -> str:
    """ISO 3166 code by dialling prefix, or empty: emergency numbers must never be another country's.

    WhatsApp's id of somebody who shows no number begins with the code of that number's country.
    """
    if sender.channel == "whatsapp" and sender.value[2:3] == ".":
        return sender.value[:2]
    if sender.channel not in DIALLED or not sender.value.startswith("+"):
        return ""
    import phonenumbers  # its tables are large, and chat channels never need them

    try:
        code = phonenumbers.region_code_for_number(phonenumbers.parse(sender.value, None))
    except phonenumbers.NumberParseException:
        return ""
    return code if code and len(code) == 2 and code.isalpha() else ""
