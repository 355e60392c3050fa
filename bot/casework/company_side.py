"""What a company does on its thread: say that it has got it, ask, answer, refuse, promise, report, propose an end.

Rule 1: nothing of it reaches the worker from here, and nothing of it closes anything: it lies before the desk as
`waiting`, and a member decides (`bot.casework.company_desk`). Each act is one transaction of the caller's; a form that
was sent twice counts once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.casework import desk, threads
from bot.casework.alerting import Occasion
from bot.casework.company_view import OPEN
from bot.casework.desk import Hand, NotAllowed
from bot.casework.lifecycle import Status
from bot.media.kinds import Kind as FileKind
from bot.media.kinds import sniff
from storage.company_posts import Author, CompanyPosts, Kind, State
from storage.disclosures import Disclosures, Thread
from storage.plan_actions import PlanActions
from storage.plan_actions import State as Promise
from storage.times import DAY_MS, MONTH_MS, day_of

WROTE = "company_wrote"
"""The kind of line that it leaves in the history of the case."""
LONGEST, LONGEST_ACTION, MOST_ACTIONS = 5000, 500, 20
MOST_A_DAY = 40
LARGEST_FILE = 8 * 1024 * 1024
FAMILIES = frozenset({"image", "document"})
LONGEST_NAME = 80
FURTHEST = 24 * MONTH_MS
"""No promise is for later than that."""
SAYS_RECEIVED = frozenset({Kind.ACKNOWLEDGED, Kind.ANSWER, Kind.PLAN, Kind.REFUSED, Kind.DONE, Kind.CLOSING})
"""Whoever says this has got it. A question or a file alone does not say so."""
ON: Mapping[Kind, Mapping[Status, Sequence[Status]]] = {
    Kind.ANSWER: {Status.NOTIFIED: (Status.ASSESSING,), Status.ASSESSING: (Status.DIALOGUE,)},
    Kind.PLAN: {Status.NOTIFIED: (Status.ASSESSING, Status.DIALOGUE), Status.ASSESSING: (Status.DIALOGUE,)},
}
"""Where the thread goes when it says so: on to the desk."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One action and the day (from 1970) by which it is done."""

    text: str
    due_day: int


def acknowledge(hand: Hand, thread: Thread, *, once: str) -> None:
    """It has got it. Reading alone does not say so. Saying it twice changes nothing."""
    open_or_refuse(thread)
    if thread.acknowledged_at is None:
        post(hand, thread, Kind.ACKNOWLEDGED, {}, once=once)


def write(hand: Hand, thread: Thread, kind: Kind, text: str, *, once: str) -> None:
    """A question, an answer, a refusal with its reason, or that it thinks the matter is over."""
    open_or_refuse(thread)
    if post(hand, thread, kind, {"text": words(text)}, once=once):
        move_on(hand, thread, kind)


def plan(hand: Hand, thread: Thread, text: str, actions: Sequence[Promised], *, once: str) -> None:
    """An action plan with dates. What an earlier plan proposed and nobody agreed to is replaced."""
    open_or_refuse(thread)
    if not actions:
        raise NotAllowed("no_action", status=422)
    today = day_of(hand.at)
    for one in actions:
        if not today <= one.due_day <= today + FURTHEST // DAY_MS:
            raise NotAllowed("no_day", status=422)
    named = [(hand.ids(), words(one.text, LONGEST_ACTION), one.due_day) for one in actions[:MOST_ACTIONS]]
    body = {"text": desk.plain(text)[:LONGEST], "actions": [id for id, _, _ in named]}
    if not post(hand, thread, Kind.PLAN, body, once=once):
        return
    kept = PlanActions(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    for old in kept.all():
        if old.state == Promise.PROPOSED:
            kept.move(old, Promise.DROPPED)
    for id, what, due_day in named:
        kept.add(id, what, due_day=due_day)
    move_on(hand, thread, Kind.PLAN)


def done(hand: Hand, thread: Thread, action_id: str, text: str, *, once: str) -> None:
    """An action that was agreed is done, it says: only the worker confirms that."""
    open_or_refuse(thread)
    kept = PlanActions(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    action = next((one for one in kept.all() if one.id == action_id), None)
    if action is None or action.state not in (Promise.AGREED, Promise.ASKED, Promise.MISSED):
        raise NotAllowed("no_action", status=409)
    body = {"text": desk.plain(text)[:LONGEST], "actions": [action.id]}
    if post(hand, thread, Kind.DONE, body, once=once) and action.state == Promise.AGREED:
        kept.move(action, Promise.DONE)


def upload(hand: Hand, thread: Thread, content: bytes, name: str, *, once: str, action_id: str = "") -> None:
    """A file, as proof or beside an answer: a picture or a PDF by its own bytes, sealed, later only downloaded."""
    open_or_refuse(thread)
    kind = taken(content)
    kept = CompanyPosts(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    called = "".join(desk.plain(name).replace("\\", "/").rpartition("/")[2].splitlines())[:LONGEST_NAME]
    body = {"name": called, "mime": kind.mime, "size": len(content), "actions": [action_id] if action_id else []}
    if post(hand, thread, Kind.FILE, body, once=once):
        kept.keep_file(once, content)


def taken(content: bytes) -> FileKind:
    """What it is. Raises NotAllowed for what is too large, empty, or of no kind that is taken."""
    if len(content) > LARGEST_FILE:
        raise NotAllowed("file_large", status=413)
    kind = sniff(content) if content else None
    if kind is None or kind.family not in FAMILIES:
        raise NotAllowed("file_kind", status=415)
    return kind


def open_or_refuse(thread: Thread) -> None:
    if thread.status not in OPEN:
        raise NotAllowed("thread_over")


def post(hand: Hand, thread: Thread, kind: Kind, body: Mapping[str, object], *, once: str) -> bool:
    """Keep it before the desk and call the desk. False: this form was sent before."""
    kept = CompanyPosts(hand.unit.cases, thread.id, hand.unit.vault.key(thread.id))
    if kept.since(hand.at - DAY_MS) >= MOST_A_DAY:
        raise NotAllowed("too_often", status=429)
    author = {"author": Author.COMPANY, "author_id": hand.by}
    if not kept.add(once, **author, kind=kind, state=State.WAITING, body=body, at=hand.at):  # type: ignore[arg-type]
        return False
    if kind in SAYS_RECEIVED and thread.acknowledged_at is None:
        Disclosures(hand.unit.cases).change(thread.id, "acknowledged_at", hand.at)
    case = desk.find(hand.unit, thread.case_id)
    name = threads.company_name(hand.unit, thread.company_id)
    desk.record(hand, case, WROTE, now=kind.value, reason=name)
    hand.cases.flag(case.id, "unread", True)
    hand.alarm(hand.unit, case.id, Occasion.COMPANY, at=hand.at)
    return True


def move_on(hand: Hand, thread: Thread, kind: Kind) -> None:
    """To where the table lets a company bring it. She is told when a member passes it on, not now."""
    for to in ON.get(kind, {}).get(Status(thread.status), ()):
        thread = threads.step(hand, thread, to, tells=False)


def words(text: str, longest: int = LONGEST) -> str:
    kept = desk.plain(text)
    if not kept:
        raise NotAllowed("nothing_written", status=422)
    if len(kept) > longest:
        raise NotAllowed("too_long", status=422)
    return kept
