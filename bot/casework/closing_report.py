"""What stands in a closing report: for each company what was told, done and agreed, by days. Reads only.

Rule 1: a company's edition is made of `company_view` alone, so that nothing can stand in it which that company could
not read before. Its worker's word is known to it by the result of its own part and by nothing else: that she said "not
solved" or "worse" on the way is never told.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.casework import company_view, desk, threads
from bot.casework.company_view import Page
from bot.casework.desk import NotAllowed
from bot.casework.lifecycle import ENDINGS, Outcome, Status
from storage.cases import Case, CaseEvent, Cases
from storage.company_posts import Author, Kind
from storage.disclosures import Thread
from storage.engine import Unit
from storage.parties import Parties
from storage.plan_actions import State
from storage.shared import Share, Shares
from storage.times import DAY_MS

HER_WORD = {
    Outcome.REMEDIED: "solved",
    Outcome.PARTLY_REMEDIED: "partly",
    Outcome.NO_REPLY: "silent",
    Outcome.NOT_UPHELD: "agreed",
    Outcome.NO_AGREEMENT: "agreed",
    Outcome.REFERRED: "agreed",
    Outcome.COMPANY_LEFT: "agreed",
}
"""Her word at the end by the result (`bot.casework.results`): solved, partly, no answer, or yes to ending it."""
TAKEN_BACK = frozenset({Outcome.WITHDRAWN, Outcome.KEPT_PRIVATE})
ANSWERING = (Kind.ANSWER, Kind.PLAN, Kind.REFUSED)
KEPT = frozenset({State.AGREED, State.DONE, State.ASKED, State.CONFIRMED, State.MISSED})
"""What was agreed with her. A proposal is none."""
TOLD_OF = frozenset(
    {"submitted", "moved", "thread", "late", "consent_asked", "consent", "summary_sent", "summary_withdrawn"}
    | {"closing_asked", "closing_said", "safety_asked", "safety_said", "worried", "worry_over", "action_said"}
)
"""Lines of the history that stand in the desk's edition."""


@dataclass(frozen=True, slots=True)
class Step:
    """One day that counts, as a code, and how many days after the company was told."""

    code: str
    at: int
    after: int


@dataclass(frozen=True, slots=True)
class Part:
    """One company's part. `word` is empty while it goes on."""

    company: str
    role: str
    page: Page
    steps: Sequence[Step]
    word: str
    shares: Sequence[Share] = ()

    @property
    def thread(self) -> Thread:
        return self.page.thread

    @property
    def days(self) -> int | None:
        """From the day it was told to its end."""
        return next((one.after for one in self.steps if one.code == "over"), None)

    @property
    def agreed(self) -> Sequence[object]:
        return [one for one in self.page.actions if one.state in KEPT]


@dataclass(frozen=True, slots=True)
class Report:
    """The desk's edition."""

    case: Case
    parts: Sequence[Part]
    events: Sequence[CaseEvent]


def of_case(unit: Unit, case_id: str) -> Report:
    """Raises NoSuchCase, KeyDestroyed, NotAllowed `not_ended`."""
    case = desk.find(unit, case_id)
    events = Cases(unit.cases).events(case.id, desk.key_of(unit, case))
    if case.status not in ENDINGS:
        raise NotAllowed("not_ended")
    roles = {party.company_id: party.role for party in Parties(unit.cases).of(case.id)}
    parts = [part(unit, one, roles.get(one.company_id, "")) for one in threads.of_case(unit, case.id)]
    return Report(case, parts, [one for one in events if one.kind in TOLD_OF])


def of_company(unit: Unit, thread: Thread) -> Part:
    """What the company of this thread may keep of it. Raises KeyDestroyed, NotAllowed `withdrawn`, `not_ended`."""
    if company_view.row(unit, thread).withdrawn or thread.outcome in TAKEN_BACK:
        raise NotAllowed("withdrawn", status=410)
    if thread.status != Status.CLOSED or thread.notified_at is None:
        raise NotAllowed("not_ended")
    return part(unit, thread)


def part(unit: Unit, thread: Thread, role: str = "") -> Part:
    page = company_view.whole(unit, thread)
    word = HER_WORD.get(Outcome(thread.outcome), "") if thread.status == Status.CLOSED and thread.outcome else ""
    name = threads.company_name(unit, thread.company_id)
    return Part(name, role, page, steps(page), word, Shares(unit.cases).of(thread.id))


def steps(page: Page) -> Sequence[Step]:
    """Told, confirmed, first answer, plan, last report of something done, end: whichever there were."""
    thread, theirs = page.thread, [one for one in page.posts if one.author == Author.COMPANY]
    if thread.notified_at is None:
        return ()
    days = {
        "told": thread.notified_at,
        "confirmed": thread.acknowledged_at,
        "answered": next((one.at for one in theirs if one.kind in ANSWERING), None),
        "planned": next((one.at for one in theirs if one.kind == Kind.PLAN), None),
        "reported": next((one.at for one in reversed(theirs) if one.kind == Kind.DONE), None),
        "over": thread.moved_at if thread.status == Status.CLOSED else None,
    }
    told = thread.notified_at
    return [Step(code, at, (at - told) // DAY_MS) for code, at in days.items() if at is not None]
