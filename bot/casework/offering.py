"""What a company offers, put before the worker, and what follows from her answer. A member sends it; she decides.

Rule 1: nothing is agreed without her yes to that very offer. What she says goes to the desk, never straight to the
company. Each act is one transaction of the caller's.
"""

from datetime import UTC, datetime

from bot.casework import desk, threads
from bot.casework.desk import Hand, NotAllowed
from bot.casework.lifecycle import Status
from storage import company_posts, plan_actions
from storage.cases import Case
from storage.company_posts import CompanyPosts, Post, State
from storage.disclosures import Disclosures, Thread
from storage.notices import Told
from storage.plan_actions import Action, PlanActions
from storage.plan_actions import State as Promise
from storage.times import DAY_MS, day_of, moment

OFFER, AGREED, CHECK = "update.offer", "update.agreed", "update.check"
OFFERS, BINDS = "offer", "agreed"
"""Kinds of a reply beside asking and telling."""
PUT = "offered"
SAID, DID = "offer_answered", "action_said"
"""The kinds of line that her answers leave in the history of the case."""
ACTIONS_ASKED = (Promise.AGREED, Promise.DONE)
MOST_CHECKED = 100


def tell_of(hand: Hand, reply_id: str, kind: str, text: str, *, written: str = "") -> bool:
    """Send a reply that tells of a company's line. False: it is about none, or is told in plain words by the caller."""
    thread_id = company_posts.thread_of_reply(hand.unit.cases, reply_id)
    if not thread_id:
        return False
    thread = threads.find(hand.unit, thread_id)
    post = CompanyPosts(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id)).of_reply(reply_id)
    if post is None:
        raise desk.MovedMeanwhile
    return tell(hand, thread, post, kind, text, written=written)


def tell(hand: Hand, thread: Thread, post: Post, kind: str, text: str, *, written: str = "") -> bool:
    """Put it before her. False: it is told in plain words by the caller."""
    if kind == OFFERS:
        offer(hand, thread, post, text)
    elif kind == BINDS:
        agree(hand, thread, post, text)
    else:
        passed(hand, thread, post)
        return False
    case = desk.find(hand.unit, thread.case_id)
    desk.record(hand, case, PUT, now=kind, reason=written or text)
    return True


def offer(hand: Hand, thread: Thread, post: Post, text: str) -> None:
    """Ask her whether this is all right for her. Where the company has the turn the desk takes it: she is asked."""
    if thread.status in (Status.ASSESSING, Status.ESCALATED):
        thread = threads.step(hand, thread, Status.DIALOGUE, tells=False)
    if thread.status != Status.DIALOGUE:
        raise NotAllowed("no_such_step")
    passed(hand, thread, post)
    threads.inform(hand, thread, OFFER, {"offer": desk.words(text), "thread": thread.id, "post": post.id})


def agree(hand: Hand, thread: Thread, post: Post, text: str) -> None:
    """She said yes: what will be done, by the last day of the plan. The company is bound to it from now on."""
    if post.state != State.ACCEPTED:
        raise NotAllowed("not_agreed")
    promised = [one for one in of(hand, thread) if one.state == Promise.PROPOSED]
    if not promised:
        raise NotAllowed("no_action")
    for one in promised:
        kept(hand, thread).move(one, Promise.AGREED)
    last = iso(max(one.due_day for one in promised))
    threads.step(hand, thread, Status.REMEDY_AGREED, said={"action": desk.words(text), "date": last})


def passed(hand: Hand, thread: Thread, post: Post) -> None:
    """This post was told to the worker. Raises MovedMeanwhile when somebody else did."""
    posts = CompanyPosts(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    if post.state in (State.WAITING, State.READ, State.DECLINED):
        if not posts.move(post, State.PASSED_ON, by=hand.by):
            raise desk.MovedMeanwhile
    elif post.state != State.PASSED_ON:
        raise NotAllowed("moved")


def offer_answered(hand: Hand, case: Case, told: Told, value: str) -> None:
    """Yes, no, a person, or words of her own: written to the post, for the desk."""
    thread = Disclosures(hand.unit.cases).get(told.params.get("thread", ""))
    if thread is None or thread.case_id != case.id:
        return
    posts = CompanyPosts(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    post = posts.one(told.params.get("post", ""))
    if post is not None and post.state == State.PASSED_ON and value:
        posts.move(post, State.ACCEPTED if value == "yes" else State.DECLINED, by=post.handled_by)
    desk.record(hand, case, SAID, now=value, reason=threads.company_name(hand.unit, thread.company_id))


def ask(hand: Hand, thread: Thread) -> None:
    """Did the company do what it said? Asked once for what is due; nothing where nothing is agreed."""
    due = [one for one in of(hand, thread) if one.state in ACTIONS_ASKED]
    if not due or thread.status != Status.REMEDY_AGREED:
        raise NotAllowed("no_action")
    for one in due:
        kept(hand, thread).move(one, Promise.ASKED)
    threads.inform(hand, thread, CHECK, {"thread": thread.id})


def check_answered(hand: Hand, case: Case, told: Told, value: str) -> None:
    """Only a plain yes confirms anything; with `some` a member has to look which."""
    desk.record(hand, case, DID, now=value or "words")
    thread = Disclosures(hand.unit.cases).get(told.params.get("thread", ""))
    if thread is None or thread.case_id != case.id:
        return
    to = {"yes": Promise.CONFIRMED, "no": Promise.MISSED}.get(value)
    for one in of(hand, thread):
        if to is not None and one.state == Promise.ASKED:
            kept(hand, thread).move(one, to)


def ask_due(hand: Hand) -> int:
    """The clock: whoever was promised something by a day that is over is asked. How many threads."""
    today = day_of(hand.at)
    found = plan_actions.due(hand.unit.cases, today=today, most=MOST_CHECKED)
    for thread_id in found:
        thread = threads.find(hand.unit, thread_id)
        if thread.status == Status.REMEDY_AGREED:
            ask(hand, thread)
        else:
            for one in of(hand, thread):
                if one.state in ACTIONS_ASKED and one.due_day < today:
                    kept(hand, thread).move(one, Promise.ASKED)
    return len(found)


def kept(hand: Hand, thread: Thread) -> PlanActions:
    return PlanActions(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))


def of(hand: Hand, thread: Thread) -> list[Action]:
    return list(kept(hand, thread).all())


def iso(day: int) -> str:
    return moment(day * DAY_MS).astimezone(UTC).date().isoformat()


def day_number(text: str) -> int:
    """`2026-12-24` as a day from 1970. Raises ValueError."""
    return day_of(int(datetime.fromisoformat(f"{text.strip()[:10]}T00:00:00+00:00").timestamp()) * 1000)
