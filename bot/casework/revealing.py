"""How a worker is reached and her name, for one member, for half an hour, after another agreed. And deleting a case.

The worker is not told of a look: there is nothing she could do about it, and a message would say who reads her phone.
It stands in the case's history and in the audit.
"""

from dataclasses import dataclass

import phonenumbers

from bot.casework import approving, desk, retention
from bot.casework.approving import Kind
from bot.casework.desk import Hand, NotAllowed
from bot.casework.retention import FINAL, Why
from storage.conversations import Conversations, Due

CALLED = frozenset({"sms", "whatsapp"})
"""Channels whose address is a number that a telephone can dial."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`address` is empty once her contact was erased; `until` (ms) is when this page closes by itself."""

    channel: str
    address: str
    name: str
    until: int
    may_call: bool


def identity(hand: Hand, case_id: str) -> Identity | None:
    """None where nobody agreed, or the half hour is over. Every look is in the audit before it is shown."""
    case = desk.find(hand.unit, case_id)
    yes = approving.granted(hand.unit, Kind.IDENTITY, case.id, hand.by, at=hand.at)
    if yes is None:
        return None
    alias, vault = Conversations(hand.unit.cases).alias(case.conversation_id), hand.unit.vault
    found = vault.address(alias) if alias else None
    channel, value = found or (case.channel, "")
    approving.note(hand, "identity.viewed", "", case.id)
    name = vault.name(case.conversation_id) or ""
    return Identity(channel, dialled(channel, value), name, yes.until, channel in CALLED and bool(value))


def dialled(channel: str, value: str) -> str:
    """As a person dials it: `+81 90-1234-5678`. What is no number stays as the vendor calls her."""
    if channel not in CALLED:
        return value
    digits = value.removeprefix("whatsapp:")
    try:
        number = phonenumbers.parse(digits if digits.startswith("+") else f"+{digits}")
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def delete(hand: Hand, case_id: str) -> None:
    """Of a case that is over only the bare fact stays. Raises NotAllowed for one that goes on or is held."""
    case = desk.find(hand.unit, case_id)
    possible(hand, case_id)
    approving.use(hand, Kind.DELETION, case.id)
    alias = Conversations(hand.unit.cases).alias(case.conversation_id) or ""
    due = Due(case.conversation_id, alias, case.id, "all", None)
    retention.erase_conversation(hand.unit, due, at=hand.at, why=Why.DESK)


def possible(hand: Hand, case_id: str) -> None:
    """Raises NotAllowed: nobody's report is deleted while the desk works on it, or a court asked that it stays."""
    case = desk.find(hand.unit, case_id)
    if case.status not in FINAL:
        raise NotAllowed("deletion_open")
    if case.held(hand.at):
        raise NotAllowed("deletion_held")
