"""All that is due to be erased, counted or done: for the ticks of the clock and `madoguchi retention run` alike."""

from dataclasses import dataclass

from bot.casework import retention
from bot.casework.retention import FINAL, Why
from bot.conversation.snapshot import Lost, load
from storage.case_columns import Columns
from storage.cases import Cases
from storage.conversations import Conversations, Due
from storage.engine import Unit
from storage.outbox import Outbox
from storage.recipients import Recipients
from storage.times import day_of
from storage.vault import KeyDestroyed

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
    """How many of each kind would go, and of how many a legal hold keeps the words. Of the first two at most 100."""
    cases = Cases(unit.cases)
    ended = {alias for _, _, alias in cases.ended(FINAL, before=at - terms.contact, most=MOST)}
    contacts = sum(
        Recipients(unit.cases).get(alias) is not None
        and retention.all_over(unit, alias, before=at - terms.contact, at=at)
        for alias in ended
    )
    return {
        "asked": len(asked(unit, at=at)),
        "drafts": len(Conversations(unit.cases).expired(at)),
        "contacts": contacts,
        "cases": len(cases.ended_free(FINAL, before=at - terms.text, at=at, most=MOST)),
        "unheld": len(Conversations(unit.cases).held_no_longer(at)),
        "held": cases.held(at),
    }


def erase_asked(unit: Unit, *, at: int) -> int:
    """What workers asked to delete, and what of it a legal hold kept until now; how many."""
    return _erase_asked(unit, at=at) + retention.end_holds(unit, at=at)


def _erase_asked(unit: Unit, *, at: int) -> int:
    requests = asked(unit, at=at)
    for due in requests:
        retention.erase(unit, due, at=at)
    return len(requests)


def erase_drafts(unit: Unit, *, at: int) -> int:
    """Unfinished reports whose days are over, with their keys; how many."""
    drafts = Conversations(unit.cases).expired(at)
    for due in drafts:
        stopped(unit, due, at=at)
        retention.erase_conversation(unit, due, at=at, why=Why.DRAFT)
        retention.leave(unit, due, at=at)
    return len(drafts)


def stopped(unit: Unit, due: Due, *, at: int) -> None:
    """Count at which question an unfinished report was left: the name of the question and the day, nothing else."""
    try:
        state = Conversations(unit.cases).state(due.id, unit.vault.key(due.id))
        said = load(state) if state else None
    except (KeyDestroyed, Lost):
        return
    if said is not None:
        Columns(unit.cases).stop(said.trail[0] if said.trail else said.step, day=day_of(at))


def erase_ended(unit: Unit, terms: Terms, *, at: int) -> int:
    """Contacts and words of reports that ended long ago (`decisions.md` 29); how many together."""
    return sum(retention.expire_each(unit, at=at, contact_ms=terms.contact, text_ms=terms.text))


def erase(unit: Unit, terms: Terms, *, at: int) -> dict[str, int]:
    """One batch of each kind; how many went. Again until nothing goes."""
    requests, drafts, unheld = _erase_asked(unit, at=at), erase_drafts(unit, at=at), retention.end_holds(unit, at=at)
    contacts, texts = retention.expire_each(unit, at=at, contact_ms=terms.contact, text_ms=terms.text)
    return {"asked": requests, "drafts": drafts, "contacts": contacts, "cases": texts, "unheld": unheld}
