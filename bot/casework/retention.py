"""Erasing: what a worker asked to delete and what is due, by destroying keys and rows in one transaction."""

from enum import StrEnum

from bot.casework import safety
from bot.casework.lifecycle import Status
from storage import holdings
from storage.cases import Cases
from storage.conversations import Conversations, Due
from storage.engine import Unit
from storage.held import keep_until, withdraw
from storage.holdings import Report
from storage.outbox import Outbox
from storage.publication import PublicList
from storage.recipients import Recipients
from storage.removals import hasten_kept, hasten_of
from storage.times import day_of


class Why(StrEnum):
    """Why something was erased: all that its receipt says beside the key and the day."""

    WORKER = "worker"
    RETENTION = "retention"
    DRAFT = "draft"
    DESK = "desk"  # two members decided it


FINAL = (Status.CLOSED, Status.OUT_OF_SCOPE, Status.WITHDRAWN)


def erase(unit: Unit, due: Due, *, at: int) -> None:
    """Do what the worker confirmed: `draft` (this unfinished report), `contact` (her address only) or `all`.

    Under a legal hold `all` is her contact, PIN and name at once, and the rest when the hold is over.
    """
    if due.erase_scope == "contact":
        forget_contact(unit, due.alias, at=at)
        Conversations(unit.cases).erased(due.id)
        return
    until = held_until(unit, due.case_id, at=at)
    if until is not None:
        hold_back(unit, due, until=until, at=at)
        return
    erase_conversation(unit, due, at=at)
    leave(unit, due, at=at)


def held_until(unit: Unit, case_id: str | None, *, at: int) -> int | None:
    """When the legal hold of a case ends (ms), None where there is none now."""
    case = Cases(unit.cases).get(case_id) if case_id else None
    return case.hold_until if case is not None and case.held(at) else None


def hold_back(unit: Unit, due: Due, *, until: int, at: int) -> None:
    """A legal hold keeps the words of what she deleted, and nobody works with them. It never keeps her contact, PIN or
    name, nor what companies could read.
    """
    forget_contact(unit, due.alias, at=at)
    PublicList(unit.cases).unsay(due.case_id or "")
    unit.vault.set_name(due.id, "")
    Conversations(unit.cases).erased(due.id, held=True)
    keep_until(unit.vault.connection, due.id, until)
    for key in withdraw(unit.cases, due.case_id or "", at=at):
        unit.vault.destroy_key(key, day_of(at), Why.WORKER)
        holdings.empty_shared(unit.cases, key, at=at)


def end_holds(unit: Unit, *, at: int) -> int:
    """What workers deleted and a legal hold kept until now; how many."""
    over = Conversations(unit.cases).held_no_longer(at)
    for due in over:
        erase_conversation(unit, due, at=at)
    return len(over)


def expire_each(unit: Unit, *, at: int, contact_ms: int, text_ms: int) -> tuple[int, int]:
    """What we promised: her contact goes `contact_ms` after the end of her last report, the words `text_ms` after it.

    Returns how many contacts and how many reports went. A report that goes on, or one she is telling, keeps her
    contact. A legal hold keeps the words only.
    """
    cases, contacts, texts = Cases(unit.cases), 0, 0
    for _, _, alias in cases.ended(FINAL, before=at - contact_ms):
        if Recipients(unit.cases).get(alias) is not None and all_over(unit, alias, before=at - contact_ms, at=at):
            forget_contact(unit, alias, at=at)
            contacts += 1
    for case_id, conversation_id, alias in cases.ended_free(FINAL, before=at - text_ms, at=at):
        erase_conversation(unit, Due(conversation_id, alias, case_id, "all", None), at=at, why=Why.RETENTION)
        texts += 1
    return contacts, texts


def all_over(unit: Unit, alias: str, *, before: int, at: int) -> bool:
    """Every report of hers ended before `before`, and she is not telling another. In none she is to be asked again
    whether she is safe, or waits for a person who looks at that (`decisions.md` 29).
    """
    hers = Cases(unit.cases).of_alias(alias)
    ended = all(case.status in FINAL and case.moved_at < before for case in hers)
    quiet = ended and all(not case.retaliation and (safety.until(unit, case) or 0) <= at for case in hers)
    return quiet and len(hers) == len(Conversations(unit.cases).of(alias))


def erase_now(unit: Unit, alias: str, *, at: int) -> None:
    """Everything this contact asked to delete, without waiting for the confirmation to be delivered."""
    for due in Conversations(unit.cases).erasing(alias):
        erase(unit, due, at=at)


def erase_conversation(unit: Unit, due: Due, *, at: int, why: Why = Why.WORKER) -> None:
    """Its keys and every row that they sealed, with receipts. Of a submitted case only the bare fact stays."""
    report = Report(due.id, due.case_id)
    PublicList(unit.cases).unsay(due.case_id or "")
    for key in list(holdings.keys_of(unit.cases, report)):
        unit.vault.destroy_key(key, day_of(at), why)
    hasten_of(unit.cases, due.id, at=at)
    holdings.erase(unit.cases, report)
    if due.case_id is not None:
        Cases(unit.cases).erased(due.case_id, at=at)


def erase_again(unit: Unit, key: str, *, at: int) -> bool:
    """After a restore: this destroyed key came back, and what it sealed. True: it was a whole report."""
    conversations = Conversations(unit.cases)
    found, alias = conversations.case_and_seq(key), conversations.alias(key)
    unit.vault.destroy_key(key, day_of(at))
    if found is None or alias is None:
        return False
    due = Due(key, alias, found[0], "all", None)
    erase_conversation(unit, due, at=at)
    leave(unit, due, at=at)
    return True


def hold_again(unit: Unit, key: str, *, until: int, at: int) -> None:
    """After a restore: she had deleted this report, and a legal hold kept its words. The backup may know of neither."""
    conversations = Conversations(unit.cases)
    found, alias = conversations.case_and_seq(key), conversations.alias(key)
    if found is not None and found[0] is not None and alias is not None:
        Cases(unit.cases).hold(found[0], until)
        hold_back(unit, Due(key, alias, found[0], "all", None), until=until, at=at)


def leave(unit: Unit, due: Due, *, at: int) -> None:
    """After a conversation is gone: her contact goes too, unless another report of hers still needs it."""
    recipients, conversations = Recipients(unit.cases), Conversations(unit.cases)
    recipient = recipients.get(due.alias)
    if recipient is None or recipient.conversation_id != due.id:
        return
    others = conversations.of(due.alias)
    if others:
        recipients.move_to(due.alias, others[-1])
    else:
        forget_contact(unit, due.alias, at=at)


def forget_contact(unit: Unit, alias: str, *, at: int) -> None:
    """Her address, and how to write to her. What she reported stays, and can no longer be answered."""
    Outbox(unit.cases).withhold(alias, at=at, why="erased")
    hasten_kept(unit.cases, alias, at=at)
    holdings.forget(unit.cases, alias)
    unit.vault.forget_contact(alias, day_of(at))
