"""All that is due to be erased, counted or done, in one transaction: what the ticks of the clock do, on demand."""

from dataclasses import dataclass

from bot.casework import retention
from bot.casework.retention import FINAL, Why
from storage.cases import Cases
from storage.conversations import Conversations, Due
from storage.engine import Unit
from storage.outbox import Outbox
from storage.recipients import Recipients

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """Milliseconds after the end of a report until her contact goes, and until the words go."""

    contact: int
    text: int


def asked(unit: Unit, *, at: int) -> list[Due]:
    """What workers confirmed to delete: its time is over, or everything that had to be said has gone out."""
    outbox = Outbox(unit.cases)
    return [
        due
        for due in Conversations(unit.cases).asked_to_erase()
        if (due.erase_at or 0) <= at or not outbox.more(due.alias)
    ]


def counts(unit: Unit, terms: Terms, *, at: int) -> dict[str, int]:
    """How many of each kind would go. Of the first two at most 100 are looked at."""
    cases = Cases(unit.cases)
    ended = {alias for _, _, alias in cases.ended(FINAL, before=at - terms.contact, most=MOST)}
    contacts = sum(
        Recipients(unit.cases).get(alias) is not None and retention.all_over(unit, alias, before=at - terms.contact)
        for alias in ended
    )
    return {
        "asked": len(asked(unit, at=at)),
        "drafts": len(Conversations(unit.cases).expired(at)),
        "contacts": contacts,
        "cases": len(cases.ended(FINAL, before=at - terms.text, most=MOST)),
    }


def erase(unit: Unit, terms: Terms, *, at: int) -> dict[str, int]:
    """One batch of each kind; how many went. Again until nothing goes."""
    requests = asked(unit, at=at)
    for due in requests:
        retention.erase(unit, due, at=at)
    drafts = Conversations(unit.cases).expired(at)
    for due in drafts:
        retention.erase_conversation(unit, due, at=at, why=Why.DRAFT)
        retention.leave(unit, due, at=at)
    contacts, texts = retention.expire_each(unit, at=at, contact_ms=terms.contact, text_ms=terms.text)
    return {"asked": len(requests), "drafts": len(drafts), "contacts": contacts, "cases": texts}
