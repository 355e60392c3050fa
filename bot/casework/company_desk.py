"""What the desk does with what a company wrote, and what it writes to the company itself.

Rule 1: the worker hears of it when a member says so, in words a member looked at; the company hears of her nothing
that leads to her: a direct identifier in what a member writes is refused. Each act is one transaction of the caller's.
"""

from collections.abc import Sequence

from bot.casework import company_calls, desk, offering, threads
from bot.casework.assisting import kept_rules
from bot.casework.company_calls import Occasion
from bot.casework.company_side import LONGEST, words
from bot.casework.conflicts import NAMES, cues
from bot.casework.desk import Hand, NoSuchCase, NotAllowed
from bot.casework.lifecycle import Status
from bot.casework.marking import numbered
from bot.casework.redaction.assistant import Redaction
from bot.casework.redaction.names import Known, Role
from storage.cases import Case
from storage.company_posts import Author, CompanyPosts, Kind, Post, State
from storage.disclosures import Thread
from storage.engine import Unit
from storage.messages import Messages

WRITTEN = "company_told"
ANSWERED, INVESTIGATING = "update.answered", "update.investigating"
PLAIN = {"answered": ANSWERED, "investigating": INVESTIGATING}
"""What she can be told without a word of the company's."""
TO_COMPANY = frozenset(
    {Status.NOTIFIED, Status.ASSESSING, Status.DIALOGUE, Status.REMEDY_AGREED, Status.CLOSING_PROPOSED}
    | {Status.ESCALATED}
)


def of(unit: Unit, thread: Thread) -> CompanyPosts:
    return CompanyPosts(unit.cases, thread.id, unit.vault.key(thread.id))


def find(unit: Unit, thread: Thread, post_id: str) -> Post:
    """Raises NoSuchCase where this thread has no such line."""
    post = of(unit, thread).one(post_id)
    if post is None or post.author != Author.COMPANY:
        raise NoSuchCase
    return post


def read(hand: Hand, thread: Thread, post_id: str) -> None:
    """A member has read it: it waits no longer. Twice changes nothing."""
    post = find(hand.unit, thread, post_id)
    if post.state == State.WAITING:
        of(hand.unit, thread).move(post, State.READ, by=hand.by)


def pass_on(hand: Hand, thread: Thread, post_id: str, how: str) -> None:
    """Tell her that the company answered, or that it is looking into it: without a word of it."""
    if how not in PLAIN:
        raise NotAllowed("nothing_written", status=422)
    offering.passed(hand, thread, find(hand.unit, thread, post_id))
    threads.inform(hand, thread, PLAIN[how], {})


def give_back(hand: Hand, thread: Thread, post_id: str, text: str) -> None:
    """The desk wants another: the company reads why."""
    post = find(hand.unit, thread, post_id)
    if post.state not in (State.WAITING, State.READ):
        raise NotAllowed("moved")
    if not of(hand.unit, thread).move(post, State.RETURNED, by=hand.by):
        raise desk.MovedMeanwhile
    write(hand, thread, text, asks=True)


def write(hand: Hand, thread: Thread, text: str, *, asks: bool = False) -> None:
    """To the company, in its contact's language. Refused while anything in it leads to the worker."""
    if thread.status not in TO_COMPANY or thread.notified_at is None:
        raise NotAllowed("thread_over")
    text, case = words(text, LONGEST), desk.find(hand.unit, thread.case_id)
    if leaks(hand.unit, case, text):
        raise NotAllowed("identifier", status=422)
    body = {"text": text, "asks": asks}
    author = {"author": Author.DESK, "author_id": hand.by, "kind": Kind.MESSAGE, "state": State.SENT}
    if not of(hand.unit, thread).add(hand.ids(), **author, body=body, at=hand.at):  # type: ignore[arg-type]
        raise desk.MovedMeanwhile
    desk.record(hand, case, WRITTEN, reason=threads.company_name(hand.unit, thread.company_id))
    company_calls.call(hand, thread, Occasion.ASKED if asks else Occasion.TOLD)


def leaks(unit: Unit, case: Case, text: str) -> Sequence[str]:
    """What in it leads to her, as kinds of findings: numbers, addresses, her name, her report's number, its id."""
    assistant = Redaction(cues(), known(unit, case), given=kept_rules()[0])
    found = [one.kind.value for one in assistant.remaining(text)]
    if any(numbered(text, case.reference)) or case.id in text.replace("-", "").lower():
        found.append("reference")
    return found


def known(unit: Unit, case: Case) -> list[Known]:
    """Her name where it is known, and the names that she gave."""
    people = []
    if name := unit.vault.name(case.conversation_id):
        people.append(Known(Role.WORKER, (name,)))
    for one in Messages(unit.cases, desk.key_of(unit, case)).of_part(case.conversation_id, NAMES):
        lines = str(one.body.get("text", "")).replace(",", "\n").replace("、", "\n").splitlines()
        people += [Known(Role.OTHER, (line.strip(),)) for line in lines if line.strip()]
    return people
