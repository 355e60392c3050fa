"""Which threads exist for a contact of a company, and all that she sees of one. Reads only.

Rule 1: a thread is there for its own contact and for those of its company whom the conflict guard does not hold back,
asked at every look; for everybody else it is as if it were not. Nothing of the worker, of her report's number, of her
words or of another company leaves through this file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.casework import desk
from bot.casework.conflicts import Book, book, guarded
from bot.casework.desk import CaseworkError, NoSuchCase
from bot.casework.lifecycle import TABLE, Actor, Graph, Status
from storage.companies import Companies, Contact
from storage.company_posts import CompanyPosts, Post
from storage.disclosures import Disclosures, Thread
from storage.engine import Unit
from storage.plan_actions import Action, PlanActions
from storage.shared import Shares
from storage.times import DAY_MS, day_of
from storage.vault import KeyDestroyed

MOST = 60
"""So many of the newest threads a list shows: each is asked of the guard."""
ACKNOWLEDGE_DAYS = 7
"""Within which a company says that it has got it (`domain.md` 6)."""
OPEN = frozenset(
    {
        *(Status.NOTIFIED, Status.ASSESSING, Status.DIALOGUE),
        *(Status.REMEDY_AGREED, Status.CLOSING_PROPOSED, Status.ESCALATED),
    }
)
"""While a company may write."""


@dataclass(frozen=True, slots=True)
class Row:
    """A thread in a list. `asked` is what the company is to do: acknowledge, answer, plan, act, or nothing."""

    thread: Thread
    asked: str
    withdrawn: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """One version that the company may read: its text by language, the day on which it came, pictures as base64."""

    n: int
    day: int
    texts: Mapping[str, str]
    photos: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One thread. A withdrawn one has neither words nor lines."""

    row: Row
    summary: Summary | None
    posts: Sequence[Post] = ()
    actions: Sequence[Action] = ()

    @property
    def thread(self) -> Thread:
        return self.row.thread

    @property
    def acknowledge_by(self) -> int | None:
        """The day (ms) until which it is to say that it has got it; None once it has."""
        told = self.thread.notified_at
        return None if told is None or self.thread.acknowledged_at else told + ACKNOWLEDGE_DAYS * DAY_MS


def contact(unit: Unit, contact_id: str) -> Contact | None:
    """If she may come in: neither she nor her company is disabled, and she has an address."""
    found = Companies(unit.cases).contact(contact_id)
    company = Companies(unit.cases).get(found.company_id) if found else None
    usable = found and found.mail and not found.disabled and company and not company.disabled
    return found if usable else None


def of_contact(unit: Unit, reader: Contact) -> Sequence[Row]:
    """Her company's threads, the newest first."""
    own = Disclosures(unit.cases).of_company(reader.company_id, most=MOST)
    hers = Disclosures(unit.cases).of_reader(reader.id, most=MOST)
    every = {one.id: one for one in (*own, *hers) if one.notified_at is not None}
    newest = sorted(every.values(), key=lambda one: (-(one.notified_at or 0), one.number))[:MOST]
    known = book(unit) if newest else None
    return [row(unit, one) for one in newest if sees(unit, reader, one, known)]


def found(unit: Unit, reader: Contact, number: str) -> Thread:
    """Raises NoSuchCase for what is not there and for what is not hers: nobody can tell them apart."""
    thread = Disclosures(unit.cases).numbered(number)
    if thread is None or not sees(unit, reader, thread):
        raise NoSuchCase
    return thread


def sees(unit: Unit, reader: Contact, thread: Thread, known: Book | None = None) -> bool:
    """The rule. Whatever cannot be asked, because a report was erased, is not there."""
    if thread.notified_at is None or not (reader.id == thread.contact_id or reader.company_id == thread.company_id):
        return False
    try:
        routes = guarded(unit, desk.find(unit, thread.case_id), known).routes
    except (CaseworkError, KeyDestroyed):
        return False
    return any(one.company_id == thread.company_id and reader.id in (one.chosen, *one.others) for one in routes)


def row(unit: Unit, thread: Thread) -> Row:
    shares = Shares(unit.cases).of(thread.id)
    live = next((one for one in shares[:1] if one.withdrawn_at is None), None)
    withdrawn = thread.status == Status.WITHDRAWN or (live is None and bool(shares))
    asked = "" if withdrawn else asked_of(thread)
    return Row(thread, asked, withdrawn, live is not None and live.read_at is None)


def asked_of(thread: Thread) -> str:
    """What is asked of the company now: a word that the page explains; empty while the turn is not its own."""
    if thread.status not in OPEN or TABLE[Graph.THREAD, Status(thread.status)].acts is not Actor.COMPANY:
        return ""
    if thread.acknowledged_at is None:
        return "acknowledge"
    return {Status.NOTIFIED: "answer", Status.ASSESSING: "plan"}.get(Status(thread.status), "act")


def whole(unit: Unit, thread: Thread) -> Page:
    """All of it. Raises KeyDestroyed."""
    at = row(unit, thread)
    if at.withdrawn:
        return Page(at, None)
    key = unit.vault.key(thread.id)
    posts = CompanyPosts(unit.cases, thread.id, key).all()
    return Page(at, summary(unit, thread), posts, PlanActions(unit.cases, thread.id, key).all())


def summary(unit: Unit, thread: Thread) -> Summary | None:
    """The version that stands. None where there is none, or its key is gone."""
    shares = Shares(unit.cases)
    for one in shares.of(thread.id)[:1]:
        try:
            body = shares.opened(one, unit.vault.key(one.id)) if one.withdrawn_at is None else None
        except KeyDestroyed:
            body = None
        if body is not None:
            texts = {str(language): str(text) for language, text in dict(body.get("texts", {})).items()}
            return Summary(one.n, day_of(one.sent_at), texts, tuple(map(str, body.get("photos", ()))))
    return None


def mark_read(unit: Unit, thread: Thread, *, at: int) -> None:
    """Somebody opened it. That is no acknowledgement."""
    for one in Shares(unit.cases).of(thread.id)[:1]:
        Shares(unit.cases).read(one.id, at=at)
